"""Vietnamese words without regard to case and marks."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, without marks (đ becomes d), spaces joined."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
