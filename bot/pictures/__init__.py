"""What a panel gave, drawn: PNG bytes and the same in words."""
