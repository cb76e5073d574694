"""A synthetic LiveKit client, as lean as a load needs: handshakes in Python, packets in a small C library.

It speaks protocol v0 (two peer connections) to any LiveKit server and shares no code with the one measured.
"""
