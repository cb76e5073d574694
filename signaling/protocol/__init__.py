"""The LiveKit client protocol without I/O: messages in, messages and actions out."""
