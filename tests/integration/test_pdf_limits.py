"""Files that cannot be read end in the reason that fits."""

from __future__ import annotations

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from bot.documents.pdf import read_pdf
from bot.documents.pdf.fonts import FontFacts, font_facts
from bot.documents.pdf.second import Look, second_look
from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.document import DocumentKind
from bot.errors import DocumentError, Reason
from tests.make_pdf import BODY, PICTURE, assemble, body, pdf, picture, stream, text


def _reason(data: bytes, limits: Limits | None = None) -> Reason:
    with pytest.raises(DocumentError) as caught:
        parse(data, name="cv.pdf", kind=DocumentKind.CV, limits=limits or Limits())
    return caught.value.reason


def _locked(user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(body()))))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_password_to_open_is_encrypted() -> None:
    assert _reason(_locked("secret")) is Reason.ENCRYPTED


def test_an_owner_password_alone_does_not_keep_the_text() -> None:
    assert [line.text for line in read_pdf(_locked(""), Limits()).lines] == list(BODY)


def test_a_key_that_does_not_fit_is_no_reason_for_the_second_reader_to_fail() -> None:
    # The standard security handler of revision 6 with an AES key of zeros.
    assert font_facts(_false_key(pdf(body()))) == FontFacts()


def _false_key(data: bytes) -> bytes:
    trailer = (
        b"trailer\n<< /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <00> /U <00> "
        b"/OE <00> /UE <00> /Perms <00> /CF << /StdCF << /CFM /AESV3 >> >> /StmF /StdCF "
        b"/StrF /StdCF >> /ID [<00> <00>]"
    )
    return data.replace(b"trailer\n<<", trailer)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"%PDF-1.7\nnothing more", Reason.CORRUPT),
        (assemble({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Kids [] /Count 0 >>"}),
         Reason.EMPTY),
        (assemble({1: b"<< /Type /Catalog /Pages 9 0 R >>"}), Reason.CORRUPT),
        (pdf(""), Reason.EMPTY),
        (pdf(body()).replace(b"<<  /Length", b"<< /Filter /ASCII85Decode /Length"), Reason.CORRUPT),
        (pdf(body()).replace(b"<<  /Length", b"<< /Filter /A85 /Length"), Reason.CORRUPT),
        (pdf("0.2 g 60 60 300 300 re f"), Reason.SCANNED),
    ],
    ids=["no bytes", "cut off", "no pages", "no page tree", "blank page", "undrawable page",
         "old filter name", "shapes only"],
)  # fmt: skip
def test_what_has_no_text_says_why(data: bytes, reason: Reason) -> None:
    assert _reason(data) is reason


def test_text_that_only_the_second_reader_finds_is_not_passed_on() -> None:
    # pdfium asks for the header; the second reader finds the page without one.
    with pytest.raises(DocumentError) as caught:
        read_pdf(pdf(body()).replace(b"%PDF-1.7", b"%ABC-1.7"), Limits())
    assert caught.value.reason is Reason.CORRUPT


def test_a_blank_file_whose_key_does_not_fit_is_broken() -> None:
    assert second_look(_false_key(pdf(""))) is Look.BROKEN


def test_a_picture_of_a_page_is_scanned() -> None:
    data = pdf(
        "q 595 0 0 842 0 0 cm /P Do Q",
        objects={PICTURE: picture(2, 2, b"\x20" * 4)},
        resources=f"/XObject << /P {PICTURE} 0 R >>",
    )
    assert _reason(data) is Reason.SCANNED


def test_more_pages_than_the_limit_is_too_many_pages() -> None:
    data = pdf(*[body()] * 3)
    assert _reason(data, Limits(pages=2)) is Reason.TOO_MANY_PAGES
    assert read_pdf(data, Limits(pages=3)).pages == 3


def test_a_stream_that_unpacks_beyond_the_limit_is_too_large() -> None:
    packed = stream(zlib.compress(bytes(3_000_000)), "/Filter /FlateDecode")
    data = pdf(body(), objects={50: packed})
    assert _reason(data, Limits(unpacked_bytes=2_000_000)) is Reason.TOO_LARGE
    assert read_pdf(data, Limits(unpacked_bytes=4_000_000)).pages == 1


def test_many_streams_that_unpack_beyond_the_limit_together_are_too_large() -> None:
    packed = stream(zlib.compress(bytes(900_000)), "/Filter /FlateDecode")
    data = pdf(body(), objects={50: packed, 51: packed, 52: packed})
    assert _reason(data, Limits(unpacked_bytes=2_000_000)) is Reason.TOO_LARGE


def test_a_broken_stream_counts_with_what_it_gave() -> None:
    whole = zlib.compress(bytes(3_000_000))
    broken = whole[: len(whole) // 2] + b"\xff" * 200
    data = pdf(body(), objects={50: stream(broken, "/Filter /FlateDecode")})
    assert read_pdf(data, Limits(unpacked_bytes=2_900_000)).pages == 1


def test_a_huge_page_is_drawn_small_and_still_read() -> None:
    # 14,400 points a side, the most of the standard; 2 million pixels are 0.1 pixel a point.
    data = pdf(text(60, 9000, "Poster of a CV", size=900), media_box="0 0 14400 14400")
    read = read_pdf(data, Limits(page_pixels=2_000_000))
    assert [line.text for line in read.lines] == ["Poster of a CV"]
