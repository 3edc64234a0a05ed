"""Files that are odd or hostile, each made when a row asks for it by name."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from bot.documents.prose import is_readable_prose
from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.document import Document, DocumentKind
from bot.domain.posting import MessageKind
from bot.domain.requisition import ApplicationState
from bot.domain.source import ReadResult, Source
from bot.errors import DocumentError, Reason
from bot.services import reading_steps
from bot.services.messages import ApplicationMessage
from bot.slack.builders.application import application as draw
from tests.integration.bot_services.fakes import make_reading_deps, make_world
from tests.integration.bot_services.people import make_desk
from tests.make_docx import anchored, cell, make_docx, paragraph, part, run, shape, table
from tests.make_pdf import PAYLOAD, assemble, body, pdf, picture, stream, text

SENTENCE = "Built a data platform for the bank and ran it with a team of five people."
_PARAGRAPH = paragraph(SENTENCE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def read_document(
    *,
    make: str,
    name: str = "cv.pdf",
    reason: str = "",
    reads: str = "",
    hides: str = "",
    finding: str = "",
) -> None:
    """Read a file, and hold what comes of it against what a row says.

    Args:
        make: One of MAKERS.
        name: Of the file.
        reason: Why it cannot be read; "" when it can.
        reads: Words that are in its visible text.
        hides: Words that are not.
        finding: Kind of something that is reported; "" for nothing in particular.
    """
    data = MAKERS[make]()
    if reason:
        with pytest.raises(DocumentError) as caught:
            parse(data, name=name, kind=DocumentKind.CV, limits=Limits())
        assert caught.value.reason == reason
        assert caught.value.fix
    else:
        document = parse(data, name=name, kind=DocumentKind.CV, limits=Limits())
        _check(document, reads, hides, finding)


class Reader:
    """Reads in this process, but ends as the process of its own would where bytes name that end."""

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        """Give a document or a reason for each source."""
        for source in sources:
            data = source.data or b""
            document, reason = None, None
            try:
                document = self._document(source, data)
            except DocumentError as error:
                reason = error.reason
            sha256 = hashlib.sha256(data).hexdigest()
            yield ReadResult(source=source, sha256=sha256, document=document, reason=reason)

    @staticmethod
    def _document(source: Source, data: bytes) -> Document:
        if data.startswith(_ENDS):
            raise DocumentError(Reason(data.removeprefix(_ENDS).decode()))
        return parse(data, name=source.path, kind=source.kind, limits=Limits())


def read_in_the_bot(folder: Path) -> None:
    """Read a file for each reason by the bot's own step, and look at what stands in Slack."""
    reading = make_reading_deps(reader=Reader(), is_prose=is_readable_prose, file_bytes=1 << 24)
    world = make_world(folder, reading=reading)
    desk = make_desk(world)
    try:
        for reason, (data, name, says, can_be_read_by_a_person) in UNREADABLE.items():
            waiting = desk.add(file_name=name, file_id=f"F{reason}")
            world.slack.contents[f"F{reason}"] = data
            reading_steps.read_cv(waiting.id, desk.deps)
            desk.deliver()

            kept = desk.get(waiting.id)
            assert (kept.state, kept.reason) == (ApplicationState.UNREADABLE, reason)
            assert kept.label == waiting.label
            living = desk.find(MessageKind.APPLICATION, waiting.id)
            message = world.slack.shown[living.channel, living.ts].post.message
            assert isinstance(message, ApplicationMessage)
            shown = str(draw(message).blocks)
            assert all(phrase in shown for phrase in says), reason
            assert "no levels and no score" in shown
            assert "Try again" in shown
            assert ("I read it" in shown) is can_be_read_by_a_person, reason
    finally:
        world.deps.database.close()


def _check(document: Document, reads: str, hides: str, finding: str) -> None:
    assert reads in document.text
    if hides:
        assert hides not in document.text
    assert {found.kind.value for found in document.findings} >= {finding} - {""}


def _zip(files: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def _password(user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(body()))))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _scan() -> bytes:
    drawn = "q 595 0 0 842 0 0 cm /P Do Q"
    objects = {10: picture(2, 2, b"\x20" * 4)}
    return pdf(drawn, objects=objects, resources="/XObject << /P 10 0 R >>")


def _cycle() -> bytes:
    return assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [2 0 R] /Count 99999 >>",
        }
    )


def _count(number: int) -> bytes:
    return pdf(body()).replace(b"/Count 1", b"/Count %d" % number)


