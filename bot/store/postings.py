"""The ledger: what Slack should show, what it shows, and who is sending right now.

A posting is claimed for a while (a lease) before it is sent, and only who claimed it may say what
came of it. Of one lane, which is a channel or a person's direct messages, one posting at a time is
in flight. A claim whose lease ran out is taken over; where the message was never seen in Slack it
is then unsure whether it is there, and it is looked up before it is posted.
"""

from bot.store.posting_claims import (
    claim,
    gone,
    hold,
    later,
    next_due,
    pause_channel,
    pause_posts,
    release,
    sent,
)
from bot.store.posting_reads import (
    by_ts,
    counts,
    find,
    get,
    heads,
    held,
    of_subject,
    thread,
    waiting,
)
from bot.store.posting_wishes import (
    UNSURE,
    move,
    refresh,
    resume,
    resume_held,
    retire,
    want,
    want_removed,
)

__all__ = [
    "UNSURE",
    "by_ts",
    "claim",
    "counts",
    "find",
    "get",
    "gone",
    "heads",
    "held",
    "hold",
    "later",
    "move",
    "next_due",
    "of_subject",
    "pause_channel",
    "pause_posts",
    "refresh",
    "release",
    "resume",
    "resume_held",
    "retire",
    "sent",
    "thread",
    "waiting",
    "want",
    "want_removed",
]
