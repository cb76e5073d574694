"""Measurements. Each module is run by itself, prints a table for people, and one line of JSON last."""
