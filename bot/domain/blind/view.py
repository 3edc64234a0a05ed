"""A whole document in the blind view, with the way back to its own words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import product

from bot.domain.assessment import Evidence
from bot.domain.blind.canvas import Masked
from bot.domain.blind.contacts import contact_names
from bot.domain.blind.mask import of_name
from bot.domain.document import Document, DocumentKind

BLIND_VERSION = "1"
"""Goes up with every change that can change what is masked."""
STAYS = (
    "employers, clients and colleagues",
    "schools, degrees and their dates",
    "dates of jobs, from which an age may be guessed",
    "job titles, which some languages write by gender",
    "cities and countries outside the postal address",
    "languages spoken",
    "hobbies, memberships, honorary work and awards",
    "titles of publications and projects",
)
"""What a blind view leaves in the text, since the work cannot be read without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindView:
    """A document as it may leave the machine; a reader may still guess who wrote it."""

    document: Document
    """The same lines, numbers, pages and sections, with tokens; findings too."""
    stays: tuple[str, ...]
    """What is left in the text, in words for people."""
    masked: Masked
    """The lines joined, with the offset map."""

    def original(self, evidence: Evidence) -> Evidence:
        """Return evidence from the masked document in the words of the document itself.

        A quote that begins or ends inside a token takes all that the token stands for.

        Args:
            evidence: A quote that stands in ``document``, where a line end is a space.

        Raises:
            ValueError: It does not stand there.
        """
        words = r"\s+".join(re.escape(word) for word in evidence.quote.split())
        starts = [0, *(found.end() for found in re.finditer("\n", self.masked.text))]
        named = next(
            (at for at, line in enumerate(self.document.lines) if line.number == evidence.line), 0
        )
        # Whole words first: "led a team" is not to be found in "called a team".
        patterns = (rf"(?<!\w){words}(?!\w)", words) if words else ()
        for pattern, start in product(patterns, (starts[named], 0)):
            found = re.compile(pattern).search(self.masked.text, start)
            if found is not None:
                line = self.document.lines[bisect_right(starts, found.start()) - 1]
                quote = self.masked.original(found.start(), found.end())
                return Evidence(quote=quote.replace("\n", " "), page=line.page, line=line.number)
        raise ValueError("the quote does not stand in the blind view")


def blind_view(document: Document, name: str) -> BlindView:
    """Take out of a document what tells who its candidate is.

    Args:
        document: Of any kind.
        name: The candidate's, as given or confirmed by a person; "" when unknown, then the top of
            the document is asked, which finds fewer names. At the top of a job description stands
            a company; there the people are taken out who are named as contacts.
    """
    lines = [line.text for line in document.lines]
    is_job = document.kind is DocumentKind.JOB_DESCRIPTION
    mask = of_name(name or contact_names(lines), []) if is_job else of_name(name, lines)
    masked = mask.covered("\n".join(lines))
    knowing = mask.knowing(masked)
    texts = masked.text.split("\n") if lines else []
    return BlindView(
        document=replace(
            document,
            lines=tuple(
                replace(line, text=text) for line, text in zip(document.lines, texts, strict=True)
            ),
            findings=tuple(
                replace(finding, text=knowing.mask(finding.text)) for finding in document.findings
            ),
        ),
        stays=STAYS,
        masked=masked,
    )
