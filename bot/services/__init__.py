"""The use cases: plain functions of a request and the dependencies."""
