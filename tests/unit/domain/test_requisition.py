"""Labels that stand in for names."""

from __future__ import annotations

import pytest

from bot.domain.requisition import label, letters


@pytest.mark.parametrize(
    ("number", "written"),
    # 26 letters, then 26 x 26 pairs (27 = AA, 702 = 26 + 676 = ZZ), then triples
    [(1, "A"), (2, "B"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_a_requisition_is_written_as_letters(number: int, written: str) -> None:
    assert letters(number) == written


def test_no_two_requisitions_share_letters() -> None:
    assert len({letters(number) for number in range(1, 2001)}) == 2000


def test_a_candidate_is_named_by_letters_and_number() -> None:
    assert label(1, 17) == "A-17"
    assert label(28, 3) == "AB-3"
