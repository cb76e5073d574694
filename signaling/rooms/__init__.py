"""Rooms and who is in them: what is published, who receives it, and what everybody is told."""
