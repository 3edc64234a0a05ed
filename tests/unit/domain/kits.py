"""Kits to plan with: criteria named by letters, with the minutes of their questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.kit import Cause, Kit, KitPart, KitQuestion, Need


def make_need(criterion: str, points: int = 4, *, is_must: bool = False) -> Need:
    cause = Cause.MUST_HAVE if is_must else Cause.NOT_EVIDENCED
    return Need(
        criterion=criterion,
        causes=(cause,) if points else (),
        points=points,
        level=None if points else 4,
        evidence=(),
        musts=("Python",) if is_must else (),
    )


def make_kit(banks: Mapping[str, Sequence[int]], musts: str = "", confirmed: str = "") -> Kit:
    """Make a kit whose parts stand in the order given, whatever their points."""
    return Kit(
        parts=tuple(
            KitPart(
                need=make_need(key, 0 if key in confirmed else 4, is_must=key in musts),
                title=key.upper(),
                questions=tuple(
                    KitQuestion(
                        key=f"{key}.{place}",
                        criterion=key,
                        ask="What ran?",
                        probes=("Who used it?",),
                        level_2="a part",
                        level_4="all",
                        minutes=minutes,
                        topics=(),
                    )
                    for place, minutes in enumerate(lengths, 1)
                ),
            )
            for key, lengths in banks.items()
        )
    )