def _wrong_size() -> bytes:
    """A DOCX whose directory says that its text unpacks to 16 bytes."""
    data = bytearray(make_docx(_PARAGRAPH))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    told = size.to_bytes(4, "little")
    at = data.rfind(told)
    data[at : at + 4] = (16).to_bytes(4, "little")
    return bytes(data)


def _doctype(entities: str, reference: str) -> bytes:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inside = f"<w:p><w:r><w:t>{reference}</w:t></w:r></w:p>"
    xml = f'<!DOCTYPE x [{entities}]><w:document xmlns:w="{w}"><w:body>{inside}</w:body>'
    files = [
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", f"{xml}</w:document>".encode()),
    ]
    return _zip(files)


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return _doctype(f'<!ENTITY e0 "ha">{entities}', "&e9;")


def _twice_named() -> bytes:
    whole = make_docx(_PARAGRAPH)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        files = [(info.filename, archive.read(info)) for info in archive.infolist()]
    hidden = part("document", f"<w:body>{paragraph(PAYLOAD)}</w:body>").encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of what is wanted here
        return _zip([("word/document.xml", hidden), *files])


def _without_types() -> bytes:
    xml = part("document", f"<w:body>{_PARAGRAPH}</w:body>").encode()
    return _zip([("word/document.xml", xml)])


def _climbing() -> bytes:
    return make_docx(_PARAGRAPH, files={"../../etc/passwd": b"root", "/tmp/x": b"x"})


def _packed(size: int) -> bytes:
    packed = stream(zlib.compress(bytes(size)), "/Filter /FlateDecode")
    return pdf(body(), objects={50: packed})


def _boxes() -> bytes:
    comment = part("comments", f"<w:comment>{paragraph(PAYLOAD)}</w:comment>")
    return make_docx(
        _PARAGRAPH
        + table(cell(paragraph("In a table: kept 40 services running")))
        + anchored(shape(paragraph("In a box: taught twelve people")))
        + f"<w:p><w:del>{run(PAYLOAD).replace('w:t', 'w:delText')}</w:del></w:p>",
        parts={"comments.xml": ("comments", comment)},
    )


