"""Invented people, and texts that try to be more than texts."""

from __future__ import annotations

from datetime import UTC, datetime

RHEA, HUGO, INES = "U0RHEA", "U0HUGO", "U0INES"
CHANNEL = "C0HIRING"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
APPLICATION = "a1" * 16
REQUISITION = "c3" * 16

TOKENS = ("<!channel>", "<@U0MALLORY>", "<#C0SECRET>", "<https://evil.example|pay>", "<!here>")
"""Control tokens that stand in outside text below; nobody of ours has these ids."""
HOSTILE = f"{' '.join(TOKENS)} *bold* _it_ ~no~ `code` :tada: & <b>"
ARABIC = "مهندسة برمجيات في القاهرة"
TURNED = "Ann \u202emoc.live\u202c \u2066x\u2069 \x07bell"
EMOJI = "👩🏽‍💻🇩🇪 Zoë Núñez e\u0301\u0302"
LONG = " ".join(f"word{number}" for number in range(2_000))
GIANT = "Donaudampfschifffahrt" * 400
TEXTS = {
    "hostile": HOSTILE,
    "arabic": ARABIC,
    "turned": TURNED,
    "emoji": EMOJI * 30,
    "long": LONG,
    "giant": GIANT,
    "blank": "",
    "lines": "first\n\nsecond\tthird\r\nfourth",
}
"""Texts from outside, by what is odd about them."""
