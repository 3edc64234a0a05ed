"""Files out of Slack and into it: from listed places, within limits, or with a reason."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.errors import DisconnectedError, DownloadError, RateLimitedError, RefusedError, UnsureError
from bot.slack.addresses import addresses_for
from bot.slack.client import Api, make_client
from bot.slack.download import Downloader, check_kind, is_readable
from bot.slack.errors import UnreachedError
from tests.integration.slack_gateway.fake_slack import (
    HTML,
    FakeSlack,
    Reply,
    moves,
    ok,
    raw,
    refuses,
    says,
)
from tests.integration.slack_gateway.parts import (
    POSTING,
    RANKING,
    TOKEN,
    Clock,
    answer_well,
    gateway,
    post,
)
from tests.unit.slack_gateway.hostile_urls import HOSTILE

PDF = b"%PDF-1.7\n" + b"x" * 1000
LIMIT = 100_000


def file(fake: FakeSlack, **changes: Any) -> dict[str, Any]:
    fields = {
        "id": "F1",
        "name": "cv.pdf",
        "filetype": "pdf",
        "size": len(PDF),
        "user": "U0RHEA",
        "permalink": "https://x.slack.com/files/F1",
        "url_private_download": f"{fake.url}/files-pri/T1-F1/download/cv.pdf?t=1",
    }
    return fields | changes


PATH = "/files-pri/T1-F1/download/cv.pdf"


def share(fake: FakeSlack, *replies: Reply, **changes: Any) -> None:
    fake.on("files.info", ok(file=file(fake, **changes)))
    if replies:
        fake.on(PATH, *replies)


def problem_of(fake: FakeSlack, limit: int = LIMIT) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        gateway(fake).download("F1", limit)
    return caught.value


def test_a_file_is_fetched_with_the_token(fake: FakeSlack) -> None:
    share(fake, raw(PDF, "application/pdf"))
    assert gateway(fake).download("F1", LIMIT) == PDF
    (hit,) = fake.hits(PATH)
    assert (hit.verb, hit.query) == ("GET", "t=1")
    assert hit.headers["authorization"] == f"Bearer {TOKEN}"


def test_an_address_that_is_not_for_downloads_is_used_when_there_is_no_other(
    fake: FakeSlack,
) -> None:
    share(fake, raw(PDF), url_private_download=None, url_private=f"{fake.url}{PATH}")
    assert gateway(fake).download("F1", LIMIT) == PDF


def test_a_file_is_described(fake: FakeSlack) -> None:
    share(fake)
    facts = gateway(fake).file("F1")
    assert (facts.file_id, facts.name, facts.size, facts.shared_by) == (
        "F1",
        "cv.pdf",
        1009,  # 9 bytes of header and 1,000 more
        "U0RHEA",
    )
    assert facts.permalink == "https://x.slack.com/files/F1"
    assert facts.is_readable


@pytest.mark.parametrize(
    ("name", "filetype", "expected"),
    [
        ("cv.pdf", "pdf", True),
        ("CV.PDF", "binary", True),
        ("cv.docx", "docx", True),
        ("cv", "docx", True),
        ("cv.v2", "pdf", True),
        ("cv.md", "markdown", True),
        ("cv.txt", "text", True),
        ("cv.doc", "doc", False),
        ("cv.odt", "odt", False),
        ("photo.png", "png", False),
        ("list.csv", "csv", False),
        ("", "", False),
    ],
)
def test_readable_kinds_are_told_by_name_and_type(
    name: str, filetype: str, *, expected: bool
) -> None:
    assert is_readable(name, filetype) is expected


def test_a_file_over_the_limit_is_refused_before_a_byte_is_fetched(fake: FakeSlack) -> None:
    share(fake, raw(PDF), size=LIMIT + 1)
    error = problem_of(fake)
    assert error.is_final
    assert "larger" in error.problem
    assert fake.hits(PATH) == []


@pytest.mark.parametrize("size", [None, 5, "many"])
def test_a_file_that_is_larger_than_it_says_is_cut_off(size: object, fake: FakeSlack) -> None:
    share(fake, raw(PDF), size=size)
    error = problem_of(fake, limit=500)
    assert error.is_final
    assert "larger" in error.problem


def test_a_file_without_an_end_is_cut_off(fake: FakeSlack) -> None:
    share(fake, Reply(does="endless", body=PDF))
    assert "larger" in problem_of(fake).problem


SIGN_IN = "https://acme.slack.com/?redir=%2Ffiles-pri%2FT1-F1%2Fdownload%2Fcv.pdf"


@pytest.mark.parametrize(
    "reply",
    [
        HTML,
        moves(SIGN_IN),
        moves("https://slack.com/signin?next=1"),
        raw(b"", "text/html", 403),
        raw(b"", "text/plain", 401),
    ],
)
def test_a_sign_in_page_is_never_a_cv(reply: Reply, fake: FakeSlack) -> None:
    share(fake, reply)
    error = problem_of(fake)
    assert error.is_final
    assert "files:read" in error.problem
    assert len(error.problem) <= 80  # a list of many candidates shows so much of it
    assert len(fake.hits(PATH)) == 1


PAGE = b"<!doctype html><title>CV</title><p>Users sign in to Slack with what I built.</p>"
ATTACHED = {"Content-Type": "text/html", "Content-Disposition": 'attachment; filename="cv.pdf"'}


@pytest.mark.parametrize(
    ("reply", "size"),
    [
        (raw(PAGE, "application/pdf"), 0),
        (raw(b"\xef\xbb\xbf \n<HTML lang=en>", "application/octet-stream"), 0),
        (raw(b"<!-- hello -->\n<!DOCTYPE html>", "text/plain"), 0),
        (raw(PAGE, "text/html"), len(PAGE)),  # as long as Slack says that the file is
        (Reply(body=PAGE, headers=ATTACHED), 0),
    ],
)
def test_a_file_that_holds_a_web_page_is_not_taken_for_the_sign_in_page(
    reply: Reply, size: int, fake: FakeSlack
) -> None:
    share(fake, reply, size=size)
    error = problem_of(fake)
    assert error.is_final
    assert "web page" in error.problem
    assert "files:read" not in error.problem + error.fix


def test_a_text_that_is_served_as_html_is_still_the_file(fake: FakeSlack) -> None:
    share(fake, raw(b"# Amara", "text/html"), size=7)
    assert gateway(fake).download("F1", LIMIT) == b"# Amara"


def test_a_redirect_that_cannot_be_read_leads_nowhere(fake: FakeSlack) -> None:
    share(fake, moves("https://[/?redir=1"))
    assert problem_of(fake).is_final


@pytest.mark.parametrize(
    ("changes", "words", "is_final"),
    [
        ({"mode": "tombstone"}, "no longer", True),
        ({"file_access": "file_deleted"}, "no longer", True),
        ({"file_access": "check_file_info"}, "not shared", True),
        ({"file_access": "access_denied"}, "not shared", True),
        ({"is_external": True}, "link to another service", True),
        ({"url_private_download": None}, "ready", False),
    ],
)
def test_a_file_that_slack_does_not_give_has_a_reason(
    changes: dict[str, Any], words: str, *, is_final: bool, fake: FakeSlack
) -> None:
    share(fake, raw(PDF), **changes)
    error = problem_of(fake)
    assert words in error.problem
    assert error.is_final is is_final
    assert fake.hits(PATH) == []


@pytest.mark.parametrize(
    ("reply", "words", "is_final"),
    [
        (refuses("file_not_found"), "no longer", True),
        (refuses("file_deleted"), "no longer", True),
        (refuses("missing_scope", needed="files:read"), "files:read", True),
        (refuses("access_denied"), "access", True),
        (refuses("internal_error"), "did not say", False),
        (ok(file=None), "did not say", False),
    ],
)
def test_a_file_that_slack_does_not_describe_has_a_reason(
    reply: Reply, words: str, *, is_final: bool, fake: FakeSlack
) -> None:
    fake.on("files.info", reply)
    error = problem_of(fake)
    assert words in error.problem
    assert error.is_final is is_final
    with pytest.raises(DownloadError):
        gateway(fake).file("F1")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20, "old Word"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"\x89PNG\r\n\x1a\n\x00", "picture"),
        (b"MZ\x90\x00", "not a PDF"),
        (b"text with a \x00 in it", "not a PDF"),
        (b"x" * 1024 + b"%PDF-1.4\x00", "not a PDF"),
    ],
)
def test_bytes_of_another_kind_are_named(data: bytes, words: str, fake: FakeSlack) -> None:
    share(fake, raw(data))
    error = problem_of(fake)
    assert error.is_final
    assert words in error.problem


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\x00",
        b"junk\n%PDF-1.4\x00",
        b"PK\x03\x04\x00",
        b"# Amara\n",
        "Zoë".encode("latin-1"),
        "text".encode("utf-16"),
    ],
)
def test_bytes_of_a_kind_that_is_read_pass(data: bytes) -> None:
    check_kind(data)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(status=503),
        Reply(does="reset"),
        Reply(does="close"),
        Reply(does="cut", body=PDF),
        Reply(body=PDF, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_passing_trouble_is_tried_three_times(reply: Reply, fake: FakeSlack, clock: Clock) -> None:
    share(fake, reply)
    with pytest.raises(DownloadError) as caught:
        gateway(fake, clock).download("F1", LIMIT)
    assert not caught.value.is_final
    assert len(fake.hits(PATH)) == 3
    assert len(clock.slept) == 2
    fake.on(PATH, reply, raw(PDF))
    assert gateway(fake, clock).download("F1", LIMIT) == PDF


@pytest.mark.parametrize(("status", "words"), [(404, "no longer"), (410, "no longer")])
def test_a_download_that_is_gone_is_final(status: int, words: str, fake: FakeSlack) -> None:
    share(fake, Reply(status=status))
    error = problem_of(fake)
    assert words in error.problem
    assert error.is_final


def test_a_limited_download_says_when_to_come_back(fake: FakeSlack) -> None:
    share(fake, Reply(status=429, headers={"Retry-After": "12"}))
    with pytest.raises(RateLimitedError) as caught:
        gateway(fake).download("F1", LIMIT)
    assert caught.value.retry_after == 12.0


def test_a_dead_token_is_no_trouble_of_the_file(fake: FakeSlack) -> None:
    fake.on("files.info", refuses("token_revoked"))
    with pytest.raises(DisconnectedError):
        gateway(fake).download("F1", LIMIT)


@pytest.mark.parametrize("does", ["drip", "hang", "stall"])
def test_a_download_ends_at_its_deadline(does: str, fake: FakeSlack) -> None:
    share(fake, Reply(does=does, body=PDF))
    client = make_client(TOKEN, fake.api_url)
    addresses = addresses_for(fake.api_url)
    slow = Downloader(Api(client), token=TOKEN, addresses=addresses, seconds=0.4)
    started = time.monotonic()
    with pytest.raises(DownloadError) as caught:
        slow.fetch("F1", LIMIT)
    assert not caught.value.is_final
    assert time.monotonic() - started < 3  # PDF drips for 50 s, and the others never go on


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_trusted_place_takes_the_token_along(status: int, fake: FakeSlack) -> None:
    share(fake, moves("/second", status))
    fake.on("/second", moves(f"{fake.url}/third"))
    fake.on("/third", raw(PDF))
    assert gateway(fake).download("F1", LIMIT) == PDF
    assert fake.hits("/third")[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_three_redirects_are_followed_and_no_fourth(fake: FakeSlack) -> None:
    share(fake, moves("/1"))
    fake.on("/1", moves("/2"))
    fake.on("/2", moves("/3"))
    fake.on("/3", raw(PDF))
    assert gateway(fake).download("F1", LIMIT) == PDF
    fake.on("/3", moves("/4"))
    fake.on("/4", raw(PDF))
    assert problem_of(fake).is_final
    assert fake.hits("/4") == []


def test_a_redirect_to_nowhere_is_refused(fake: FakeSlack) -> None:
    share(fake, Reply(status=302))
    assert problem_of(fake).is_final


class Trap:
    """Listens, and counts who comes and what they bring."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connects = 0
        self.brought = b""
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"end")
        self._thread.join()
        self.socket.close()

    def _listen(self) -> None:
        while True:
            connection, _ = self.socket.accept()
            with connection:
                said = connection.recv(65_536)
            if said == b"end":
                return
            self.connects += 1
            self.brought += said


