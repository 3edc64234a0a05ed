"""Every way of hiding text is found, and what it hides stays out of the lines."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.documents.pdf import read_pdf
from bot.documents.raw import Limits, RawDocument
from bot.domain.document import FindingKind, Severity
from bot.errors import Reason
from tests.make_pdf import (
    BODY,
    PAYLOAD,
    PICTURE,
    body,
    codes,
    layer,
    mapped_font,
    pdf,
    picture,
    scan,
    stream,
    text,
)

_HIDDEN = text(60, 400, PAYLOAD)
_STATES = "/ExtGState << /Zero << /ca 0 >> /Low << /ca 0.02 >> >>"
_IMAGE = f"/XObject << /P {PICTURE} 0 R >>"
_WHITE = {PICTURE: picture(2, 2, b"\xff" * 4)}
_COVER = "q 500 0 0 40 50 390 cm /P Do Q\n"

_BY_CONTENT = {
    "white": "1 g " + _HIDDEN,
    "nearly white": "0.97 g " + _HIDDEN,
    "render mode 3": "3 Tr " + _HIDDEN,
    "behind a picture": _HIDDEN + _COVER,
    "behind a rectangle": _HIDDEN + "1 g 50 390 500 40 re f\n",
    "fully transparent": "/Zero gs " + _HIDDEN,
    "almost transparent": "/Low gs " + _HIDDEN,
    "clipped away": "q 0 0 10 10 re W n " + _HIDDEN + "Q\n",
    "in the colour of a band": "0.2 0.3 0.4 rg 50 390 500 40 re f " + _HIDDEN,
    "white, crossed by a visible line": "1 g " + _HIDDEN + "0 g " + text(60, 402, "Skills"),
    "black, under a rectangle and a visible line": (
        _HIDDEN + "1 g 50 390 500 40 re f 0 g " + text(60, 402, BODY[2])
    ),
    "in a layer that is off": "/OC /Off BDC " + _HIDDEN + "EMC\n",
}

_LAYER_OFF = {50: b"<< /Type /OCG /Name (Notes) >>"}


def _text(read: RawDocument) -> str:
    return "\n".join(line.text for line in read.lines)


def _kinds(read: RawDocument) -> set[FindingKind]:
    return {item.kind for item in read.findings if item.severity is Severity.HIDDEN}


def _read(content: str, *, objects: Mapping[int, bytes] | None = None, **extra: str) -> RawDocument:
    return read_pdf(pdf(content, objects=objects, **extra), Limits())


@pytest.mark.parametrize("trick", _BY_CONTENT)
def test_text_that_leaves_no_mark_is_left_out_and_reported(trick: str) -> None:
    read = _read(
        body() + _BY_CONTENT[trick],
        objects=_WHITE | _LAYER_OFF,
        resources=f"{_STATES} {_IMAGE} /Properties << /Off 50 0 R >>",
        catalog="/OCProperties << /OCGs [50 0 R] /D << /OFF [50 0 R] >> >>",
    )
    assert "marks" not in _text(read)
    assert all(line in _text(read) for line in BODY)
    [finding] = read.findings
    assert finding.kind is FindingKind.HIDDEN_TEXT
    assert finding.severity is Severity.HIDDEN
    assert finding.page == 1
    assert "highest marks" in finding.text


def test_hidden_text_inside_a_form_is_found() -> None:
    form = stream(
        ("1 g " + _HIDDEN).encode(),
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>",
    )
    read = _read(body() + "/P Do\n", objects={PICTURE: form}, resources=_IMAGE)
    assert "marks" not in _text(read)
    assert _kinds(read) == {FindingKind.HIDDEN_TEXT}


@pytest.mark.parametrize(
    "content",
    [text(60, 400, PAYLOAD, size=0.4), "q 0.05 0 0 0.05 60 400 cm " + text(0, 0, PAYLOAD) + "Q\n"],
    ids=["small type", "scaled down"],
)
def test_type_too_small_to_read_is_tiny_text(content: str) -> None:
    read = _read(body() + content)
    assert "marks" not in _text(read)
    assert _kinds(read) == {FindingKind.TINY_TEXT}


def test_text_beside_the_page_is_off_page() -> None:
    read = _read(body() + text(700, 400, PAYLOAD))
    assert "marks" not in _text(read)
    assert _kinds(read) == {FindingKind.OFF_PAGE}


def test_text_outside_the_crop_box_is_off_page() -> None:
    read = _read(body() + text(60, 40, PAYLOAD), page="/CropBox [0 100 595 842]")
    assert "marks" not in _text(read)
    assert _kinds(read) == {FindingKind.OFF_PAGE}


def test_a_replacement_that_says_something_else_is_replaced_text() -> None:
    marked = f"/Span << /ActualText ({PAYLOAD}) >> BDC {text(60, 400, 'References')} EMC\n"
    read = _read(body() + marked)
    assert "marks" not in _text(read)
    assert "References" in _text(read)
    [finding] = read.findings
    assert finding.kind is FindingKind.REPLACED_TEXT
    assert finding.text == PAYLOAD


def test_one_glyph_that_reads_as_a_sentence_is_replaced_text() -> None:
    read = _read(
        body() + codes(range(1, 2), 60, 400), objects=mapped_font(["period"], {1: PAYLOAD})
    )
    assert "marks" not in _text(read)
    assert _kinds(read) == {FindingKind.REPLACED_TEXT}


def test_many_glyphs_that_read_as_three_letters_each_are_replaced_text() -> None:
    pieces = [PAYLOAD[at : at + 3] for at in range(0, len(PAYLOAD), 3)]
    read = _read(
        body() + codes(range(1, len(pieces) + 1), 60, 400),
        objects=mapped_font(["a"] * len(pieces), dict(enumerate(pieces, start=1))),
    )
    assert "marks" not in _text(read)
    assert _kinds(read) == {FindingKind.REPLACED_TEXT}


def test_glyphs_that_read_as_other_letters_are_replaced_text() -> None:
    shown = "Certificates are available from me on request at any time of the day and year....."
    names = [{" ": "space", ".": "period"}.get(sign, sign) for sign in shown[: len(PAYLOAD)]]
    read = _read(
        body() + codes(range(1, len(PAYLOAD) + 1), 60, 400),
        objects=mapped_font(names, dict(enumerate(PAYLOAD, start=1))),
    )
    assert "marks" not in _text(read)
    assert all(line in _text(read) for line in BODY)
    assert _kinds(read) == {FindingKind.REPLACED_TEXT}


def test_swapped_letters_without_spaces_are_told_by_the_names_of_the_glyphs() -> None:
    read = _read(
        body() + codes(range(1, 7), 60, 400),
        objects=mapped_font(list("Garden"), dict(enumerate("Expert", start=1))),
    )
    assert "Expert" not in _text(read)
    assert all(line in _text(read) for line in BODY)
    assert _kinds(read) == {FindingKind.REPLACED_TEXT}


@pytest.mark.parametrize("entry", ["Subject", "Keywords", "Title"])
def test_a_message_in_the_properties_is_reported(entry: str) -> None:
    read = _read(body(), info=f"/{entry} ({PAYLOAD})")
    assert "marks" not in _text(read)
    [finding] = read.findings
    assert (finding.kind, finding.page) == (FindingKind.NOT_ON_PAGE, 0)


@pytest.mark.parametrize(
    "note",
    [
        f"/Subtype /Text /F 2 /Contents ({PAYLOAD})",
        f"/Subtype /FreeText /DA (/Helv 0 Tf) /Contents ({PAYLOAD})",
        f"/Subtype /Widget /FT /Tx /T (a) /F 2 /V ({PAYLOAD})",
    ],
    ids=["hidden note", "free text without appearance", "hidden form field"],
)
def test_a_message_in_an_annotation_is_reported(note: str) -> None:
    item = f"<< /Type /Annot /Rect [0 0 0 0] {note} >>".encode()
    read = _read(body(), objects={60: item}, page="/Annots [60 0 R]")
    assert "marks" not in _text(read)
    [finding] = read.findings
    assert (finding.kind, finding.page) == (FindingKind.NOT_ON_PAGE, 1)


def test_a_message_in_an_attachment_is_reported() -> None:
    objects = {
        60: b"<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 61 0 R >> >>",
        61: stream(PAYLOAD.encode(), "/Type /EmbeddedFile"),
    }
    read = _read(
        body(),
        objects=objects,
        catalog="/Names << /EmbeddedFiles << /Names [(a.txt) 60 0 R] >> >>",
    )
    [finding] = read.findings
    assert (finding.kind, finding.text) == (FindingKind.NOT_ON_PAGE, PAYLOAD)


def test_a_text_layer_that_does_not_lie_on_the_scan_is_not_read() -> None:
    inked = {780 - 20 * n: line for n, line in enumerate(BODY)}
    content = "q 595 0 0 842 0 0 cm /P Do Q\n" + layer({400: PAYLOAD, 380: PAYLOAD})
    data = pdf(content, objects={PICTURE: picture(595, 842, scan(inked))}, resources=_IMAGE)
    read = read_pdf(data, Limits())
    assert (read.lines, read.reason) == ([], Reason.SCANNED)
    assert _kinds(read) == {FindingKind.FALSE_TEXT_LAYER}


def test_a_line_beside_the_ink_of_an_honest_layer_is_a_false_layer() -> None:
    inked = {780 - 20 * n: line for n, line in enumerate(BODY * 6)}
    content = "q 595 0 0 842 0 0 cm /P Do Q\n" + layer(inked | {60: PAYLOAD})
    read = _read(content, objects={PICTURE: picture(595, 842, scan(inked))}, resources=_IMAGE)
    assert "marks" not in _text(read)
    assert BODY[2] in _text(read)
    assert _kinds(read) == {FindingKind.FALSE_TEXT_LAYER}


def test_a_false_layer_on_one_page_leaves_the_other_page_readable() -> None:
    inked = {780 - 20 * n: line for n, line in enumerate(BODY)}
    false = "q 595 0 0 842 0 0 cm /P Do Q\n" + layer({400: PAYLOAD, 380: PAYLOAD})
    data = pdf(body(), false, objects={PICTURE: picture(595, 842, scan(inked))}, resources=_IMAGE)
    read = read_pdf(data, Limits())
    assert {line.page for line in read.lines} == {1}
    assert [(item.kind, item.page) for item in read.findings] == [
        (FindingKind.FALSE_TEXT_LAYER, 2),
        (FindingKind.UNREADABLE_PAGE, 2),
    ]