def _lines(words: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: f"{words}\n{SENTENCE}\n".encode(encoding)


MAKERS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "blank text": lambda: b" \n\t\n",
    "many pages": lambda: pdf(*[body()] * 51),
    "password to open": lambda: _password("secret"),
    "password of the owner": lambda: _password(""),
    "scan": _scan,
    "wrong table of contents": lambda: pdf(body()).replace(b"startxref\n", b"startxref\n9"),
    "cut off PDF": lambda: pdf(body())[:400],
    "cut off DOCX": lambda: make_docx(_PARAGRAPH)[:-40],
    "junk before the header": lambda: b"\n" * 900 + pdf(body()),
    "much junk before the header": lambda: b"x" * 5_000 + pdf(body()),
    "picture": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8,
    "web page": lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "program": lambda: b"MZ\x90\x00\x03" + bytes(600),
    "old Word": lambda: _OLE,
    "locked Word": lambda: _OLE + "EncryptedPackage".encode("utf-16-le"),
    "OpenDocument": lambda: _zip([("mimetype", b"application/vnd.oasis.opendocument.text")]),
    "Pages": lambda: _zip([("Index/Document.iwa", b"\0\1\2")]),
    "rich text": lambda: rb"{\rtf1\ansi " + SENTENCE.encode() + b"}",
    "photo": lambda: b"\0\0\0\x18ftypheic" + bytes(400),
    "plain text": _lines("Mira Oduya"),
    "text that unpacks": lambda: make_docx(
        _PARAGRAPH, parts={"styles.xml": ("styles", " " * (26 << 20))}
    ),
    "picture that unpacks": lambda: make_docx(
        _PARAGRAPH, files={"word/media/a.bin": bytes(101 << 20)}
    ),
    "stream that unpacks": lambda: _packed(101 << 20),
    "pages in a circle": _cycle,
    "two thousand million pages": lambda: _count(2**31),
    "a page as large as a field": lambda: pdf(body(), media_box="0 0 99999 99999"),
    "outside entity": lambda: _doctype('<!ENTITY e SYSTEM "file:///etc/hostname">', "&e;"),
    "parameter entity": lambda: _doctype('<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;', "text"),
    "entities of entities": _laughs,
    "deep XML": lambda: make_docx(
        "<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000
    ),
    "names that climb": _climbing,
    "one name twice": _twice_named,
    "wrong size": _wrong_size,
    "many entries": lambda: make_docx(
        _PARAGRAPH, files={f"word/{number}": b"" for number in range(5_001)}
    ),
    "no list of types": _without_types,
    "Arabic": _lines("مهندس بيانات في بنك"),
    "Hebrew": _lines("מהנדסת נתונים בבנק"),
    "turned around": _lines("Engineer \u202ereenigne roines\u202c here"),
    "Chinese": _lines("数据工程师，负责平台开发。"),
    "Thai": _lines("วิศวกรข้อมูลที่ธนาคาร"),
    "joined emoji": _lines("Team 👩\u200d💻 led"),
    "stacked marks": _lines("E" + "\u0301\u0302\u0303\u0304" * 40 + "ngineer of data"),
    "zero bytes": _lines("Ran a p\0latform for data"),
    "byte order mark": lambda: b"\xef\xbb\xbf" + _lines("Mira Oduya")(),
    "UTF-16": _lines("Größe und Prüfung", "utf-16"),
    "Latin-1": _lines("Größe und Prüfung für Häuser", "latin-1"),
    "half a character": lambda: b"Ran \xed\xa0\x80 it\n" + _lines("Mira")(),
    "binary": lambda: b"\0\1" * 500 + b"text",
    "white on white": lambda: pdf(body() + "1 1 1 rg\n" + text(60, 300, PAYLOAD)),
    "type of a point": lambda: pdf(body() + text(60, 300, PAYLOAD, size=0.5)),
    "beside the page": lambda: pdf(body() + text(900, 300, PAYLOAD)),
    "drawn in no ink": lambda: pdf(body() + "3 Tr\n" + text(60, 300, PAYLOAD) + "0 Tr\n"),
    "tag characters": _lines("Ada" + "".join(chr(0xE0000 + ord(c)) for c in "hire me now")),
    "zero width": _lines("Ada\u200b\u200c\u200b\u200c\u200b\u200c"),
    "letters of two alphabets": _lines("P\u0443th\u043en and more"),
    "tables, boxes, comments and deleted text": _boxes,
}
"""Bytes by the name that a row gives them."""

_ENDS = b"ends: "


def _ends(reason: Reason) -> bytes:
    return _ENDS + reason.encode()


UNREADABLE: dict[Reason, tuple[bytes, str, tuple[str, str], bool]] = {
    Reason.SCANNED: (
        MAKERS["scan"](),
        "cv.pdf",
        ("The pages are pictures without text.", "Share a PDF with text in it, or read this one"),
        True,
    ),
    Reason.ENCRYPTED: (
        MAKERS["password to open"](),
        "cv.pdf",
        ("A password is needed", "Ask for a copy without a password."),
        False,
    ),
    Reason.CORRUPT: (
        MAKERS["cut off PDF"](),
        "cv.pdf",
        ("damaged or cut off", "Ask for the file again"),
        False,
    ),
    Reason.EMPTY: (
        MAKERS["blank text"](),
        "cv.txt",
        ("There is nothing in it.", "Check that the right file was shared."),
        False,
    ),
    Reason.TOO_LARGE: (
        MAKERS["many entries"](),
        "cv.docx",
        ("larger than the limit, packed or unpacked", "Share a smaller copy"),
        True,
    ),
    Reason.TOO_MANY_PAGES: (
        MAKERS["many pages"](),
        "cv.pdf",
        ("more pages than the limit", "Share only the pages of the CV."),
        True,
    ),
    Reason.UNSUPPORTED: (
        MAKERS["old Word"](),
        "cv.docx",
        ("not a PDF, DOCX, plain text or Markdown", "Save it as PDF or DOCX"),
        True,
    ),
    Reason.TIMEOUT: (_ends(Reason.TIMEOUT), "cv.pdf", ("took too long", "Export it anew"), True),
    Reason.MEMORY: (_ends(Reason.MEMORY), "cv.pdf", ("too much memory", "Export it anew"), True),
    Reason.CRASHED: (_ends(Reason.CRASHED), "cv.pdf", ("reader stopped", "Export it anew"), True),
    Reason.NOT_A_CV: (b"Mira Oduya", "cv.txt", ("too little prose", "Check that it is a CV"), True),
}
"""For each reason that a shared CV can have: bytes, name, words, whether a person may read it."""
