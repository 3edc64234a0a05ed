"""Markdown to the lines that a person sees when it is rendered."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.documents.findings import hidden
from bot.documents.instructions import is_message
from bot.documents.raw import RawLine
from bot.domain.document import Finding, FindingKind

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "blockquote",
        "br",
        "center",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
    ]
)
_UNSEEN_TAGS = frozenset(
    ["head", "iframe", "noscript", "object", "script", "style", "template", "title"]
)
_VOID_TAGS = frozenset(["br", "hr", "img", "input", "source", "wbr"])
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0\d*)?(?![.\d])"
    r"|font-size\s*:\s*[0-3](?:\.\d+)?\s*(?:px|pt|;|$)|(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?)\b"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_BREAKING_TAGS = frozenset(["br", "p", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6"])

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*$")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BULLET = re.compile(r"\s*(?:>\s?)*(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_DEFINITION = re.compile(r"\s{0,3}\[([^\]]+)\]:\s*(\S+)\s*(.*)$")
_IMAGE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)\s]*(?:\s+\"([^\"]*)\")?\)|\[[^\]]*\])")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"(`+)(.+?)\1")

_MARKED_CHARACTERS = 2_000
"""Longer lines keep their marks: looking for pairs takes quadratic time."""


class _Renderer(HTMLParser):
    """Takes HTML out of Markdown, and keeps what it hides apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.unseen: list[str] = []
        self._unseen_tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_unseen = (
            tag in _UNSEEN_TAGS
            or "hidden" in values
            or _UNSEEN_STYLE.search(values.get("style", ""))
        )
        self.unseen += [values.get("alt", ""), values.get("title", "")]
        if (self._unseen_tags or is_unseen) and tag not in _VOID_TAGS:
            self._unseen_tags.append(tag)
        elif tag not in _TAGS and tag not in _VOID_TAGS:
            self._put(self.get_starttag_text() or "")
        elif tag in _BREAKING_TAGS:
            self._put("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen_tags:
            while self._unseen_tags.pop() != tag:
                pass
        elif tag in _BREAKING_TAGS:
            self._put("\n")

    def handle_data(self, data: str) -> None:
        self._put(data)

    def handle_comment(self, data: str) -> None:
        self.unseen.append(data)

    def _put(self, text: str) -> None:
        (self.unseen if self._unseen_tags else self.seen).append(text)


def markdown_lines(text: str) -> tuple[list[RawLine], list[Finding]]:
    """Render Markdown to lines.

    Headings are marked; list marks, emphasis and link addresses go, their words stay. Comments,
    hidden HTML, image texts and link titles are not on the page: where they hold prose they
    become a NOT_ON_PAGE finding.
    """
    renderer = _Renderer()
    renderer.feed(_AUTOLINK.sub(r"\1", text))
    renderer.close()
    unseen = renderer.unseen
    lines: list[RawLine] = []
    is_code = False
    for line in "".join(renderer.seen).splitlines():
        if _FENCE.match(line):
            is_code = not is_code
        elif is_code:
            lines.append(RawLine(page=1, text=line))
        else:
            _render_line(line, lines, unseen)
    findings = [hidden(FindingKind.NOT_ON_PAGE, part) for part in unseen if is_message(part)]
    return lines, findings


def _render_line(line: str, lines: list[RawLine], unseen: list[str]) -> None:
    """Add a line to ``lines``, and what it hides to ``unseen``."""
    definition = _DEFINITION.match(line)
    if definition:
        unseen.append(definition[3])
        return
    if _UNDERLINE.match(line) and lines and lines[-1].text.strip():
        above = lines.pop()
        lines.append(RawLine(page=1, text=above.text, is_heading=True))
        return
    if _RULE.match(line) or _TABLE_RULE.match(line):
        return
    heading = _HEADING.match(line)
    if heading:
        lines.append(RawLine(page=1, text=_inline(heading[1], unseen), is_heading=True))
        return
    bare = line[_BULLET.match(line).end() :]  # type: ignore[union-attr]  # matches the empty string
    if bare.startswith("|"):
        bare = " | ".join(cell.strip() for cell in bare.strip().strip("|").split("|"))
    lines.append(RawLine(page=1, text=_inline(bare, unseen)))


def _inline(text: str, unseen: list[str]) -> str:
    if len(text) > _MARKED_CHARACTERS:
        return text
    unseen += [match[1] for match in _IMAGE.finditer(text)]
    text = _IMAGE.sub("", text)
    unseen += [match[2] or "" for match in _LINK.finditer(text)]
    text = _LINK.sub(r"\1", text)
    text = _CODE.sub(r"\2", text)
    return _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
