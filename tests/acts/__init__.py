"""The scenes of a meeting in session, act by act; each act goes on where the one before it ends."""
