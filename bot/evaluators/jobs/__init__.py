"""Job descriptions: the role they describe, what they ask, how they say it, and who meets it."""
