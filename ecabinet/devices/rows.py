"""The shapes in which paired screens are shown and tell of themselves."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from ecabinet.devices.models import Device

Label = Annotated[str, Field(max_length=120)]


class Equipment(Schema):
    """What a browser knows of its hardware. Names are empty until it may use them; sizes in pixels."""

    cameras: list[Label] = Field(default=[], max_length=10)
    microphones: list[Label] = Field(default=[], max_length=10)
    speakers: list[Label] = Field(default=[], max_length=10)
    screen_width: int = Field(0, ge=0, le=100_000)
    screen_height: int = Field(0, ge=0, le=100_000)
    browser: Annotated[str, Field(max_length=200)] = ""


class PairingOut(Schema):
    """`key` is told once, to the screen that asked; it signs in once the code was entered."""

    code: str
    key: str
    expires_at: datetime


class DeviceKey(Schema):
    key: str = Field(min_length=20, max_length=100)


class PairIn(Schema):
    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=80)


class DeviceOut(Schema):
    id: UUID
    name: str
    site_id: UUID
    paired_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
    equipment: Equipment


def device_out(device: Device) -> DeviceOut:
    return DeviceOut(
        id=device.id,
        name=device.name,
        site_id=device.site_id,
        paired_at=device.paired_at,
        revoked_at=device.revoked_at,
        last_seen_at=device.last_seen_at,
        equipment=Equipment(**device.equipment),
    )
