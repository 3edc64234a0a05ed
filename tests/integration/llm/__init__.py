"""Asking a model of our own over real sockets."""
