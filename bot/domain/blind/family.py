"""Nationality, marriage and children where they stand without a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token, lowered
from bot.domain.blind.rule import rule

_COUNT = (
    r"(?:\d|one|two|three|four|five|an?|ein(?:em|e|er)?|zwei|drei|vier|un|une|deux|trois|dos|tres)"
)
_CHILD = (
    r"(?:child(?:ren)?|kids?|sons?|daughters?|Kind(?:ern?)?|enfants?|hij[oa]s?|figli[oa]?"
    r"|filh[oa]s?)"
)
_STATE = (
    r"(?:happily |glücklich )?(?:married|unmarried|divorced|widowed|engaged|verheiratet|ledig"
    r"|geschieden|verwitwet|verpartnert|mariée?|célibataire|divorcée?|pacsée?|casad[oa]"
    r"|solter[oa]|divorciad[oa]|coniugat[oa]|sposat[oa]|celibe|nubile|solteir[oa]|gehuwd|ongehuwd)"
)
_BEGIN = rf"(?:^|[{SEPARATOR}(,{MARK}])[ ]*"
_END = rf"(?=[ ]*(?:$|[{SEPARATOR}),.\n{MARK}]))"
_MARRIED = rule(
    "married divorced widowed engaged heiratet ledig geschieden verwitwet verpartnert mari"
    " célibataire pacsé casad solter coniugat sposat celibe nubile gehuwd",
    rf"{_BEGIN}(?P<it>{_STATE}(?: since (?:19|20)\d\d| seit (?:19|20)\d\d)?"
    rf"(?:(?:,| and| with| mit| und| avec| con| et| y)? ?{_COUNT} (?:[a-zäöü]+ )?{_CHILD})?){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_SINGLE = re.compile(
    rf"(?:^|[{SEPARATOR},{MARK}])[ ]*"
    rf"(?P<it>single|no children|keine Kinder|{_COUNT} {_CHILD}){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_PARENT = rule(
    "mother father mum mom dad parent mutter vater",
    rf"\b(?P<it>(?:proud )?(?:mother|father|mum|mom|dad|parent|Mutter|Vater) (?:of|von) {_COUNT}"
    rf"(?: (?:[a-zäöü]+ )?{_CHILD})?){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_CITIZEN = rule(
    "citizen national staatsbürger staatsangehörig nacionalidad passport",
    rf"{_BEGIN}(?P<it>(?!(?:Senior|Global|Data|Good|Digital|Corporate|First|Dual|Fellow) )"
    r"(?:Dual )?[^\W\d_a-zß-ÿ][\w/.-]*(?: (?:and |[&/] )?[^\W\d_a-zß-ÿ][\w/.-]*){0,3}"
    r" (?:citizen(?:ship)?|[Nn]ational(?:ity)?|Staatsangehörige[r]?|Staatsbürger(?:in|schaft)?"
    rf"|passport(?: holder)?)){_END}"
    rf"|{_BEGIN}(?P<of>(?:[Cc]itizen|[Nn]ational) of (?:the )?[^\W\d_a-zß-ÿ]\w+"
    rf"(?: [^\W\d_a-zß-ÿ]\w+)?){_END}"
    rf"|{_BEGIN}(?P<adj>[^\W\d_]+e Staats(?:angehörigkeit|bürgerschaft)|nationalité [^\W\d_]+"
    rf"|nacionalidad [^\W\d_]+){_END}",
)
_ABOUT = "".join(
    MARKS[token] for token in Token if token not in {Token.LINK, Token.TITLE, Token.PRONOUN}
)


def family_spans(text: str) -> Iterator[Span]:
    """Find entries that say nothing but whether somebody is married, a parent, or a citizen.

    "Single", and children without a marriage, count only on a line of personal details.
    """
    low = lowered(text)
    for family in (_MARRIED, _PARENT, _CITIZEN):
        for found in family.find(text, low):
            start, end = found.span(found.lastgroup or "it")
            yield Span(start=start, end=end, token=Token.PERSONAL)
    if not any(mark in text for mark in _ABOUT):
        return
    for found in _SINGLE.finditer(text):
        start, end = found.span("it")
        line = text[text.rfind("\n", 0, start) + 1 : end + (text[end:] + "\n").index("\n")]
        if any(mark in line for mark in _ABOUT):
            yield Span(start=start, end=end, token=Token.PERSONAL)
