"""Everything that the builders draw."""
