"""Hostile input: every parser, floods, what a token does not allow, and the caps."""
