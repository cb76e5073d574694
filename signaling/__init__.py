"""A LiveKit-compatible media server: it runs alone, needs no database, and knows nothing of meetings."""
