"""Shares questions out among interviewers: what fits, and evenly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, permutations

from bot.domain.evening import Hands, Table, evened, fitted, loads_of

Demand = int
"""Place of a bank; each mention asks for one more person."""
Banks = Sequence[Sequence[int]]
"""Minutes of the questions of each bank."""
Loads = tuple[int, ...]
"""Minutes of each person, smallest first: who is who is told afterwards."""

_KEPT = 2
"""Ways kept for each number of minutes in all: the most even ones, then the better questions."""
_SPARE = 2
"""People tried beyond the least loaded ones; with fewer, an even way is missed now and then."""
_LESS = (0, 1, 2, 3)
"""Minutes less than the longest share, to begin from where nothing even was found."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A question that one person asks."""

    bank: int
    """Place of its bank."""
    place: int
    """Its own place in the bank, from 0."""
    is_extra: bool
    """Whether it only fills the time."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One bank shared out: from which loads, and what was added where."""

    before: _Step | None
    bank: int
    loads: Loads
    added: tuple[tuple[int, int], ...]
    """Places of people in ``before.loads``, and minutes."""
    cost: int
    """Places of all questions in their banks, and places of the banks of extras: 0 is best."""


def share_out(
    banks: Banks,
    core: Sequence[Demand],
    fill: Sequence[Sequence[Demand]],
    people: int,
    minutes: int,
) -> tuple[tuple[Pick, ...], ...]:
    """Share questions out, each person asking at most one of a bank.

    Of ``core`` all is kept that fits, earlier demands before later ones. Then minutes within a
    tenth of each other go before using more time, and that before better questions.

    Args:
        banks: Minutes of the questions, each > 0.
        core: What has to be asked, the most important first.
        fill: What may be asked besides; a later part only where the earlier ones are not even.
        people: How many, >= 1.
        minutes: That each has, at most.

    Returns:
        The picks of each person; empty for one for whom nothing is left.

    Source:
        docs/scoring.md#plan.
    """
    room = _Room(banks=banks, people=people, minutes=minutes)
    least, hands = _that_fits(room, core)
    most = Counter(least)
    table = Table(banks=banks, least=least, minutes=minutes)

    def worth(hands: Hands) -> tuple[bool, float, int]:
        return _worth(sorted(loads_of(hands, table)))

    found = [hands]
    for part in fill:
        for demand in part:
            most[demand] = max(most[demand], min(most[demand] + 1, len(banks[demand]), people))
        end = _best(room, least, most)
        found.append(evened(_hands(room, end) if end is not None else hands, table))
        if _is_even(sorted(loads_of(found[-1], table))):
            break
    else:
        # Seldom: begin once more from what has to be asked, and from plans with less time.
        found.append(evened(hands, table))
        longest = max(loads_of(found[-1], table))
        for less in _LESS:
            end = _best(replace(room, minutes=longest - less), least, most)
            found += [evened(_hands(room, end), table)] if end is not None else []
    best = min(found, key=worth)
    return _picks(best, least)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """What is shared out, and among whom."""

    banks: Banks
    people: int
    minutes: int


def _that_fits(room: _Room, core: Sequence[Demand]) -> tuple[Counter[Demand], Hands]:
    """Count the demands that can be met together, earlier ones first, and meet them."""
    possible: Counter[Demand] = Counter()
    for demand in core:
        possible[demand] += possible[demand] < min(len(room.banks[demand]), room.people)
    hands = _met(room, possible)
    if hands is not None:
        return possible, hands
    kept: Counter[Demand] = Counter()
    hands = ((),) * room.people
    for demand in core:
        more = kept + Counter([demand])
        fuller = _met(room, more) if more[demand] <= possible[demand] else None
        if fuller is not None:
            kept, hands = more, fuller
    return kept, hands


def _met(room: _Room, wanted: Counter[Demand]) -> Hands | None:
    """Meet exactly these demands within the minutes; None when no way was found."""
    shortest = sum(sum(sorted(room.banks[bank])[:n]) for bank, n in wanted.items())
    if shortest > room.people * room.minutes:
        return None
    end = _best(room, wanted, wanted)
    if end is not None:
        return _hands(room, end)
    # Too tight for the ways that are kept: begin with too many minutes, and bring them down.
    boundless = replace(room, minutes=sum(map(sum, room.banks)))
    end = _best(boundless, wanted, wanted)
    table = Table(banks=room.banks, least=wanted, minutes=room.minutes)
    return fitted(_hands(room, end), table) if end is not None else None


