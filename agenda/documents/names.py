"""File names for people's computers, made from titles."""

import unicodedata

MOST_LETTERS = 80
# Windows keeps these for devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³"}
)
FORBIDDEN = frozenset('<>:"/\\|?*')
# Control, format (marks that turn the direction of writing among them), surrogates, private, unassigned.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(title: str, otherwise: str, most: int = MOST_LETTERS) -> str:
    """`title` as a file name that Windows, macOS and Linux take, at most `most` letters; never empty."""
    letters = (_letter(letter) for letter in unicodedata.normalize("NFC", title))
    name = " ".join("".join(letters).split())[:most].strip(" .")
    if name.partition(".")[0].strip().upper() in RESERVED:
        name = f"_{name}"
    return name or otherwise


def _letter(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in UNSEEN:
        return ""
    return "-" if letter in FORBIDDEN else letter


class Names:
    """Gives out paths, each once, whatever the case of the letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, stem: str, ending: str = "") -> str:
        """`stem` with `ending`, or with (2), (3) … before it when that is taken."""
        path, n = f"{stem}{ending}", 1
        while path.casefold() in self._taken:
            n += 1
            path = f"{stem} ({n}){ending}"
        self._taken.add(path.casefold())
        return path
