"""Every setting of the bot that cannot be used is named with what to do, and no secret is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import SETTINGS_FILE, BotSettings, load_bot_settings, require_tokens

CANARY = "canary-7K2F"
BOT, APP = f"xoxb-{CANARY}", f"xapp-{CANARY}"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without a settings file; the variables of Plumbline are taken away for all tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)


def settings(**changes: str) -> BotSettings:
    return load_bot_settings(**{"bot_token": BOT, "app_token": APP, **changes})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_API_URL", f"ftp://{CANARY}.example/api/", "begins with https://"),
        ("SLACK_API_URL", f"http://{CANARY}.example/api/", "begins with https://"),
        # Neither is this machine, and both would be sent the tokens in the clear.
        ("SLACK_API_URL", f"http://127.0.0.1.{CANARY}.example/api/", "begins with https://"),
        ("SLACK_API_URL", f"http://localhost@{CANARY}.example/api/", "begins with https://"),
        ("SLACK_API_URL", "https:///api/", "begins with https://"),
        ("SLACK_API_URL", f"https://slack.com:{CANARY}/api/", "begins with https://"),
        ("SLACK_API_URL", f"https://{CANARY}.example/", "ends in /api/"),
        ("PLUMBLINE_RECRUITERS", f"@{CANARY}", "Slack ids, such as U012AB3CD"),
        ("PLUMBLINE_RECRUITERS", f"U012AB3CD,{CANARY}", "Slack ids, such as U012AB3CD"),
        ("PLUMBLINE_RECRUITERS", "U012-AB3CD", "Slack ids, such as U012AB3CD"),
        ("PLUMBLINE_ALLOW_PUBLIC", CANARY, "a valid boolean"),
        ("PLUMBLINE_ALLOW_ORG_SHARED", CANARY, "a valid boolean"),
        ("PLUMBLINE_AT_ONCE", CANARY, "a valid integer"),
        ("PLUMBLINE_AT_ONCE", "0", "greater than or equal to 1"),
        ("PLUMBLINE_AT_ONCE", "65", "less than or equal to 64"),
        ("PLUMBLINE_LOG_LEVEL", CANARY, "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_mend_and_not_shown(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name) as raised:
        load_bot_settings()

    assert said in raised.value.problem
    assert raised.value.fix == f"Correct it, or unset {name} to use the default."
    assert CANARY not in raised.value.problem
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("changes", "problem", "place"),
    [
        ({"bot_token": ""}, "SLACK_BOT_TOKEN is not set.", "OAuth & Permissions"),
        ({"app_token": "  "}, "SLACK_APP_TOKEN is not set.", "App-Level Tokens"),
        (
            {"bot_token": f"xoxp-{CANARY}"},
            "SLACK_BOT_TOKEN does not begin with xoxb-.",
            "OAuth & Permissions",
        ),
        (
            {"app_token": f"xoxb-{CANARY}"},
            "SLACK_APP_TOKEN does not begin with xapp-.",
            "App-Level Tokens",
        ),
        (
            {"bot_token": APP, "app_token": BOT},
            "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are in each other's place.",
            "xoxb-",
        ),
        *(
            ({"bot_token": f"{BOT}{odd}x"}, "SLACK_BOT_TOKEN holds a character", "the whole of it")
            for odd in ("…", " ", "\n", "\x00")
        ),
    ],
)
def test_a_token_that_is_none_is_told_by_name_and_not_shown(
    changes: dict[str, str], problem: str, place: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        require_tokens(settings(**changes))

    assert raised.value.problem.startswith(problem)
    assert place in raised.value.fix
    assert CANARY not in raised.value.problem + raised.value.fix


def test_tokens_that_look_right_are_taken() -> None:
    require_tokens(settings())


def test_a_secret_is_without_the_line_end_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "PLUMBLINE_KEY"):
        monkeypatch.setenv(name, f" {CANARY}\r\n")

    read = load_bot_settings()

    found = (read.bot_token, read.app_token, read.signing_secret, read.key)
    assert [secret.get_secret_value() for secret in found] == [CANARY] * 4
    assert CANARY not in repr(read) + str(read.model_dump())


@pytest.mark.parametrize(
    "url",
    [
        "https://slack.com/api/",
        "https://slack-gov.com:443/api/",
        "http://127.0.0.1:8765/api/",
        "http://localhost/api/",
        "http://[::1]:8765/api/",
    ],
)
def test_an_address_that_is_encrypted_or_of_this_machine_is_taken(url: str) -> None:
    assert settings(api_url=url).api_url == url


def test_recruiters_are_ids_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_RECRUITERS", " U012AB3CD,, W1 ,S0TALENT,")

    assert load_bot_settings().recruiters == ("U012AB3CD", "W1", "S0TALENT")
    assert load_bot_settings(recruiters=("U1",)).recruiters == ("U1",)


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    SETTINGS_FILE.write_text("PLUMBLINE_AT_ONCE=2\nPLUMBLINE_LOG_LEVEL=ERROR\n", encoding="utf-8")
    assert (load_bot_settings().at_once, load_bot_settings().log_level) == (2, "ERROR")

    monkeypatch.setenv("PLUMBLINE_AT_ONCE", "3")
    assert load_bot_settings().at_once == 3
    assert load_bot_settings(at_once=4).at_once == 4


def test_a_settings_file_that_is_no_text_is_named() -> None:
    SETTINGS_FILE.write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")

    with pytest.raises(SettingsError, match=r"\.env is no text") as raised:
        load_bot_settings()

    assert "UTF-8" in raised.value.fix


def test_the_data_folder_holds_database_key_and_lock(tmp_path: Path) -> None:
    read = settings()

    assert read.url == f"sqlite:///{tmp_path / 'plumbline-data' / 'plumbline.db'}"
    assert (read.key_file, read.lock_file) == (
        Path("plumbline-data/key"),
        Path("plumbline-data/plumbline.lock"),
    )
    assert settings(database_url="sqlite:///other.db").url == "sqlite:///other.db"
