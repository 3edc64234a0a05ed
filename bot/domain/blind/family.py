"""Nationality, marriage and children where they stand without a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token, lowered

_COUNT = r"(?:\d|one|two|three|four|five|an?|ein(?:em|e|er)?|zwei|drei|vier|un|une|deux|trois|dos|tres)"
_CHILD = r"(?:child(?:ren)?|kids?|sons?|daughters?|Kind(?:ern?)?|enfants?|hij[oa]s?|figli[oa]?|filh[oa]s?)"
_STATE = (
    r"(?:happily |glücklich )?(?:married|unmarried|divorced|widowed|engaged|verheiratet|ledig"
    r"|geschieden|verwitwet|verpartnert|mariée?|célibataire|divorcée?|pacsée?|casad[oa]"
    r"|solter[oa]|divorciad[oa]|coniugat[oa]|sposat[oa]|celibe|nubile|solteir[oa]|gehuwd|ongehuwd)"
)
_BEGIN = rf"(?:^|[{SEPARATOR}(,{MARK}])[ ]*"
_END = rf"(?=[ ]*(?:$|[{SEPARATOR}),.\n{MARK}]))"
_MARRIED = re.compile(
    rf"{_BEGIN}(?P<it>{_STATE}(?: since (?:19|20)\d\d| seit (?:19|20)\d\d)?"
    rf"(?:(?:,| and| with| mit| und| avec| con| et| y)? ?{_COUNT} (?:[a-zäöü]+ )?{_CHILD})?){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_SINGLE = re.compile(
    rf"(?:^|[{SEPARATOR},{MARK}])[ ]*(?P<it>single|no children|keine Kinder|{_COUNT} {_CHILD}){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_PARENT = re.compile(
    rf"\b(?P<it>(?:proud )?(?:mother|father|mum|mom|dad|parent|Mutter|Vater) (?:of|von) {_COUNT}"
    rf"(?: (?:[a-zäöü]+ )?{_CHILD})?){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_CITIZEN = re.compile(
    rf"{_BEGIN}(?P<it>(?!(?:Senior|Global|Data|Good|Digital|Corporate|First|Dual|Fellow) )"
    r"(?:Dual )?[^\W\d_a-zß-ÿ][\w/.-]*(?: (?:and |[&/] )?[^\W\d_a-zß-ÿ][\w/.-]*){0,3}"
    r" (?:citizen(?:ship)?|[Nn]ational(?:ity)?|Staatsangehörige[r]?|Staatsbürger(?:in|schaft)?"
    rf"|passport(?: holder)?)){_END}"
    rf"|{_BEGIN}(?P<of>(?:[Cc]itizen|[Nn]ational) of (?:the )?[^\W\d_a-zß-ÿ]\w+(?: [^\W\d_a-zß-ÿ]\w+)?){_END}"
    rf"|{_BEGIN}(?P<adj>[^\W\d_]+e Staats(?:angehörigkeit|bürgerschaft)|nationalité [^\W\d_]+"
    rf"|nacionalidad [^\W\d_]+){_END}",
    re.MULTILINE,
)
_ABOUT = "".join(
    MARKS[token] for token in Token if token not in {Token.LINK, Token.TITLE, Token.PRONOUN}
)
_PATTERNS = (
    (
        "married divorced widowed engaged heiratet ledig geschieden verwitwet verpartnert mari"
        " célibataire pacsé casad solter coniugat sposat celibe nubile gehuwd".split(),
        _MARRIED,
    ),
    ("mother father mum mom dad parent mutter vater".split(), _PARENT),
    ("citizen national staatsbürger staatsangehörig nacionalidad passport".split(), _CITIZEN),
)
"""Patterns, each behind words of which one is in any text that has it: those are found faster."""


def family_spans(text: str) -> Iterator[Span]:
    """Find entries that say nothing but whether somebody is married, a parent, or a citizen.

    "Single", and children without a marriage, count only on a line of personal details.
    """
    low = lowered(text)
    for words, pattern in _PATTERNS:
        if not any(word in low for word in words):
            continue
        for found in pattern.finditer(text):
            group = found.lastgroup or "it"
            start, end = found.span(group)
            yield Span(start=start, end=end, token=Token.PERSONAL)
    if not any(mark in text for mark in _ABOUT):
        return
    for found in _SINGLE.finditer(text):
        start, end = found.span("it")
        line = text[text.rfind("\n", 0, start) + 1 : end + (text[end:] + "\n").index("\n")]
        if any(mark in line for mark in _ABOUT):
            yield Span(start=start, end=end, token=Token.PERSONAL)
