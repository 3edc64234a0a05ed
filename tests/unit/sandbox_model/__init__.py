"""Tests of the local model that need no server."""
