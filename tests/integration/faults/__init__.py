"""Tests of faults that no other folder holds; tests/faults.yml names them."""
