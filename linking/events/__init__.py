"""Pure: whether two articles tell of the same event in other words."""
