"""The prompts, as files: a folder for each, with the text and the schema of every version."""
