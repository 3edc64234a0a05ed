"""Read documents, and show what the bot sees of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.source import Source
from bot.services.deps import Deps
from bot.services.reports import ReadReport, card_of


def read(sources: Iterable[Source], deps: Deps) -> Iterator[ReadReport]:
    """Read documents lazily, in the order given; one that cannot be read has a reason."""
    for result in deps.reader.read(sources):
        yield ReadReport(
            card=card_of(result),
            reason=result.reason,
            lines=result.document.lines if result.document else (),
            findings=result.document.findings if result.document else result.findings,
        )