@contextmanager
def trap() -> Iterator[Trap]:
    listening = Trap()
    try:
        yield listening
    finally:
        listening.close()


def test_the_trap_sees_who_walks_into_it(fake: FakeSlack) -> None:
    with trap() as listening:
        client = make_client(TOKEN, fake.api_url)
        addresses = addresses_for(f"http://127.0.0.1:{listening.port}/api/")
        share(fake, url_private_download=f"http://127.0.0.1:{listening.port}/x")
        careless = Downloader(Api(client), token=TOKEN, addresses=addresses, sleep=Clock().sleep)
        with pytest.raises(DownloadError):
            careless.fetch("F1", LIMIT)
    assert listening.connects == 3
    assert TOKEN.encode() in listening.brought


def test_no_hostile_address_is_ever_connected_to_at_the_start_or_after_a_redirect(
    fake: FakeSlack,
) -> None:
    assert len(HOSTILE) >= 40
    with trap() as listening:
        for hostile in HOSTILE:
            url = hostile.replace("PORT", str(listening.port))
            if url:  # none at all is a file that is not ready
                share(fake, url_private_download=url)
                assert problem_of(fake).is_final
            if url.isascii() and url.isprintable() and not url.startswith(("/", "files", " ")):
                share(fake, moves(url))
                assert problem_of(fake).is_final or url == ""
        assert (listening.connects, listening.brought) == (0, b"")
    paths = {each.path for each in fake.asked}
    assert paths == {"/api/files.info", PATH}


