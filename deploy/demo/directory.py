"""The offices, people, connection points and accounts of the demo. People are titles, not persons."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password

from ecabinet.commands import actor_of
from ecabinet.directory import services
from ecabinet.directory.models import Account, Person, Site, Unit
from ecabinet.directory.principal import principal_of
from ecabinet.journal.services import Actor, Command

MERGER = date(2025, 7, 1)

# code, name, short name, kind, code of the office above
OFFICES = (
    ("CP", "Chính phủ", "Chính phủ", "government", ""),
    ("VPCP", "Văn phòng Chính phủ", "VPCP", "ministry", "CP"),
    ("BKHCN", "Bộ Khoa học và Công nghệ", "BKHCN", "ministry", "CP"),
    ("BCA", "Bộ Công an", "BCA", "ministry", "CP"),
    ("BNV", "Bộ Nội vụ", "BNV", "ministry", "CP"),
    ("BTC", "Bộ Tài chính", "BTC", "ministry", "CP"),
    ("VL", "UBND tỉnh Vĩnh Long", "Vĩnh Long", "province", "CP"),
    ("LS", "UBND tỉnh Lạng Sơn", "Lạng Sơn", "province", "CP"),
    ("GL", "UBND tỉnh Gia Lai", "Gia Lai", "province", "CP"),
    ("DNI", "UBND tỉnh Đồng Nai", "Đồng Nai", "province", "CP"),
    ("HCM", "UBND Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "province", "CP"),
    ("DNA", "UBND thành phố Đà Nẵng", "Đà Nẵng", "province", "CP"),
    ("CT", "UBND thành phố Cần Thơ", "Cần Thơ", "province", "CP"),
    ("HP", "UBND thành phố Hải Phòng", "Hải Phòng", "province", "CP"),
    ("NA", "UBND tỉnh Nghệ An", "Nghệ An", "province", "CP"),
    ("LC", "UBND tỉnh Lào Cai", "Lào Cai", "province", "CP"),
    ("HUE", "UBND thành phố Huế", "Huế", "province", "CP"),
    ("QN", "UBND tỉnh Quảng Ninh", "Quảng Ninh", "province", "CP"),
    ("HN", "UBND thành phố Hà Nội", "Hà Nội", "province", "CP"),
    ("CM", "UBND tỉnh Cà Mau", "Cà Mau", "province", "CP"),
    ("VL-SKHCN", "Sở Khoa học và Công nghệ tỉnh Vĩnh Long", "Sở KHCN Vĩnh Long", "department", "VL"),
    ("VL-LC", "UBND phường Long Châu", "Phường Long Châu", "commune", "VL"),
)
# Offices that were merged: their history leads to the office that took over.
MERGED = (
    ("TV", "UBND tỉnh Trà Vinh", "Trà Vinh", "VL"),
    ("BTR", "UBND tỉnh Bến Tre", "Bến Tre", "VL"),
    ("BP", "UBND tỉnh Bình Phước", "Bình Phước", "DNI"),
    ("BDI", "UBND tỉnh Bình Định", "Bình Định", "GL"),
)
WITH_MAIL_ROOM = {"VPCP", "VL", "HCM"}
WITHOUT_MAIL = {"bca", "bnv", "btc", "longchau", "laocai", "hue"}

SITES = ("VL", "LS", "GL", "DNI", "HCM", "DNA", "CT", "HP", "NA", "LC")
CENTRAL = ("VPCP", "Điểm cầu Trung ương", "Phòng họp số 1, trụ sở Văn phòng Chính phủ, Hà Nội")

# key, name as it is shown, position, office, duties; the key is the username where `has_account`
PEOPLE: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("chutri", "Phó Thủ tướng Chính phủ", "Phó Thủ tướng", "CP", {}),
    ("thuky", "Chuyên viên Vụ Tổng hợp", "Thư ký cuộc họp", "VPCP", {"is_secretary": True}),
    ("quantri", "Quản trị viên hệ thống", "Quản trị viên", "VPCP", {"is_administrator": True}),
    ("thukyvl", "Chuyên viên Văn phòng UBND tỉnh Vĩnh Long", "Chuyên viên", "VL", {"is_secretary": True}),
    ("ngoai", "Chuyên viên Văn phòng UBND tỉnh Cà Mau", "Chuyên viên", "CM", {}),
)
GUESTS: tuple[tuple[str, str, str, str], ...] = (
    ("bkhcn", "Thứ trưởng Bộ Khoa học và Công nghệ", "Thứ trưởng", "BKHCN"),
    ("bca", "Thứ trưởng Bộ Công an", "Thứ trưởng", "BCA"),
    ("bnv", "Thứ trưởng Bộ Nội vụ", "Thứ trưởng", "BNV"),
    ("btc", "Vụ trưởng Bộ Tài chính", "Vụ trưởng", "BTC"),
    ("skhcn", "Giám đốc Sở Khoa học và Công nghệ tỉnh Vĩnh Long", "Giám đốc Sở", "VL-SKHCN"),
    ("longchau", "Chủ tịch UBND phường Long Châu", "Chủ tịch phường", "VL-LC"),
    ("laocai", "Phó Chủ tịch UBND tỉnh Lào Cai", "Phó Chủ tịch", "LC"),
    ("hue", "Phó Chủ tịch UBND thành phố Huế", "Phó Chủ tịch", "HUE"),
)
DELEGATES = 9
NO_PASSWORD = make_password(None)


@dataclass
class House:
    """Everything by key: offices by code, people by username or key, sites by their office's code."""

    units: dict[str, Unit]
    people: dict[str, Person]
    sites: dict[str, Site]

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        accounts = Account.objects.select_related("person", "site")
        return {account.username: actor_of(principal_of(account)) for account in accounts}

    def actor(self, username: str) -> Actor:
        """Who acts when that account acts."""
        return self._actors[username]

    @property
    def central(self) -> Site:
        return self.sites["VPCP"]

    def site_of(self, key: str) -> Site | None:
        """Where that person sits: the connection point of the province, or the central one."""
        unit = self.people[key].unit
        if unit.code == "HUE":
            return None
        return self.sites.get(unit.code.partition("-")[0], self.central)


