"""Tests of the local model through the real SDK."""
