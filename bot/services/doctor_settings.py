"""What the checks of an installation say about settings that cannot be used: which, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.services.doctor import Check, failure

RECRUITERS = "PLUMBLINE_RECRUITERS"
LONGEST = 40
"""Characters of an entry that is shown; what is longer is no name, and may be a secret."""
_SECRETS = ("xox", "xapp", "xwfp", "sk-")
"""How what nobody may see begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A variable whose value cannot be used."""

    variable: str
    why: str
    """Of the settings' own check; without the value."""
    value: object
    """Shown of ``PLUMBLINE_RECRUITERS`` alone, which holds no secret when it is right."""


def unusable(found: Sequence[Unusable]) -> Iterator[Check]:
    """Say of each what is wrong with it; the other checks go on as if it were not set."""
    for one in found:
        if one.variable == RECRUITERS:
            yield _recruiters(str(one.value))
            continue
        yield failure(
            "settings",
            f"{one.variable} cannot be used: {one.why}.",
            f"Correct it, or unset {one.variable} to use the default.",
        )


def _recruiters(value: str) -> Check:
    entries = [part.strip() for part in value.split(",") if part.strip()]
    wrong = [_shown(number, entry) for number, entry in enumerate(entries, 1) if not _is_id(entry)]
    verb = "is no Slack id" if len(wrong) == 1 else "are no Slack ids"
    return failure(
        "recruiters",
        f"{RECRUITERS}: {', '.join(wrong)} {verb}.",
        "Name people by ids such as U012AB3CD (their profile in Slack, ⋮, Copy member ID) and "
        "user groups by ids such as S012AB3CD, with commas between them.",
    )


def _is_id(entry: str) -> bool:
    return entry[:1] in ("U", "W", "S") and entry.isalnum()


def _shown(number: int, entry: str) -> str:
    is_safe = len(entry) <= LONGEST and entry.isprintable()
    if not is_safe or entry.lower().startswith(_SECRETS):
        return f"entry {number}"
    return f"“{entry}”"
