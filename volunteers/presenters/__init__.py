"""Volunteers and their matches in words."""