def make_house(cmd: Command) -> House:
    """All of it, through the directory's own commands; no account has a password yet."""
    units = _make_units(cmd)
    people = _make_people(cmd, units)
    return House(units, people, _make_sites(cmd, units))


def _make_units(cmd: Command) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for code, name, short_name, kind, above in OFFICES:
        fields: dict[str, Any] = {"parent": units.get(above)}
        if code in WITH_MAIL_ROOM:
            fields["email"] = f"vanthu@{code.lower()}.example"
        units[code] = services.create_unit(
            cmd, code=code, name=name, short_name=short_name, kind=kind, **fields
        )
    for code, name, short_name, into in MERGED:
        services.create_unit(
            cmd,
            code=code,
            name=name,
            short_name=short_name,
            kind="province",
            merged_into=units[into],
            valid_to=MERGER,
        )
    return units


def _make_people(cmd: Command, units: dict[str, Unit]) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for key, name, position, code, duties in (*PEOPLE, *_delegates()):
        people[key] = _person(cmd, key, name, position, units[code])
        services.create_account(cmd, key, None, person=people[key], password_hash=NO_PASSWORD, **duties)
    for key, name, position, code in GUESTS:
        people[key] = _person(cmd, key, name, position, units[code])
    return people


def _delegates() -> list[tuple[str, str, str, str, dict[str, Any]]]:
    """daibieu1 to daibieu9, one at each of the first nine provincial connection points."""
    names = {code: name for code, name, *_ in OFFICES}
    return [
        (f"daibieu{n}", f"Phó Chủ tịch {names[code]}", "Phó Chủ tịch", code, {})
        for n, code in enumerate(SITES[:DELEGATES], 1)
    ]


def _person(cmd: Command, key: str, name: str, position: str, unit: Unit) -> Person:
    address = "" if key in WITHOUT_MAIL else f"{key}@{unit.code.lower()}.example"
    return services.create_person(cmd, full_name=name, position=position, unit=unit, email=address)


def _make_sites(cmd: Command, units: dict[str, Unit]) -> dict[str, Site]:
    code, name, place = CENTRAL
    sites = {code: services.create_site(cmd, name=name, unit=units[code], place=place)}
    for code in SITES:
        unit = units[code]
        sites[code] = services.create_site(
            cmd, name=f"Điểm cầu {unit.short_name}", unit=unit, place=f"Trụ sở {unit.name}"
        )
    for n, code in enumerate(("VPCP", *SITES)):
        services.create_account(cmd, f"diemcau{n}", None, site=sites[code], password_hash=NO_PASSWORD)
    return sites
