"""Endpoints of signing in, and of the directory's entries."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router

from ecabinet.commands import CommandRequest, SignedInRequest, actor_of, as_command
from ecabinet.directory import access, grants, services
from ecabinet.directory.heritage import today
from ecabinet.directory.models import Account, Person, Site
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.directory.rows import (
    AccountIn,
    AccountOut,
    Credentials,
    DemoAccount,
    Done,
    GrantIn,
    GrantOut,
    NewPassword,
    PasswordChange,
    Permission,
    PersonIn,
    PersonOut,
    SessionOut,
    SignInOut,
    SiteIn,
    SiteOut,
    UnitEdit,
    UnitIn,
    UnitOut,
    UserOut,
    account_out,
    grant_out,
    person_out,
    sign_in_out,
    site_out,
    unit_out,
)
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.problems import NotFound, Problem

router = Router(tags=["directory"])

OF_RIGHTS: dict[Right, Permission] = {
    Right.CREATE_MEETINGS: "create_meeting",
    Right.PAIR_DEVICES: "pair_devices",
    Right.SEE_STATISTICS: "see_statistics",
    Right.MANAGE_ROOMS: "manage_rooms",
    Right.MANAGE_CATALOGUES: "manage_catalogues",
    Right.ANSWER_INVITATIONS: "answer_invitations",
    Right.UPLOAD_DOCUMENTS: "upload_documents",
}
DEMO_USERNAMES = ["thuky", "chutri", "quantri"]


def permissions_of(principal: Principal) -> list[Permission]:
    """What the account may do outside any one meeting."""
    granted: list[Permission] = [name for right, name in OF_RIGHTS.items() if principal.may_somewhere(right)]
    if principal.is_secretary or principal.is_administrator:
        granted += ["see_mailbox"]
    if principal.is_administrator or principal.administers:
        granted += ["manage_directory"]
    if principal.is_administrator:
        granted += ["administer"]
    if principal.is_administrator or principal.is_technician:
        granted += ["see_health"]
    return granted


def user_out(principal: Principal) -> UserOut:
    person = Person.objects.select_related("unit").filter(account__id=principal.account_id).first()
    site = Site.objects.select_related("unit").filter(account__id=principal.account_id).first()
    return UserOut(
        id=UUID(principal.account_id),
        username=principal.username,
        display_name=principal.display_name,
        kind="person" if person else "site_device",
        person=person_out(person) if person else None,
        site=site_out(site) if site else None,
        permissions=permissions_of(principal),
    )


def session_out(request: HttpRequest, principal: Principal | None) -> SessionOut:
    return SessionOut(
        user=user_out(principal) if principal else None,
        server_time=timezone.now(),
        language="en" if language_of(request) == "en" else "vi",
        offline_minutes=settings.OFFLINE_MINUTES,
        demo_accounts=[] if principal else _demo_accounts(),
    )


def _demo_accounts() -> list[DemoAccount]:
    if not settings.DEMO_PASSWORD:
        return []
    accounts = Account.objects.select_related("person", "site").filter(is_active=True)
    shown = accounts.filter(username__in=[*DEMO_USERNAMES, "thukyvl", "ngoai"]) | accounts.filter(
        username__regex=r"^(daibieu|diemcau)\d+$"
    )
    rows = [DemoAccount(username=a.username, display_name=str(a.person or a.site)) for a in shown]
    return sorted(rows, key=_demo_order)[:40]


def _demo_order(account: DemoAccount) -> tuple[int, int, str]:
    """Those who lead a meeting first, then members and sites by their numbers."""
    name = account.username
    leads = DEMO_USERNAMES.index(name) if name in DEMO_USERNAMES else len(DEMO_USERNAMES)
    return (leads, len(name), name)


@router.get(
    "/session", response=SessionOut, auth=None, operation_id="get_session", summary="Who is signed in"
)
def get_session(request: HttpRequest) -> SessionOut:
    get_token(request)
    return session_out(request, request.principal)  # type: ignore[attr-defined]


@router.post("/session", response=SessionOut, auth=None, operation_id="sign_in", summary="Sign in")
def sign_in(request: HttpRequest, credentials: Credentials) -> SessionOut:
    visit = services.Visit(_address(request), request.headers.get("User-Agent", "")[:200])
    principal = services.sign_in(request, credentials.username.strip().lower(), credentials.password, visit)
    return session_out(request, principal)


@router.delete("/session", response=SessionOut, auth=None, operation_id="sign_out", summary="Sign out")
def sign_out(request: HttpRequest) -> SessionOut:
    principal: Principal | None = request.principal  # type: ignore[attr-defined]
    if principal is not None:
        services.sign_out(request, actor_of(principal))
    return session_out(request, None)


def _address(request: HttpRequest) -> str | None:
    """The peer's address. Forwarded headers are not believed: nginx's own limit stands in front there."""
    return request.META.get("REMOTE_ADDR") or None


@router.post(
    "/session/password", response=Done, operation_id="change_password", summary="Change one's own password"
)
@as_command("session.password")
def change_password(request: CommandRequest, body: PasswordChange) -> Done:
    services.change_password(
        request.command, access.access_own_account(request.principal), body.old, body.new
    )
    return Done()


@router.get("/units", response=Page[UnitOut], operation_id="list_units", summary="Organisation units")
def list_units(
    request: SignedInRequest,
    query: str = "",
    on: date | None = None,
    parent: UUID | None = None,
    page: int = 1,
) -> dict[str, Any]:
    """The units of a day (today when none is named), called as they are called on that day."""
    day = on or today()
    rows = access.units(request.principal, query, day, parent)
    return page_of(rows, page, lambda unit: unit_out(unit, day))


@router.get("/people", response=Page[PersonOut], operation_id="list_people", summary="People")
def list_people(
    request: SignedInRequest, query: str = "", unit: UUID | None = None, page: int = 1
) -> dict[str, Any]:
    return page_of(access.people(request.principal, query, unit), page, person_out)


@router.get("/sites", response=Page[SiteOut], operation_id="list_sites", summary="Sites")
def list_sites(request: SignedInRequest, query: str = "", page: int = 1) -> dict[str, Any]:
    return page_of(access.sites(request.principal, query), page, site_out)


@router.post("/units", response=UnitOut, operation_id="create_unit", summary="Create a unit")
@as_command("unit.create")
def create_unit(request: CommandRequest, body: UnitIn) -> UnitOut:
    access.access_management(request.principal)
    if body.parent_id is not None or not request.principal.is_administrator:
        access.managed_unit(request.principal, body.parent_id, "parent_id")
    return unit_out(services.create_unit(request.command, **body.model_dump()), today())


@router.post("/units/{unit_id}/edit", response=UnitOut, operation_id="edit_unit", summary="Correct a unit")
@as_command("unit.edit")
def edit_unit(request: CommandRequest, unit_id: UUID, edited: UnitEdit) -> UnitOut:
    unit = access.access_unit(request.principal, unit_id)
    if edited.parent_id is not None and edited.parent_id != unit.parent_id:
        access.managed_unit(request.principal, edited.parent_id, "parent_id")
    elif edited.parent_id is None and unit.parent_id is not None:
        access.access_administration(request.principal)
    services.edit_unit(request.command, unit, edited.model_dump())
    return unit_out(unit, today())


@router.post("/people", response=PersonOut, operation_id="create_person", summary="Create a person")
@as_command("person.create")
def create_person(request: CommandRequest, body: PersonIn) -> PersonOut:
    fields = body.model_dump(exclude={"unit_id"})
    unit = access.managed_unit(request.principal, body.unit_id)
    return person_out(services.create_person(request.command, unit=unit, **fields))


@router.post(
    "/people/{person_id}/edit", response=PersonOut, operation_id="edit_person", summary="Correct a person"
)
@as_command("person.edit")
def edit_person(request: CommandRequest, person_id: UUID, edited: PersonIn) -> PersonOut:
    person = access.access_person(request.principal, person_id)
    access.managed_unit(request.principal, edited.unit_id)
    services.edit_person(request.command, person, edited.model_dump())
    return person_out(Person.objects.select_related("unit").get(id=person.id))


@router.post("/sites", response=SiteOut, operation_id="create_site", summary="Create a site")
@as_command("site.create")
def create_site(request: CommandRequest, body: SiteIn) -> SiteOut:
    unit = access.managed_unit(request.principal, body.unit_id)
    return site_out(services.create_site(request.command, name=body.name, unit=unit, place=body.place))


@router.post("/sites/{site_id}/edit", response=SiteOut, operation_id="edit_site", summary="Correct a site")
@as_command("site.edit")
def edit_site(request: CommandRequest, site_id: UUID, edited: SiteIn) -> SiteOut:
    site = access.access_site(request.principal, site_id)
    access.managed_unit(request.principal, edited.unit_id)
    services.edit_site(request.command, site, edited.model_dump())
    return site_out(Site.objects.select_related("unit").get(id=site.id))


@router.get("/accounts", response=Page[AccountOut], operation_id="list_accounts", summary="Accounts")
def list_accounts(request: SignedInRequest, query: str = "", page: int = 1) -> dict[str, Any]:
    rows = access.accounts(request.principal).select_related("person__unit", "site__unit", "administers")
    return page_of(rows.filter(username__icontains=query), page, account_out)


@router.post("/accounts", response=AccountOut, operation_id="create_account", summary="Create an account")
@as_command("account.create")
def create_account(request: CommandRequest, body: AccountIn) -> AccountOut:
    access.access_management(request.principal)
    owner = access.account_owner(request.principal, body.person_id, body.site_id)
    duties = body.model_dump(include={"is_administrator", "is_secretary", "is_technician", "administers_id"})
    if body.is_administrator and not request.principal.is_administrator:
        raise Problem("duty_not_yours")
    if body.administers_id is not None:
        access.managed_unit(request.principal, body.administers_id, "administers_id")
    return account_out(
        services.create_account(request.command, body.username, body.password, **owner, **duties)
    )


@router.post(
    "/accounts/{account_id}/activate",
    response=AccountOut,
    operation_id="activate_account",
    summary="Activate",
)
@as_command("account.activate")
def activate_account(request: CommandRequest, account_id: UUID) -> AccountOut:
    account = access.access_account(request.principal, account_id)
    services.set_active(request.command, account, True)
    return account_out(account)


@router.post(
    "/accounts/{account_id}/deactivate",
    response=AccountOut,
    operation_id="deactivate_account",
    summary="Deactivate; its sessions end",
)
@as_command("account.deactivate")
def deactivate_account(request: CommandRequest, account_id: UUID) -> AccountOut:
    account = access.access_account(request.principal, account_id)
    services.set_active(request.command, account, False)
    return account_out(account)


@router.post(
    "/accounts/{account_id}/password",
    response=AccountOut,
    operation_id="reset_password",
    summary="Set another password; its sessions end",
)
@as_command("account.password")
def reset_password(request: CommandRequest, account_id: UUID, body: NewPassword) -> AccountOut:
    account = access.access_account(request.principal, account_id)
    services.set_password(request.command, account, body.new)
    return account_out(account)


@router.get(
    "/accounts/{account_id}/grants",
    response=Page[GrantOut],
    operation_id="list_grants",
    summary="Single rights that an account was given; those that ended too",
)
def list_grants(request: SignedInRequest, account_id: UUID, page: int = 1) -> dict[str, Any]:
    account = access.accounts(request.principal).filter(id=account_id).first()
    if account is None:
        raise NotFound
    now = timezone.now()
    return page_of(grants.of_account(account), page, lambda grant: grant_out(grant, now))


@router.post(
    "/accounts/{account_id}/grants",
    response=GrantOut,
    operation_id="give_right",
    summary="Give a single right for a unit",
)
@as_command("right.give")
def give_right(request: CommandRequest, account_id: UUID, body: GrantIn) -> GrantOut:
    account = access.access_account(request.principal, account_id)
    unit = access.access_right(request.principal, body.right, body.unit_id)
    cmd = request.command
    term = grants.Term(body.since or cmd.at, body.until)
    return grant_out(grants.give(cmd, account, body.right, unit, term), cmd.at)


@router.post(
    "/grants/{grant_id}/withdraw",
    response=GrantOut,
    operation_id="withdraw_right",
    summary="Take a single right back",
)
@as_command("right.withdraw")
def withdraw_right(request: CommandRequest, grant_id: UUID) -> GrantOut:
    grant = access.access_grant(request.principal, grant_id)
    grants.withdraw(request.command, grant)
    return grant_out(grant, request.command.at)


@router.get("/sign-ins", response=Page[SignInOut], operation_id="list_sign_ins", summary="Sign-in log")
def list_sign_ins(request: SignedInRequest, query: str = "", page: int = 1) -> dict[str, Any]:
    rows = access.sign_ins(request.principal).filter(username__icontains=query)
    return page_of(rows, page, sign_in_out)
