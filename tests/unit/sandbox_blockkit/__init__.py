"""The Block Kit check: shapes, limits, surfaces and ids."""
