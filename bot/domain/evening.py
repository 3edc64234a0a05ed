"""Makes the minutes of people who share questions more even, a step or two at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

Hands = tuple[tuple[tuple[int, int], ...], ...]
"""For each person the bank and place of each question, in order of the bank."""

_Trade = Mapping[int, tuple[tuple[int, int] | None, tuple[int, int] | None]]
"""For a person what goes, and what comes."""
_Worth = Callable[[Hands, "Table"], tuple[int, int]]
"""How far hands are from what is wanted: first at most 0 when they are there."""
_LOOKED_INTO = 40
"""First changes, the evenest ones, that a second one is tried after."""
_MOST = 100
"""Steps after which it stops; each one lowers the unevenness, so it ends before that anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the questions are, and what has to stay true."""

    banks: Sequence[Sequence[int]]
    """Minutes of the questions of each bank."""
    least: Mapping[int, int]
    """How many people have to ask of a bank."""
    minutes: int
    """That each person has, at most."""


def evened(hands: Hands, table: Table) -> Hands:
    """Change hands until the minutes lie within a tenth, or no two changes bring them closer.

    A change gives a question to somebody else, exchanges two, takes another of the same bank,
    adds one, or takes one away that the bank can spare. Nobody asks twice of a bank, and nobody
    gets more minutes than there are.

    Returns:
        Hands that are never less even than those given.
    """
    return _improved(hands, table, _unevenness)


def fitted(hands: Hands, table: Table) -> Hands | None:
    """Change hands that hold too much until nobody has more minutes than there are.

    Returns:
        Hands that fit, or None when no two changes bring them closer to it.
    """
    boundless = replace(table, minutes=sum(map(sum, table.banks)))

    def excess(hands: Hands, _: Table) -> tuple[int, int]:
        loads = loads_of(hands, table)
        return sum(max(0, load - table.minutes) for load in loads), sum(x * x for x in loads)

    found = _improved(hands, boundless, excess)
    return found if max(loads_of(found, table)) <= table.minutes else None


def _improved(hands: Hands, table: Table, worth: _Worth) -> Hands:
    for _ in range(_MOST):
        now = worth(hands, table)
        if now[0] <= 0:
            break
        closer = min(_changed(hands, table), key=lambda h: (worth(h, table), h), default=hands)
        if worth(closer, table) >= now:
            closer = _second_step(hands, table, worth)
        if worth(closer, table) >= now:
            break
        hands = closer
    return hands


def loads_of(hands: Hands, table: Table) -> list[int]:
    """Return each person's minutes."""
    return [sum(table.banks[bank][place] for bank, place in hand) for hand in hands]


def _second_step(hands: Hands, table: Table, worth: _Worth) -> Hands:
    """Return the best of what two changes make; the first may make it worse."""
    found, best = hands, worth(hands, table)
    firsts = sorted(set(_changed(hands, table)), key=lambda h: (worth(h, table), h))
    for once in firsts[:_LOOKED_INTO]:
        for twice in _changed(once, table):
            value = worth(twice, table)
            if value < best:
                found, best = twice, value
                if best[0] <= 0:
                    return found
    return found


def _unevenness(hands: Hands, table: Table) -> tuple[int, int]:
    """Return how far the minutes are from a tenth, at most 0 when within; then their spread."""
    loads = loads_of(hands, table)
    mean = sum(loads)
    spread = sum((load * len(loads) - mean) ** 2 for load in loads)
    return 10 * max(loads) - 11 * min(loads), spread


def _changed(hands: Hands, table: Table) -> Iterator[Hands]:
    """Yield all hands that one change makes and that are allowed."""
    loads = loads_of(hands, table)
    # Only a change for one of the least or most loaded brings the two ends closer.
    ends = [p for p, load in enumerate(loads) if load in {min(loads), max(loads)}]
    for person in ends:
        for trade in (*_alone(hands, person, table), *_between(hands, person)):
            new = _with(hands, trade)
            if all(_is_allowed(new[who], table) for who in trade):
                yield new


def _alone(hands: Hands, person: int, table: Table) -> Iterator[_Trade]:
    """Yield what one person can put down, take up, or take up in place of another."""
    taken = {pick for hand in hands for pick in hand}
    asked = Counter(bank for bank, _ in taken)
    for pick in hands[person]:
        if asked[pick[0]] > table.least.get(pick[0], 0):
            yield {person: (pick, None)}
    for bank, lengths in enumerate(table.banks):
        mine = next((pick for pick in hands[person] if pick[0] == bank), None)
        for place in range(len(lengths)):
            if (bank, place) not in taken:
                yield {person: (mine, (bank, place))}


def _between(hands: Hands, person: int) -> Iterator[_Trade]:
    """Yield what one person can give to another, or exchange with one."""
    for partner, theirs in enumerate(hands):
        if partner == person:
            continue
        for mine in hands[person]:
            yield {person: (mine, None), partner: (None, mine)}
            yield from ({person: (mine, other), partner: (other, mine)} for other in theirs)
        yield from ({person: (None, other), partner: (other, None)} for other in theirs)


def _with(hands: Hands, trade: _Trade) -> Hands:
    new = list(hands)
    for person, (gone, come) in trade.items():
        kept = [pick for pick in hands[person] if pick != gone]
        new[person] = tuple(sorted([*kept, come] if come else kept))
    return tuple(new)


def _is_allowed(hand: tuple[tuple[int, int], ...], table: Table) -> bool:
    length = sum(table.banks[bank][place] for bank, place in hand)
    return len({bank for bank, _ in hand}) == len(hand) and length <= table.minutes
