"""The page shows what the running sandbox tells each person."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from bot.sandbox.sandbox import Sandbox

from .browser import drawn

MANIFEST = Path(__file__).parents[3] / "manifest.yml"


def shown_to(person: str, sandbox: Sandbox) -> html.HtmlElement:
    """The hiring channel as the browser of a person draws it."""
    return drawn(f"{sandbox.url}/?as={person}&channel=C0HIRING&still=1")


def test_a_message_with_a_file_is_drawn_for_members_only() -> None:
    with Sandbox(MANIFEST) as sandbox:
        sent = sandbox.person("U0RHEA").message(
            "#hiring-ai", "for &lt;b&gt; <@U0HUGO>", files=[("cv.txt", b"made up")]
        )
        hugo = shown_to("U0HUGO", sandbox)
        gita = shown_to("U0GITA", sandbox)
    message = hugo.xpath(f"//article[@data-ts='{sent.ts}']")[0]
    assert "for <b> @Hugo Marchetti" in message.text_content()
    # "made up" is seven bytes.
    assert "cv.txtTXT · 7 bytes" in message.text_content()
    assert "You cannot see this channel" in gita.text_content()
    assert "cv.txt" not in gita.text_content()
    assert "Bot not connected" in gita.text_content()
