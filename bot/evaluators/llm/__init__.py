"""Asks a language model over the wire; every end of it is a reply or a named error."""
