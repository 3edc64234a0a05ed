"""Which addresses a file may be fetched from, and at least forty that it may not."""

from __future__ import annotations

import pytest

from bot.errors import DownloadError
from bot.slack.addresses import FILE_HOSTS, Addresses, addresses_for
from bot.slack.client import SLACK_URL, is_loopback
from tests.unit.slack_gateway.hostile_urls import HOSTILE

SLACK = addresses_for(SLACK_URL)
SANDBOX = addresses_for("http://127.0.0.1:8123/api/")


def is_trusted(addresses: Addresses, url: str) -> bool:
    try:
        addresses.check(url)
    except DownloadError:
        return False
    return True


def test_a_refusal_is_final_and_never_repeats_the_address() -> None:
    with pytest.raises(DownloadError) as caught:
        SLACK.check("https://evil.example/secret-name.pdf")
    assert caught.value.is_final
    assert "evil" not in caught.value.problem + caught.value.fix


@pytest.mark.parametrize("url", HOSTILE)
def test_no_hostile_address_is_trusted(url: str) -> None:
    assert not is_trusted(SLACK, url)
    assert not is_trusted(SANDBOX, url.replace("PORT", "8124"))


@pytest.mark.parametrize("host", sorted(FILE_HOSTS))
def test_the_listed_hosts_are_trusted_by_https_alone(host: str) -> None:
    address = SLACK.check(f"https://{host.upper()}/files-pri/T1-F1/cv.pdf?t=1#part")
    assert (address.host, address.port, address.path) == (host, 443, "/files-pri/T1-F1/cv.pdf?t=1")
    assert address.url == f"https://{host}/files-pri/T1-F1/cv.pdf?t=1"
    assert is_trusted(SLACK, f"https://{host}:443/x")
    assert not is_trusted(SLACK, f"http://{host}/x")
    assert not is_trusted(SLACK, f"https://{host}:8443/x")


def test_an_address_without_a_path_has_the_root() -> None:
    assert SLACK.check("https://files.slack.com").path == "/"


def test_a_relative_address_stays_on_its_host() -> None:
    address = SLACK.check("/next?x=1", "https://files.slack.com/first")
    assert address.url == "https://files.slack.com/next?x=1"


def test_a_relative_address_cannot_leave_its_host() -> None:
    with pytest.raises(DownloadError):
        SLACK.check("//evil.example/x", "https://files.slack.com/first")


def test_the_sandbox_serves_its_own_files_on_its_own_port() -> None:
    address = SANDBOX.check("http://127.0.0.1:8123/files-pri/x")
    assert (address.is_secure, address.host, address.port) == (False, "127.0.0.1", 8123)
    assert address.url == "http://127.0.0.1:8123/files-pri/x"
    assert not is_trusted(SANDBOX, "http://127.0.0.1:8124/files-pri/x")
    assert not is_trusted(SANDBOX, "https://127.0.0.1:8123/files-pri/x")
    assert not is_trusted(SANDBOX, "http://localhost:8123/files-pri/x")


@pytest.mark.parametrize(
    "base",
    ["http://10.0.0.5:8123/api/", "https://127.0.0.1:8123/api/", "http://proxy.example/api/"],
)
def test_no_other_base_adds_a_trusted_address(base: str) -> None:
    assert addresses_for(base) == SLACK


@pytest.mark.parametrize("value", [None, 5, b"https://files.slack.com/x", ["x"]])
def test_what_is_no_text_is_no_address(value: object) -> None:
    with pytest.raises(DownloadError):
        SLACK.check(value)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("", False), ("slack.com", False)],
)
def test_only_letters_decide_what_is_this_machine(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected
