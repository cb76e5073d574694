"""Dates, times and lengths in the words of Vietnamese official papers. Pure."""

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_words(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days below 10 and the months 1 and 2 are padded (decree 30/2020)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_words(at: datetime | None, zone: ZoneInfo) -> str:
    """`08 giờ 05, ngày …`; dots to fill in when the time is not known."""
    if at is None:
        return "… giờ …, ngày … tháng … năm …"
    local = at.astimezone(zone)
    return f"{local.hour:02d} giờ {local.minute:02d}, {day_words(local.date())}"


def clock(at: datetime | None, zone: ZoneInfo) -> str:
    """`08:05:12`, or a dash."""
    return at.astimezone(zone).strftime("%H:%M:%S") if at else "–"


def length_words(seconds: int) -> str:
    """`1 giờ 04 phút 05 giây`, the leading parts that are nothing left out."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours} giờ {minutes:02d} phút {left:02d} giây"
    return f"{minutes} phút {left:02d} giây" if minutes else f"{left} giây"


def sentence(text: str) -> str:
    """`text` ending as a sentence does."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…", ":", ";")) else f"{text}."


def capital(text: str) -> str:
    """`text` with its first letter large."""
    return text[:1].upper() + text[1:]


def named_person(full_name: str, position: str) -> str:
    """`name, position`; one of them alone when it says the other already (a title stands for the person)."""
    if position.casefold() in full_name.casefold():
        return full_name
    return position if full_name.casefold() in position.casefold() else f"{full_name}, {position}"


MEETING_WORDS = ("họp", "cuộc họp", "phiên họp", "hội nghị", "dự họp")


def named_meeting(title: str, kind: str) -> str:
    """`kind: title`; the title alone when it begins by saying that it is a meeting."""
    return title if title.casefold().startswith(MEETING_WORDS) else f"{kind}: {title}"


ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def alphabetical(text: str) -> tuple[list[int], str]:
    """A sorting key by the Vietnamese alphabet: đ after d, ă and â after a; tones decide last."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if c not in TONES)
    letters = unicodedata.normalize("NFC", plain)
    return [ALPHABET.find(c) + 0x110000 if c in ALPHABET else ord(c) for c in letters], text