def _best(room: _Room, least: Counter[Demand], most: Counter[Demand]) -> _Step | None:
    """Share bank after bank out, and return the best end; None when none was found."""
    steps = [_start(room)]
    for place in range(len(room.banks)):
        if most[place]:
            steps = _next(steps, place, range(least[place], most[place] + 1), room)
    return min(steps, key=lambda step: (*_worth(step.loads), step.cost), default=None)


def _start(room: _Room) -> _Step:
    return _Step(None, 0, (0,) * room.people, (), 0)


def _next(steps: Sequence[_Step], bank: int, numbers: range, room: _Room) -> list[_Step]:
    found: dict[int, dict[Loads, _Step]] = {}
    for step in steps:
        for added, cost in _ways(step.loads, bank, numbers, room):
            loads = list(step.loads)
            for person, length in added:
                loads[person] += length
            after = tuple(sorted(loads))
            alike = found.setdefault(sum(after), {})
            known = alike.get(after)
            if known is None or step.cost + cost < known.cost:
                alike[after] = _Step(step, bank, after, added, step.cost + cost)
    return [
        step for alike in found.values() for step in sorted(alike.values(), key=_unevenness)[:_KEPT]
    ]


@lru_cache(maxsize=4096)
def _sets(bank: tuple[int, ...], number: int) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return each choice of questions by their minutes, with the lowest sum of places."""
    found: dict[tuple[int, ...], int] = {}
    for places in combinations(range(len(bank)), number):
        lengths = tuple(sorted(bank[place] for place in places))
        found[lengths] = min(sum(places), found.get(lengths, len(bank) * number))
    return tuple(found.items())


def _ways(
    loads: Loads, bank: int, numbers: range, room: _Room
) -> Iterator[tuple[tuple[tuple[int, int], ...], int]]:
    """Yield ways to give some questions of a bank to different people, with their cost."""
    for number in numbers:
        extra = bank * (number - numbers.start)
        for lengths, cost in _sets(tuple(room.banks[bank]), number):
            seen = set()
            for people in combinations(range(min(len(loads), number + _SPARE)), number):
                for order in dict.fromkeys(permutations(lengths)):
                    added = tuple(zip(people, order, strict=True))
                    alike = tuple(sorted((loads[p], length) for p, length in added))
                    fits = all(load + length <= room.minutes for load, length in alike)
                    if fits and alike not in seen:
                        seen.add(alike)
                        yield added, cost + extra


def _unevenness(step: _Step) -> tuple[int, int, Loads]:
    return sum(load * load for load in step.loads), step.cost, step.loads


def _worth(loads: Sequence[int]) -> tuple[bool, float, int]:
    """Order ends: even ones, the evenest of the others, more minutes each."""
    is_even = _is_even(loads)
    unevenness = 0.0 if is_even else 1 - loads[0] / loads[-1]
    return not is_even, unevenness, -(sum(loads) // len(loads))


def _is_even(loads: Sequence[int]) -> bool:
    """Whether loads, smallest first, lie within a tenth of the smallest."""
    return 10 * (loads[-1] - loads[0]) <= loads[0]


def _hands(room: _Room, end: _Step) -> Hands:
    """Follow the steps from the first on, and say who asks what."""
    steps = []
    step: _Step | None = end
    while step is not None:
        steps.append(step)
        step = step.before
    hands: list[list[tuple[int, int]]] = [[] for _ in range(room.people)]
    for step in reversed(steps):
        left = list(enumerate(room.banks[step.bank]))
        for person, length in step.added:
            question = next(pair for pair in left if pair[1] == length)
            left.remove(question)
            hands[person].append((step.bank, question[0]))
        # The next step counts people by their minutes.
        hands.sort(key=lambda hand: sum(room.banks[bank][place] for bank, place in hand))
    return tuple(tuple(sorted(hand)) for hand in hands)


def _picks(hands: Hands, least: Counter[Demand]) -> tuple[tuple[Pick, ...], ...]:
    """Mark what of a bank goes beyond what has to be asked: its later questions."""
    asked = sorted(pick for hand in hands for pick in hand)
    return tuple(
        tuple(
            Pick(
                bank, place, is_extra=sum(b == bank and q < place for b, q in asked) >= least[bank]
            )
            for bank, place in hand
        )
        for hand in hands
    )
