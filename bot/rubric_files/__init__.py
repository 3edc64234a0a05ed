"""Rubric files: YAML to a Rubric, lint, schema, difference."""
