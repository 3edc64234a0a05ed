"""One workspace for all tests of a module; after each of them what must always hold is checked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.slack.town import Town, open_town
from tests.acceptance.slack.watch import check_everything


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def town(opened: Town) -> Iterator[Town]:
    opened.clear()
    yield opened
    check_everything(opened)
