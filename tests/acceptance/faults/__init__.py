"""What drives the rows of tests/faults.yml."""
