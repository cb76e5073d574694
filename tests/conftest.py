"""Fixtures of what needs the whole product."""

import logging
from collections.abc import Iterator

import pytest

from deploy.plan import ROOT
from tests.needs import need_chromium, need_front_end
from tests.product import Product, running

pytest.register_assert_rewrite("tests.acts")
# One line for every question whether a product is ready would bury what a failure has to say.
logging.getLogger("httpx").setLevel(logging.WARNING)

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Each picture is encoded once and drawn by every screen: ten a second are seen to move as well.
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """One running product with the demo meetings, shared by the tests that leave it whole."""
    need_front_end(ROOT)
    with running() as started:
        yield started


@pytest.fixture
def own_product() -> Iterator[Product]:
    """A running product for one test, which may break it."""
    need_front_end(ROOT)
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of Chromium; start it with CHROMIUM_FLAGS."""
    return need_chromium()
