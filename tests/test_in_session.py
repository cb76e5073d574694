"""A meeting in session at its screens: three sites, console, chair, delegates, a guest, a unit that answers.

The scenes are in tests/acts and run in their order. Preparing at the screen, voting, sharing a screen and
crashes are scenes of test_meeting.py; a rehearsal is in test_rehearsal.py, a tablet without a line in
test_offline.py, a unit's papers in test_papers.py.
"""

from collections.abc import Iterator

import pytest

from deploy.plan import ROOT
from tests.acts.record import Record
from tests.browser import people_of
from tests.product import Product
from tests.scene import Scene

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def scene(product: Product, chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with people_of(product, chromium_path) as people:
        yield Scene(product, people, tmp_path_factory.mktemp("papers") / "phuong-an.pdf")


@pytest.fixture(autouse=True)
def pictures_of_failure(scene: Scene, request: pytest.FixtureRequest) -> Iterator[None]:
    """When a scene fails, every screen is kept as a picture in test-results/."""
    failed_before = request.session.testsfailed
    yield
    if request.session.testsfailed > failed_before:
        scene.people.photograph(ROOT / "test-results" / request.node.name)


class TestInSession(Record):
    """All acts; the last class stands for those it goes on from."""
