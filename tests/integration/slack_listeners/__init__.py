"""Listeners: people act in the sandbox, around a real database."""
