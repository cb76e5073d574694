"""Makes a meeting of many sites and people in the database of a product, all of them signed in.

    python -m bench.load.people --sites 168 --people 3000     in the environment of the product

The directory's rows and the sessions are written in bulk; the meeting is made by the product's own commands,
so that its journal is whole. The last line is JSON (`House` of bench.load.stage).
"""

import argparse
import json
import os
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from agenda.items import services as items  # noqa: E402
from agenda.items.models import AgendaItem  # noqa: E402
from ecabinet.directory.models import Account, Person, Site, Unit  # noqa: E402
from ecabinet.journal.services import SYSTEM, command  # noqa: E402
from meetings.invitations import services as invitations  # noqa: E402
from meetings.invitations.models import Participant  # noqa: E402
from meetings.lifecycle import services as lifecycle  # noqa: E402
from meetings.lifecycle.models import Meeting  # noqa: E402

ASKED_AT_ONCE = 200
MATTERS = 8
PASSWORD_HASH = make_password(None)


def main() -> int:
    """Make it and print it."""
    parser = argparse.ArgumentParser(description="Make a meeting of many people for a measurement.")
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--people", type=int, required=True, help="beside chair and secretary")
    options = parser.parse_args()
    sites = make_sites(options.sites)
    people = make_people(sites, options.people)
    print(json.dumps(described(make_meeting(sites, people), sites, people)))
    return 0


def make_sites(count: int) -> list[Site]:
    """As many communes, each with a connection point and its device."""
    units = Unit.objects.bulk_create(
        Unit(code=f"XP{n}", name=f"UBND phường thứ {n}", short_name=f"Phường {n}", kind="commune")
        for n in range(count)
    )
    sites = Site.objects.bulk_create(Site(unit=unit, name=f"Điểm cầu {unit.short_name}") for unit in units)
    Account.objects.bulk_create(
        Account(username=f"thietbi-{n}", site=site, password=PASSWORD_HASH) for n, site in enumerate(sites)
    )
    return sites


def make_people(sites: list[Site], count: int) -> list[Person]:
    """Chair and secretary (of the first unit), then the others spread over the sites."""
    positions = ["Chủ tịch", "Chuyên viên", *["Trưởng phòng"] * count]
    people = Person.objects.bulk_create(
        Person(
            full_name=f"Nguyễn Văn Thứ {n}",
            position=position,
            unit=sites[0 if n < 2 else n % len(sites)].unit,
        )
        for n, position in enumerate(positions)
    )
    Account.objects.bulk_create(
        Account(username=f"nguoi-{n}", person=person, password=PASSWORD_HASH, is_secretary=n == 1)
        for n, person in enumerate(people)
    )
    return people


def make_meeting(sites: list[Site], people: list[Person]) -> Meeting:
    """A published session that begins in a quarter of an hour; everybody sits at a site and votes."""
    start = timezone.now() + timedelta(minutes=15)
    chair, secretary, *others = people
    new = lifecycle.NewMeeting(
        title="Phiên họp trực tuyến với các địa phương",
        unit=sites[0].unit,
        kind="session",
        scheduled_start=start,
        scheduled_end=start + timedelta(hours=3),
        secretary=secretary,
        chair=chair,
        media_policy="on_floor",
    )
    with command("bench.create", SYSTEM) as cmd:
        meeting = lifecycle.create(cmd, new)
        invitations.invite_sites(cmd, meeting, sites)
        lifecycle.edit(cmd, meeting, {"central_site": sites[0]})
        for n in range(MATTERS):
            items.add(cmd, meeting, items.ItemFields(f"Nội dung {n + 1}", "report", "", 15))
    site_of = {site.unit_id: site for site in sites}
    for first in range(0, len(others), ASKED_AT_ONCE):
        asked = [
            invitations.Asked(person, "member", site_of[person.unit_id], True)
            for person in others[first : first + ASKED_AT_ONCE]
        ]
        with command("bench.invite", SYSTEM) as cmd:
            invitations.invite_people(cmd, meeting, asked)
    with command("bench.publish", SYSTEM) as cmd:
        lifecycle.publish(cmd, Meeting.objects.select_for_update().get(id=meeting.id))
    return meeting


def described(meeting: Meeting, sites: list[Site], people: list[Person]) -> dict[str, Any]:
    """What a load generator needs to know, with everybody's session key."""
    accounts = Account.objects.filter(username__regex="^(thietbi|nguoi)-")
    keys = signed_in(list(accounts))
    participants = dict(Participant.objects.filter(meeting=meeting).values_list("person_id", "id"))
    persons = [{"id": str(participants[each.id]), "session": keys[each.id]} for each in people]
    return {
        "meeting": str(meeting.id),
        "cookie": settings.SESSION_COOKIE_NAME,
        "items": [
            str(each) for each in AgendaItem.objects.filter(meeting=meeting).values_list("id", flat=True)
        ],
        "sites": [{"id": str(site.id), "session": keys[site.id]} for site in sites],
        "chair": persons[0],
        "secretary": persons[1],
        "people": persons[2:],
    }


def signed_in(accounts: list[Account]) -> dict[Any, str]:
    """A session for each account, as signing in makes it; its key by the id of the person or site."""
    store, keys, rows = SessionStore(), {}, []
    for account in accounts:
        data = {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
        key = keys[account.person_id or account.site_id] = get_random_string(32).lower()
        expires = store.get_expiry_date()
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=expires))
    Session.objects.bulk_create(rows)
    return keys


if __name__ == "__main__":
    raise SystemExit(main())
