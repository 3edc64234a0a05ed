"""The one client of the Web API: built in one place, without retries, within the manifest."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from bot.slack import client as module
from bot.slack.client import make_client, proxy_for
from bot.slack.methods import METHODS

ROOT = Path(__file__).resolve().parents[3]


def names_called(source: str) -> set[str]:
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        func.attr if isinstance(func, ast.Attribute) else func.id
        for func in calls
        if isinstance(func, ast.Attribute | ast.Name)
    }


def test_the_client_never_repeats_a_request_by_itself() -> None:
    assert make_client("xoxb-1").retry_handlers == []


def test_one_place_in_the_tree_builds_a_client() -> None:
    builders = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        if names_called(path.read_text(encoding="utf-8")) & {"WebClient", "AsyncWebClient"}
    }
    assert builders == {"bot/slack/client.py"}
    assert "WebClient" in names_called(Path(module.__file__).read_text(encoding="utf-8"))


def test_every_scope_that_a_method_needs_is_in_the_manifest() -> None:
    scopes = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))["oauth_config"]
    optional = set(scopes["scopes"]["bot_optional"])
    for method in METHODS:
        assert set(method.scopes) <= set(scopes["scopes"]["bot"]), method.name
        assert method.is_optional is (set(method.scopes) <= optional and bool(method.scopes))


def test_what_shows_something_is_never_repeated() -> None:
    once = {method.name for method in METHODS if not method.is_repeatable}
    assert once == {
        "chat.postMessage",
        "chat.postEphemeral",
        "chat.update",
        "files.completeUploadExternal",
        "views.open",
        "views.push",
        "views.update",
    }


def test_methods_are_listed_once() -> None:
    assert len({method.name for method in METHODS}) == len(METHODS)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://slack.com/api/", "http://proxy.example:3128"),
        ("https://inside.example/api/", None),
        ("http://127.0.0.1:99/api/", None),
        ("http://other.example/api/", None),
    ],
)
def test_the_proxy_of_the_environment_is_used_but_for_its_exceptions(
    url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert proxy_for(url) == expected
    assert make_client("xoxb-1", url).proxy == expected
