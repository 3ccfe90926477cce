"""Research in words."""
