"""A small made-up workspace in the shape in which the sandbox tells its page what a person sees."""

from __future__ import annotations

from typing import Any

from .blocks import FORM, HOME, HOSTILE, MOMENT, RESULT, TABLES

Json = dict[str, Any]

PEOPLE: list[Json] = [
    {
        "id": f"U0{name[:4].upper()}",
        "name": name.lower(),
        "real_name": full,
        "title": title,
        "avatar": initials,
        "colour": colour,
        "role": role,
    }
    for name, full, title, initials, colour, role in [
        ("Rhea", "Rhea Lindqvist", "Talent partner", "RL", "#2b6c8f", "recruiter"),
        ("Hugo", "Hugo Marchetti", "Head of platform", "HM", "#8a4b2f", "hiring manager"),
        ("Ines", "Ines Okafor", "Staff engineer", "IO", "#5b4a8a", "interviewer"),
        ("Toma", "Tomás Brandt", "Data engineer", "TB", "#3f7a4c", "interviewer"),
        ("Gita", "Gita <i>Sørensen</i>", "Adviser", "GS", "#d9b44a", "guest"),
    ]
]
MEMBERS = {
    "C0HIRING": {"U0RHEA", "U0HUGO", "U0INES"},
    "C0GENERAL": {person["id"] for person in PEOPLE},
    "C0LAUNCH": {"U0RHEA", "U0HUGO"},
    "C0OLD": {"U0RHEA"},
    "D0BOTRHEA": {"U0RHEA"},
}


def ts(minute: int) -> str:
    """The timestamp of a message, `minute` minutes into the day."""
    return f"{MOMENT + 60 * minute}.000100"


def by_bot(minute: int, text: str, **others: Any) -> Json:
    """A message of the app."""
    return {"ts": ts(minute), "user": "U0PLUM", "bot_id": "B0PLUM", "text": text} | others


def channel(channel_id: str, name: str, kind: str, **others: Any) -> Json:
    """A channel as a member sees it."""
    flags = {"is_member": True, "is_ext_shared": False, "is_archived": False}
    return {"id": channel_id, "name": name, "kind": kind, "unread": 0, "topic": ""} | flags | others


CHANNELS = [
    channel("C0HIRING", "hiring-ai", "private", topic="AI Engineer, platform team"),
    channel("C0GENERAL", "general", "public", unread=2),
    channel("C0LAUNCH", "launch", "private", is_ext_shared=True),
    channel("C0OLD", "old-roles", "private", is_archived=True),
    channel("D0BOTRHEA", "Plumbline", "im"),
]

CV = {
    "id": "F0CV",
    "name": "cv <img src=x>.pdf",
    "size": 48_200,
    "mimetype": "application/pdf",
    "filetype": "pdf",
    "content_url": "/sandbox/files/F0CV?as=U0RHEA",
}


def hiring() -> list[Json]:
    """The messages of the hiring channel, as Rhea sees them."""
    return [
        {"ts": ts(0), "user": "U0RHEA", "text": "CV of the *next* candidate", "files": [CV]},
        by_bot(1, "A CV was read", blocks=RESULT, edited={"ts": ts(2)}, reply_count=2),
        by_bot(3, "Three strongest criteria", thread_ts=ts(1)),
        {"ts": ts(4), "user": "U0HUGO", "text": f"I read {HOSTILE}", "thread_ts": ts(1)},
        by_bot(6, "Tables", blocks=TABLES, metadata={"event_type": "secret_event"}),
        {"ts": ts(7), "user": "U0INES", "text": "hi <@U0RHEA>, see <#C0GENERAL> :eyes: <!here>"},
        {"ts": ts(8), "user": "U0INES", "text": "> quoted\n`code` ~gone~ <javascript:alert(1)|no>"},
        by_bot(9, "Only you can see levels here.", is_ephemeral=True),
    ]


def modals() -> list[Json]:
    """A stack of two: a list below, a scorecard above it with one refused field."""
    below = {"id": "V1", "hash": "1", "title": {"type": "plain_text", "text": "Panel"}}
    above = {
        "id": "V2",
        "hash": "1",
        "title": {"type": "plain_text", "text": "Your scorecard"},
        "submit": {"type": "plain_text", "text": "Seal and send"},
        "close": {"type": "plain_text", "text": "Later"},
        "blocks": FORM,
        "errors": {"seen": "Say what you saw for this level."},
        "problem": "We had some trouble connecting. Try again?",
    }
    return [below | {"blocks": HOME}, above]


def seen_by(person: str, *, with_modals: bool = False) -> Json:
    """The whole state that `person` sees.

    Args:
        person: A user id; only `U0RHEA` has modals, a Home tab and notifications.
        with_modals: Whether the stack of modals is open.
    """
    rhea = person == "U0RHEA"
    mine = [c for c in CHANNELS if person in MEMBERS[c["id"]] or c["kind"] == "public"]
    messages = {"C0HIRING": hiring() if rhea else hiring()[:-1], "C0OLD": [], "C0LAUNCH": []}
    messages["C0GENERAL"] = [{"ts": ts(0), "user": "U0GITA", "text": "hello all"}]
    messages["D0BOTRHEA"] = [by_bot(0, "A scorecard is due.")]
    return {
        "revision": 1,
        "me": next(user for user in PEOPLE if user["id"] == person),
        "people": PEOPLE,
        "bot": {
            "connected": True,
            "user": {"id": "U0PLUM", "name": "plumbline", "real_name": "Plumbline"},
            "name": "Plumbline",
        },
        "channels": mine,
        "messages": {c["id"]: messages[c["id"]] for c in mine},
        "notifications": [
            {"channel": "C0HIRING", "ts": ts(1), "desktop": "AI Engineer", "mobile": "A CV"}
        ]
        if rhea
        else [],
        "home": {"type": "home", "blocks": HOME} if rhea else None,
        "modals": modals() if rhea and with_modals else [],
        "notices": [
            {"id": id_, "text": '/hire failed with "operation_timeout"', "level": "error", "at": 0}
            for id_ in ("n1", "n2")
        ]
        if rhea
        else [],
        "commands": [
            {"command": "/hire", "usage_hint": "[open | jd | cv]", "description": "Requisitions"}
        ],
        "shortcuts": [
            {"callback_id": "new_candidate", "name": "New candidate", "type": "global"},
            {"callback_id": "read_cv", "name": "Read this CV", "type": "message"},
        ],
        "faults": [],
    }