def uploading(fake: FakeSlack) -> None:
    answer_well(fake)
    fake.on(
        "files.getUploadURLExternal", ok(file_id="F9", upload_url=f"{fake.url}/upload/v1/secret")
    )
    fake.on("/upload/v1/secret", raw(b"OK"))
    fake.on("files.completeUploadExternal", ok(files=[{"id": "F9"}]))
    fake.on("files.delete", ok())
    fake.on("files.info", ok(file={"id": "F9", "channels": [], "groups": []}))


def test_a_file_is_announced_sent_and_shared_in_its_thread(fake: FakeSlack) -> None:
    uploading(fake)
    assert gateway(fake).upload(post(RANKING, thread_ts="9.9")) == "F9"
    (announced,) = fake.calls("files.getUploadURLExternal")
    # "rank,label" and "1,A-1", each with two bytes of line end
    assert announced.arguments == {"filename": "ranking.csv", "length": "19"}
    (sent,) = fake.hits("/upload/v1/secret")
    assert sent.body == RANKING.data
    assert "authorization" not in sent.headers  # the address itself is the secret
    (shared,) = fake.calls("files.completeUploadExternal")
    blocks = shared.arguments.pop("blocks")
    assert shared.arguments == {
        "files": [{"id": "F9", "title": "Ranking"}],
        "channel_id": "C0HIRING",
        "thread_ts": "9.9",
    }
    assert [block["block_id"] for block in blocks] == [POSTING]
    assert "Ranking" in blocks[0]["elements"][0]["elements"][0]["text"]


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("files.getUploadURLExternal", Reply(status=500)),
        ("files.getUploadURLExternal", ok(file_id="")),
        ("/upload/v1/secret", Reply(status=500)),
        ("/upload/v1/secret", Reply(does="reset")),
        ("/upload/v1/secret", raw(b"x" * 70_000)),
    ],
)
def test_what_fails_before_a_file_is_shared_surely_showed_nothing(
    path: str, reply: Reply, fake: FakeSlack
) -> None:
    uploading(fake)
    fake.on(path, reply)
    with pytest.raises(UnreachedError):
        gateway(fake).upload(post(RANKING))
    assert fake.calls("files.completeUploadExternal") == []


