"""Listeners: what people do becomes words and plain requests."""
