"""Plumbline: evidence sheets for hiring panels."""

__version__ = "0.1.0"
