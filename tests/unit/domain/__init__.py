"""The domain by itself."""
