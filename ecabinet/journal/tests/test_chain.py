"""The chain, pure: any change of what was hashed gives another hash; erasing a payload does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.journal import chain

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
envelope = chain.Envelope(
    stream="meeting:1",
    seq=1,
    type="meeting.started",
    version=1,
    at=datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    actor={"kind": "person", "name": "Thư ký"},
    causation="c",
    audience=["all"],
    digest="0" * 64,
)
CHANGES: dict[str, Any] = {
    "stream": "meeting:2",
    "seq": 2,
    "type": "meeting.ended",
    "version": 2,
    "at": envelope.at + timedelta(microseconds=1),
    "actor": {"kind": "person", "name": "Chủ trì"},
    "causation": "d",
    "audience": ["role:chair"],
    "digest": "1" * 64,
}


def test_every_field_of_the_envelope_is_hashed() -> None:
    start = chain.genesis("meeting:1")
    original = chain.link(start, envelope)
    changed = {name: chain.link(start, replace(envelope, **{name: value})) for name, value in CHANGES.items()}
    assert set(CHANGES) == set(envelope.__dict__)
    assert original not in changed.values()
    assert chain.link(chain.genesis("meeting:2"), envelope) != original


@given(json_values, json_values)
def test_the_digest_tells_payloads_apart(data: Any, other: Any) -> None:
    same = chain.canonical(data) == chain.canonical(other)
    assert (chain.payload_digest("00", data, {}) == chain.payload_digest("00", other, {})) is same


@given(st.dictionaries(st.text(), json_values))
def test_the_order_of_keys_does_not_matter(data: dict[str, Any]) -> None:
    turned = dict(reversed(list(data.items())))
    assert chain.canonical(data) == chain.canonical(turned)


def test_the_salt_hides_a_guessable_payload() -> None:
    assert chain.payload_digest("00", {"choice": "approve"}, {}) != chain.payload_digest(
        "01", {"choice": "approve"}, {}
    )


def test_a_time_is_hashed_as_the_same_instant_in_any_zone() -> None:
    here = datetime.fromisoformat("2026-11-22T21:00:00+07:00")
    assert chain.instant(here) == chain.instant(envelope.at) == "2026-11-22T14:00:00.000000+00:00"


def test_a_signature_holds_for_its_statement_and_key_alone() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    statement = chain.head_statement("meeting:1", 3, "ab" * 32, envelope.at)
    signature = chain.sign(key, statement)
    assert chain.signature_holds(key.public_key(), statement, signature)
    assert not chain.signature_holds(other.public_key(), statement, signature)
    assert not chain.signature_holds(key.public_key(), statement + b" ", signature)
    assert not chain.signature_holds(key.public_key(), statement, "zz")
