"""Labelled sets: documents with the levels that people gave, to measure evaluators against."""
