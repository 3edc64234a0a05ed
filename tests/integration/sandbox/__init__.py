"""Tests of the sandbox over HTTP and WebSocket."""
