"""The shapes in which the directory is shown and told."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from ecabinet.directory.heritage import as_on
from ecabinet.directory.models import Account, Grant, Person, SignIn, Site, Unit
from ecabinet.directory.rights import Right
from ecabinet.shapes import INLINE


class PersonOut(Schema):
    id: UUID
    full_name: str
    position: str
    unit_id: UUID
    unit_name: str
    email: str = ""
    phone: str = ""


class SiteOut(Schema):
    id: UUID
    name: str
    unit_id: UUID
    unit_name: str
    place: str = ""


class UnitOut(Schema):
    id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: UUID | None
    parent_name: str
    email: str
    valid_from: date | None
    valid_to: date | None


Permission = Literal[
    "create_meeting",
    "manage_directory",
    "administer",
    "see_mailbox",
    "see_health",
    "pair_devices",
    "see_statistics",
    "manage_rooms",
    "manage_catalogues",
    "answer_invitations",
    "upload_documents",
]


class UserOut(Schema):
    id: UUID
    username: str
    display_name: str
    kind: Literal["person", "site_device"]
    person: PersonOut | None
    site: SiteOut | None
    permissions: list[Permission]


class DemoAccount(Schema):
    username: str
    display_name: str


class SessionOut(Schema):
    """`demo_accounts` is filled only where demo data were made.

    `offline_minutes`: how long an act made off line may wait on the device before it is sent no more.
    """

    user: UserOut | None
    server_time: datetime
    language: Literal["vi", "en"]
    offline_minutes: int
    demo_accounts: list[DemoAccount]


class Credentials(Schema):
    username: str = Field(min_length=1, max_length=60)
    password: str = Field(min_length=1, max_length=200)


class PasswordChange(Schema):
    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class NewPassword(Schema):
    new: str = Field(max_length=200)


class Done(Schema):
    ok: bool = True


class AccountOut(Schema):
    id: UUID
    username: str
    display_name: str
    kind: Literal["person", "site_device"]
    unit_name: str
    is_active: bool
    is_administrator: bool
    is_secretary: bool
    is_technician: bool
    administers_id: UUID | None
    administers_name: str


class AccountIn(Schema):
    username: str = Field(pattern=r"^[a-z0-9._-]{3,60}$")
    password: str = Field(max_length=200)
    person_id: UUID | None = None
    site_id: UUID | None = None
    is_administrator: bool = False
    is_secretary: bool = False
    is_technician: bool = False
    administers_id: UUID | None = None


class GrantIn(Schema):
    """`unit_id` is left out for rights that concern all units, `until` for a right without an end."""

    right: Annotated[Right, INLINE]
    unit_id: UUID | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class GrantOut(Schema):
    """`state`: whether the right counts now, will, has run out, or was taken back."""

    id: UUID
    right: Annotated[Right, INLINE]
    unit_id: UUID | None
    unit_name: str
    since: datetime
    until: datetime | None
    given_at: datetime
    given_by: str
    ended_at: datetime | None
    ended_by: str
    state: Literal["counts", "to_come", "expired", "withdrawn"]


class UnitIn(Schema):
    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=200)
    short_name: str = Field(min_length=1, max_length=80)
    kind: Literal["government", "ministry", "province", "department", "commune"]
    parent_id: UUID | None = None
    email: str = Field("", max_length=254)


class UnitEdit(Schema):
    """Corrections of a unit. A new name by decision is a reorganisation: it has a day and a history."""

    name: str = Field(min_length=1, max_length=200)
    short_name: str = Field(min_length=1, max_length=80)
    kind: Literal["government", "ministry", "province", "department", "commune"]
    parent_id: UUID | None = None
    email: str = Field("", max_length=254)


class PersonIn(Schema):
    full_name: str = Field(min_length=1, max_length=120)
    position: str = Field(min_length=1, max_length=160)
    unit_id: UUID
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=20)


class SiteIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    unit_id: UUID
    place: str = Field("", max_length=200)


class SignInOut(Schema):
    username: str
    display_name: str
    at: datetime
    address: str | None
    agent: str
    outcome: str


def person_out(person: Person) -> PersonOut:
    return PersonOut(
        id=person.id,
        full_name=person.full_name,
        position=person.position,
        unit_id=person.unit_id,
        unit_name=person.unit.name,
        email=person.email,
        phone=person.phone,
    )


def site_out(site: Site) -> SiteOut:
    return SiteOut(
        id=site.id, name=site.name, unit_id=site.unit_id, unit_name=site.unit.name, place=site.place
    )


def unit_out(unit: Unit, day: date) -> UnitOut:
    """A unit as it is called, and where it stands, on `day`."""
    then = as_on(unit, day)
    return UnitOut(
        id=unit.id,
        code=unit.code,
        name=then.name,
        short_name=then.short_name,
        kind=unit.kind,
        parent_id=then.parent_id,
        parent_name=then.parent.name if then.parent else "",
        email=unit.email,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def account_out(account: Account) -> AccountOut:
    owner = account.person or account.site
    return AccountOut(
        id=account.id,
        username=account.username,
        display_name=str(owner),
        kind="person" if account.person else "site_device",
        unit_name=owner.unit.name if owner else "",
        is_active=account.is_active,
        is_administrator=account.is_administrator,
        is_secretary=account.is_secretary,
        is_technician=account.is_technician,
        administers_id=account.administers_id,
        administers_name=account.administers.name if account.administers else "",
    )


def grant_out(grant: Grant, now: datetime) -> GrantOut:
    """A given right as it stands at `now`."""
    same = set(GrantOut.model_fields) - {"unit_name", "state"}
    return GrantOut(
        **{name: getattr(grant, name) for name in same},
        unit_name=grant.unit.name if grant.unit else "",
        state=_grant_state(grant, now),
    )


def _grant_state(grant: Grant, now: datetime) -> Literal["counts", "to_come", "expired", "withdrawn"]:
    if grant.ended_by:
        return "withdrawn"
    if grant.ended_at is not None or (grant.until is not None and grant.until <= now):
        return "expired"
    return "counts" if grant.since <= now else "to_come"


def sign_in_out(row: SignIn) -> SignInOut:
    owner = (row.account.person or row.account.site) if row.account else None
    return SignInOut(
        username=row.username,
        display_name=str(owner or ""),
        at=row.at,
        address=row.address,
        agent=row.agent,
        outcome=row.outcome,
    )
