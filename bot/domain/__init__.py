"""The field's words and rules, on the standard library alone."""
