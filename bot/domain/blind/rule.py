"""A pattern that is looked for only where one of its words stands, which is found faster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pattern behind words of which one is in any text that has it.

    Looking for the words first takes a tenth of the time.
    """

    words: tuple[str, ...]
    """In lower case; parts of words too."""
    pattern: re.Pattern[str]

    def is_in(self, low: str) -> bool:
        """Whether the pattern may be in a text, which is given in lower case."""
        return any(word in low for word in self.words)

    def find(self, text: str, low: str) -> Iterator[re.Match[str]]:
        """Find the pattern in a text.

        Args:
            text: As the pattern expects it.
            low: The same in lower case.
        """
        if self.is_in(low):
            yield from self.pattern.finditer(text)


def rule(words: str, pattern: str, flags: re.RegexFlag = re.MULTILINE) -> Rule:
    """Make a rule.

    Args:
        words: In lower case, with spaces between.
        pattern: A regular expression.
        flags: Of the expression.
    """
    return Rule(words=tuple(words.split()), pattern=re.compile(pattern, flags))
