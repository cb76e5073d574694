"""The calendar entry of an invitation: iCalendar (RFC 5545) in the words of iTIP (RFC 5546)."""

from datetime import UTC, date
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from meetings.exchange.notice import CANCEL, Notice

PRODUCT = "-//e-Cabinet//Invitations//VI"


def calendar_entry(notice: Notice) -> bytes:
    """A whole VCALENDAR with the time zone's definition and one event; METHOD is REQUEST or CANCEL."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", notice.method.upper())
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(zone_rules(notice.zone.key, notice.start.astimezone(notice.zone).year))
    calendar.add_component(_event(notice))
    return bytes(calendar.to_ical())


@lru_cache(maxsize=64)
def zone_rules(key: str, year: int) -> Timezone:
    """The zone's rules in that year; finding them takes longer than the rest of the letter's words."""
    return Timezone.from_tzid(key, first_date=date(year, 1, 1), last_date=date(year + 1, 1, 1))


def _event(notice: Notice) -> Event:
    event = Event()
    event.add("uid", notice.uid)
    event.add("sequence", notice.sequence)
    event.add("dtstamp", notice.written_at.astimezone(UTC))
    event.add("dtstart", notice.start.astimezone(notice.zone))
    event.add("dtend", notice.end.astimezone(notice.zone))
    event.add("summary", notice.title)
    event.add("location", notice.where)
    event.add("description", _description(notice))
    if not notice.takes_back:  # RFC 5546, section 3.2.5: no STATUS when only some attendees are uninvited
        event.add("status", "CANCELLED" if notice.method == CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(notice.unit_name, notice.sender))
    attendee = _address(notice.to_name, notice.address)
    attendee.params["ROLE"], attendee.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    event.add("attendee", attendee)
    return event


def _address(name: str, address: str) -> vCalAddress:
    value = vCalAddress(f"mailto:{address}")
    value.params["CN"] = vText(name)
    return value


def _description(notice: Notice) -> str:
    lines = [f"Chủ trì: {notice.chair}"] if notice.chair else []
    lines += [f"{matter.number}. {matter.title}" for matter in notice.agenda]
    return "\n".join(lines)
