"""Accounts: the administrator's room (`people`), and everybody's own way of signing in (`security`)."""
