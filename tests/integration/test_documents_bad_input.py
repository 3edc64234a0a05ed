"""Every bad file ends in its own named reason, or is read where it can be."""

from __future__ import annotations

import io
import os
import socket
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from bot.documents.files import read_bytes
from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.document import DocumentKind
from bot.domain.source import ReadResult, Source
from bot.errors import DocumentError, Reason
from tests.make_docx import make_docx, paragraph

TEXT = "Built a data platform for the bank and ran it with a team of five people.\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingPool]:
    with ReadingPool(Limits(), workers=1) as pool:
        yield pool


def _read(reading: ReadingPool, path: Path | str) -> ReadResult:
    (result,) = reading.read([Source(path=str(path), kind=DocumentKind.CV)])
    return result


def _pdf(pages: int = 1, *, password: str | None = None, has_text: bool = True) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password, invariant=True)
    for _ in range(pages):
        if has_text:
            canvas.drawString(72, 700, TEXT.strip())
        else:
            canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _locked_zip() -> bytes:
    """A DOCX whose entries say that a password locks them: bit 0 of the flags."""
    data = bytearray(make_docx(paragraph(TEXT)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def _bomb_pdf() -> bytes:
    """A page whose content unpacks to 200 MB of one operator."""
    stream = zlib.compress(b"q Q " * 50_000_000, 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    head += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    head += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream)
    return head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def _xxe_docx() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>'
    xml = f"{doctype}{body}</w:document>"
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def _laughs_docx() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e9;</x>'
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


_BAD: dict[str, tuple[Callable[[], bytes], str, Reason]] = {
    "no bytes": (lambda: b"", "cv.pdf", Reason.EMPTY),
    "blank": (lambda: b" \n \n", "cv.txt", Reason.EMPTY),
    "encrypted PDF": (lambda: _pdf(password="secret"), "cv.pdf", Reason.ENCRYPTED),
    "truncated PDF": (lambda: _pdf()[:200], "cv.pdf", Reason.CORRUPT),
    "image-only PDF": (lambda: _pdf(has_text=False), "cv.pdf", Reason.SCANNED),
    "many pages": (lambda: _pdf(5_000), "cv.pdf", Reason.TOO_MANY_PAGES),
    "picture named PDF": (lambda: _JPEG, "cv.pdf", Reason.UNSUPPORTED),
    "picture named text": (lambda: b"\x89PNG\r\n\x1a\n", "cv.txt", Reason.UNSUPPORTED),
    "legacy Word": (lambda: _OLE + b"\x00" * 600, "cv.doc", Reason.UNSUPPORTED),
    "encrypted Word": (
        lambda: _OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "cv.docx",
        Reason.ENCRYPTED,
    ),
    "locked zip": (_locked_zip, "cv.docx", Reason.ENCRYPTED),
    "truncated DOCX": (lambda: make_docx(paragraph(TEXT))[:-40], "cv.docx", Reason.CORRUPT),
    "other zip": (lambda: _zip({"a.txt": b"text"}), "cv.docx", Reason.UNSUPPORTED),
    "spreadsheet": (
        lambda: _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
        "cv.docx",
        Reason.UNSUPPORTED,
    ),
    "zip bomb": (
        lambda: make_docx(paragraph(TEXT), files={"word/media/a.bin": b"\0" * (101 << 20)}),
        "cv.docx",
        Reason.TOO_LARGE,
    ),
    "bomb of one part": (
        lambda: make_docx(paragraph(TEXT), parts={"styles.xml": ("styles", " " * (26 << 20))}),
        "cv.docx",
        Reason.TOO_LARGE,
    ),
    "bomb of entries": (
        lambda: make_docx(paragraph(TEXT), files={f"word/{n}": b"" for n in range(5_001)}),
        "cv.docx",
        Reason.TOO_LARGE,
    ),
    "entity bomb": (_laughs_docx, "cv.docx", Reason.CORRUPT),
    "outside entity": (_xxe_docx, "cv.docx", Reason.CORRUPT),
    "deep nesting": (
        lambda: make_docx("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000),
        "cv.docx",
        Reason.CORRUPT,
    ),
    "DOCX without text": (lambda: make_docx(""), "cv.docx", Reason.EMPTY),
    "NULs": (lambda: b"\x00\x01" * 500 + b"text", "cv.txt", Reason.UNSUPPORTED),
    "web page": (lambda: b"<!DOCTYPE html><html>", "cv.txt", Reason.UNSUPPORTED),
    "rich text": (lambda: rb"{\rtf1 text}", "cv.txt", Reason.UNSUPPORTED),
    "endless text": ((TEXT * 10_000).encode, "cv.txt", Reason.TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize("name", _BAD)
def test_bad_content_ends_in_its_own_reason(
    name: str, reading: ReadingPool, tmp_path: Path
) -> None:
    make, file_name, reason = _BAD[name]
    path = tmp_path / file_name
    path.write_bytes(make())

    result = _read(reading, path)

    assert result.reason is reason
    assert result.document is None


@pytest.mark.parametrize("name", _BAD)
def test_the_reader_itself_raises_that_reason(name: str) -> None:
    make, file_name, reason = _BAD[name]

    with pytest.raises(DocumentError) as caught:
        parse(make(), name=file_name, kind=DocumentKind.CV, limits=Limits())

    assert caught.value.reason is reason


def test_the_reader_checks_the_size_itself() -> None:
    with pytest.raises(DocumentError) as caught:
        parse(b"x" * 11, name="cv.txt", kind=DocumentKind.CV, limits=Limits(file_bytes=10))

    assert caught.value.reason is Reason.TOO_LARGE


def test_a_pdf_bomb_ends_with_a_reason(reading: ReadingPool, tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(_bomb_pdf())

    result = _read(reading, path)

    assert result.document is None
    assert result.reason is not None


def test_a_file_of_200_megabytes_is_refused_by_its_size(
    reading: ReadingPool, tmp_path: Path
) -> None:
    path = tmp_path / "cv.pdf"
    with path.open("wb") as file:
        file.truncate(200 << 20)

    assert _read(reading, path).reason is Reason.TOO_LARGE


def test_paths_that_hold_no_file_say_so(reading: ReadingPool, tmp_path: Path) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text(TEXT, encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))

        assert _read(reading, tmp_path).reason is Reason.IS_A_FOLDER
        assert _read(reading, tmp_path / "none").reason is Reason.MISSING
        assert _read(reading, tmp_path / "link").reason is Reason.MISSING
        assert _read(reading, "nul\x00byte").reason is Reason.MISSING
        assert _read(reading, tmp_path / "pipe").reason is Reason.UNSUPPORTED
        assert _read(reading, tmp_path / "socket").reason is Reason.UNSUPPORTED


def test_a_file_that_may_not_be_opened_says_so(tmp_path: Path) -> None:
    # Root may open anything, so the refusal comes from a fake opener.
    path = tmp_path / "cv.txt"
    path.write_text(TEXT, encoding="utf-8")

    def refuse(path: str, flags: int) -> int:
        raise PermissionError(flags, path)

    with pytest.raises(DocumentError) as caught:
        read_bytes(str(path), 1_000, refuse)

    assert caught.value.reason is Reason.NO_PERMISSION


@pytest.mark.parametrize("change", ["grow", "shrink"])
def test_a_file_that_changes_while_it_is_read_says_so(change: str, tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text(TEXT, encoding="utf-8")

    with pytest.raises(DocumentError) as caught:
        read_bytes(str(path), 1_000, lambda p, flags: _open_and(change, p, flags))

    assert caught.value.reason is Reason.CHANGED


def _open_and(change: str, path: str, flags: int) -> int:
    descriptor = os.open(path, flags)
    size = Path(path).stat().st_size
    os.truncate(path, size + 10 if change == "grow" else size - 10)
    return descriptor


def test_paths_without_a_readable_file_raise_their_reason(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path, Reason.IS_A_FOLDER),
        (tmp_path / "none", Reason.MISSING),
        (Path("/dev/null"), Reason.UNSUPPORTED),
    ):
        with pytest.raises(DocumentError) as caught:
            read_bytes(str(path), 1_000)
        assert caught.value.reason is reason


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text(TEXT, encoding="utf-8")

    assert read_bytes(str(path), len(TEXT)) == TEXT.encode()
    with pytest.raises(DocumentError) as caught:
        read_bytes(str(path), len(TEXT) - 1)
    assert caught.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "Built a data platform"),
        (TEXT.encode("utf-16"), "Built a data platform"),
        (TEXT.encode("utf-16-le"), "Built a data platform"),
        ("Größe für Prüfung\n".encode("cp1252") * 5, "Größe für Prüfung"),
        ("مهندس بيانات في بنك\n".encode() * 5, "مهندس بيانات في بنك"),
        ("数据工程师，负责平台开发。\n".encode() * 5, "数据工程师"),
        ("Led the team 🚀 to launch\n".encode() * 5, "Led the team 🚀 to launch"),
        (TEXT.encode().replace(b"data", b"da\x00ta") * 3, "Built a data platform"),
    ],
)
def test_odd_but_honest_text_is_read(
    data: bytes, seen: str, reading: ReadingPool, tmp_path: Path
) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(data)

    result = _read(reading, path)

    assert result.document
    assert seen in result.document.text


def test_both_binary_formats_are_read_in_a_child(reading: ReadingPool, tmp_path: Path) -> None:
    for name, data in (("cv.pdf", _pdf()), ("cv.docx", make_docx(paragraph(TEXT)))):
        path = tmp_path / name
        path.write_bytes(data)

        document = _read(reading, path).document

        assert document
        assert document.lines[0].text == TEXT.strip()
