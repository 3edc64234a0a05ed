"""DOCX files for tests, from the XML of their parts."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    """One w:r with this text and the inside of its w:rPr."""
    kept = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{kept}</w:r>"


def paragraph(text: str, run_properties: str = "", properties: str = "") -> str:
    """One w:p of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, run_properties)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    """One w:tc around paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str, properties: str = "") -> str:
    """One w:tbl; each row is the XML of its cells."""
    inside = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{inside}</w:tbl>"


def anchored(inside: str, *, left: int = 0, top: int = 0, width: int = 200, extra: str = "") -> str:
    """A floating drawing in a paragraph; lengths in points from the corner of the page."""
    emu = 12_700
    across, down = (f"<wp:posOffset>{length * emu}</wp:posOffset>" for length in (left, top))
    return (
        f"<w:p><w:r><w:drawing><wp:anchor {extra}>"
        f'<wp:positionH relativeFrom="page">{across}</wp:positionH>'
        f'<wp:positionV relativeFrom="page">{down}</wp:positionV>'
        f'<wp:extent cx="{width * emu}" cy="{100 * emu}"/><wp:docPr id="1" name="box"/>'
        f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></w:r></w:p>"
    )


def shape(content: str = "", properties: str = "") -> str:
    """A shape around paragraphs, with the inside of its wps:spPr."""
    box = f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>" if content else ""
    return f"<wps:wsp><wps:spPr>{properties}</wps:spPr>{box}</wps:wsp>"


def solid(colour: str) -> str:
    """A fill of one colour in RRGGBB."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def part(name: str, content: str) -> str:
    """A part whose root is the w: element of this name."""
    return f"<w:{name} {NAMESPACES}>{content}</w:{name}>"


def make_docx(
    body: str,
    *,
    before_body: str = "",
    parts: dict[str, tuple[str, str]] | None = None,
    files: dict[str, str | bytes] | None = None,
) -> bytes:
    """Zip a document.

    Args:
        body: Inside of w:body.
        before_body: What stands before it, such as w:background.
        parts: Related parts: kind and XML by name below ``word/``; the relationship's id is the
            name without its ending.
        files: Further files by their full name.
    """
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="{name.partition(".")[0]}" Type="{_R}/{kind}" Target="{name}"/>'
        for name, (kind, _) in parts.items()
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        )
        root = part("document", f"{before_body}<w:body>{body}</w:body>")
        archive.writestr("word/document.xml", root)
        for name, (_, xml) in parts.items():
            archive.writestr(f"word/{name}", xml)
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()