def test_bytes_go_to_trusted_addresses_alone(fake: FakeSlack) -> None:
    uploading(fake)
    with trap() as listening:
        url = f"http://127.0.0.1:{listening.port}/upload"
        fake.on("files.getUploadURLExternal", ok(file_id="F9", upload_url=url))
        with pytest.raises(RefusedError) as caught:
            gateway(fake).upload(post(RANKING))
        assert listening.connects == 0
    assert caught.value.code == "upload_address"


LOST = [Reply(does="reset"), Reply(status=500), HTML]


@pytest.mark.parametrize("lost", LOST)
def test_a_share_without_an_answer_is_looked_up(lost: Reply, fake: FakeSlack) -> None:
    uploading(fake)
    fake.on("files.completeUploadExternal", lost)
    fake.on("files.info", ok(file={"id": "F9", "groups": ["C0HIRING"]}))
    assert gateway(fake).upload(post(RANKING)) == "F9"
    assert fake.calls("files.delete") == []


@pytest.mark.parametrize(
    "found", [ok(file={"id": "F9", "groups": ["C0OTHER"]}), ok(), refuses("file_not_found")]
)
def test_a_share_that_did_not_happen_is_taken_back_so_that_it_can_be_tried_again(
    found: Reply, fake: FakeSlack
) -> None:
    uploading(fake)
    fake.on("files.completeUploadExternal", LOST[0])
    fake.on("files.info", found)
    with pytest.raises(UnreachedError):
        gateway(fake).upload(post(RANKING))
    assert len(fake.calls("files.delete")) == 1


def test_a_share_that_cannot_be_taken_back_is_unsure(fake: FakeSlack) -> None:
    uploading(fake)
    fake.on("files.completeUploadExternal", LOST[0])
    fake.on("files.delete", says({}, 500))
    with pytest.raises(UnsureError) as caught:
        gateway(fake).upload(post(RANKING))
    assert caught.value.code == "connection_lost"


def test_removing_a_file_that_is_gone_is_no_error(fake: FakeSlack) -> None:
    fake.on("files.delete", refuses("file_not_found"))
    gateway(fake).delete_file("F9")
    fake.on("files.delete", refuses("cant_delete_file"))
    with pytest.raises(RefusedError):
        gateway(fake).delete_file("F9")
    fake.on("files.delete", Reply(status=500))
    with pytest.raises(UnsureError):
        gateway(fake).delete_file("F9")
