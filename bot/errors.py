"""Every error that Plumbline raises on purpose.

BotError
├── UsageError          what was asked for makes no sense
│   ├── DatasetError        a labelled set cannot be used, with all that is wrong in its file
│   └── CardError           a scorecard cannot be taken, with what is wrong in which field
├── NotFoundError       a named thing does not exist
├── RubricError         a rubric file cannot be used
├── DocumentError       a document cannot be read, with its Reason
├── RatingError         an unknown criterion, or a level off its scale
├── SettingsError       the environment holds a value that cannot be used
├── NotAllowedError     this person may not do this; says who can help
├── ConflictError       it was done already, or what it is about has changed since
├── NotReadyError       something it needs is still being made; it goes on by itself
├── StoreError          the database cannot keep or give what was asked
│   └── SealError           no key at hand opens it, or it is not what was sealed
├── SlackError          Slack did not do what it was asked
│   ├── RateLimitedError    it said to come back later
│   ├── UnsureError         no answer came: it may have been done
│   ├── RefusedError        it said no, and will say so again
│   └── DisconnectedError   the token no longer works
├── AudienceError       our own guard: candidate data must not go there
├── DownloadError       a file could not be had from Slack
└── ModelError          a language model gave no usable answer, with its ModelOutcome
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class BotError(Exception):
    """Something a person can put right.

    Args:
        problem: Names the thing that is wrong; never holds text of a document, or a secret.
        fix: The next step for the person.
    """

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix


class UsageError(BotError):
    """What was asked for makes no sense."""


class DatasetError(UsageError):
    """A labelled set cannot be used.

    Args:
        problems: What is wrong in its file, each with path, line, what and fix; at least one.
        fix: The next step for the person.
    """

    def __init__(self, problems: tuple[str, ...], fix: str) -> None:
        super().__init__(" ".join(problems), fix)
        self.problems = problems


class CardError(UsageError):
    """A scorecard cannot be taken as it is.

    Args:
        fields: What is wrong and what to do about it, by field of the form; at least one. Quotes
            nothing that the rater wrote.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("The scorecard cannot be taken as it is.", " ".join(fields.values()))
        self.fields = fields


class NotFoundError(BotError):
    """A named thing does not exist."""


class RubricError(BotError):
    """A rubric file cannot be used."""


class RatingError(BotError):
    """A rating names an unknown criterion, or a level off its scale."""


class SettingsError(BotError):
    """The environment holds a value that cannot be used."""


class NotAllowedError(BotError):
    """This person may not do this; ``fix`` says who can help."""


class ConflictError(BotError):
    """It was done already, or what it is about has changed since; nothing was changed."""


class NotReadyError(BotError):
    """Something that is needed is still being made; what waits for it goes on by itself.

    Args:
        what: A noun for people, such as "job description".
        retry_after: Seconds to wait, > 0.
    """

    def __init__(self, what: str, retry_after: float) -> None:
        super().__init__(f"The {what} is still being read.", "It goes on by itself.")
        self.retry_after = retry_after


class StoreError(BotError):
    """The database cannot keep or give what was asked; nothing was half done."""


class SealError(StoreError):
    """No key at hand opens what is kept, or it is not what was sealed; waiting does not help."""


class SlackError(BotError):
    """Slack did not do what it was asked.

    Args:
        code: Slack's error code, such as ``channel_not_found``, or our own word for it.
    """

    def __init__(self, code: str, problem: str, fix: str) -> None:
        super().__init__(problem, fix)
        self.code = code


class RateLimitedError(SlackError):
    """Slack said to come back later; surely nothing was done.

    What is posted goes on by itself; the words are for a person whose form or answer did not come.

    Args:
        retry_after: Seconds to wait, > 0.
    """

    def __init__(self, retry_after: float) -> None:
        super().__init__(
            "ratelimited",
            "Slack asked to slow down.",
            f"Try again in {retry_after:.0f} s.",
        )
        self.retry_after = retry_after


class UnsureError(SlackError):
    """No usable answer came: what was asked may have been done."""

    def __init__(self, code: str) -> None:
        super().__init__(code, "Slack did not answer.", "It is looked up and tried again.")


class RefusedError(SlackError):
    """Slack said no, and will say so again until a person changes something."""


class DisconnectedError(SlackError):
    """The token no longer works: nothing can be sent until it is renewed."""

    def __init__(self, code: str) -> None:
        super().__init__(
            code,
            "Slack no longer accepts the bot's token.",
            "Install the app again and set SLACK_BOT_TOKEN; everything is kept until then.",
        )


class AudienceRefusal(StrEnum):
    """Why candidate data was not sent somewhere; the check fails closed."""

    SHARED = "shared"
    """The channel is shared with another company."""
    PENDING_SHARED = "pending_shared"
    """An invitation to share the channel with another company is open."""
    ORG_SHARED = "org_shared"
    """The channel is shared across workspaces of the organisation."""
    PUBLIC = "public"
    """Everybody of the workspace can read the channel."""
    ARCHIVED = "archived"
    NOT_A_MEMBER = "not_a_member"
    """The bot is not in the channel."""
    UNKNOWN_CHANNEL = "unknown_channel"
    """Slack could not say what the channel is."""
    CANDIDATE = "candidate"
    """The candidate whom it is about is a member of the channel."""
    GUEST = "guest"
    STRANGER = "stranger"
    """Somebody from another company."""
    DEACTIVATED = "deactivated"
    OTHER_TEAM = "other_team"
    BOT = "bot"
    UNKNOWN_PERSON = "unknown_person"
    """Slack could not say who it is."""


_REFUSALS: dict[AudienceRefusal, tuple[str, str]] = {
    AudienceRefusal.SHARED: (
        "The channel is shared with another company.",
        "Choose a private channel of your own workspace.",
    ),
    AudienceRefusal.PENDING_SHARED: (
        "The channel is about to be shared with another company.",
        "Withdraw the invitation, or choose another private channel.",
    ),
    AudienceRefusal.ORG_SHARED: (
        "The channel is shared with other workspaces of your organisation.",
        "Choose a private channel of this workspace, or allow such channels in the settings.",
    ),
    AudienceRefusal.PUBLIC: (
        "The channel is public: everybody in the workspace can read it.",
        "Choose a private channel, or allow public channels in the settings.",
    ),
    AudienceRefusal.ARCHIVED: ("The channel is archived.", "Choose another private channel."),
    AudienceRefusal.NOT_A_MEMBER: (
        "Plumbline is not in the channel.",
        "Type `/invite @Plumbline` there, then try again.",
    ),
    AudienceRefusal.UNKNOWN_CHANNEL: (
        "Slack could not say who can read the channel.",
        "Try again in a minute, or choose another private channel.",
    ),
    AudienceRefusal.CANDIDATE: (
        "The candidate is a member of the channel.",
        "Have it shown privately, or choose a channel for the requisition that they are not in.",
    ),
    AudienceRefusal.GUEST: (
        "Guests may not see candidate data.",
        "Ask a recruiter of your team.",
    ),
    AudienceRefusal.STRANGER: (
        "People of another company may not see candidate data.",
        "Ask a recruiter of the hiring team.",
    ),
    AudienceRefusal.DEACTIVATED: (
        "The account is deactivated.",
        "Ask an administrator of your workspace.",
    ),
    AudienceRefusal.OTHER_TEAM: (
        "The account belongs to another workspace.",
        "Ask a recruiter of the hiring team.",
    ),
    AudienceRefusal.BOT: ("Bots may not do this.", "Do it as a person."),
    AudienceRefusal.UNKNOWN_PERSON: (
        "Slack could not say whose account it is.",
        "Try again in a minute.",
    ),
}


class AudienceError(BotError):
    """Our own guard: candidate data must not go there; nothing was sent.

    Args:
        refusal: Which of the documented reasons it is.
    """

    def __init__(self, refusal: AudienceRefusal) -> None:
        problem, fix = _REFUSALS[refusal]
        super().__init__(problem, fix)
        self.refusal = refusal


class DownloadError(BotError):
    """A file could not be had from Slack.

    Args:
        is_final: Whether trying again cannot help.
    """

    def __init__(self, problem: str, fix: str, *, is_final: bool) -> None:
        super().__init__(problem, fix)
        self.is_final = is_final


class Reason(StrEnum):
    """Why a document could not be read; the values are part of the JSON output."""

    SCANNED = "scanned"
    """Pages hold pictures, and no text that a program can read."""
    ENCRYPTED = "encrypted"
    """A password is needed to open it."""
    CORRUPT = "corrupt"
    """The bytes are not a whole file of their kind."""
    EMPTY = "empty"
    """No bytes, or no words."""
    TOO_LARGE = "too_large"
    """More bytes, unpacked bytes or pixels than the limits allow."""
    TOO_MANY_PAGES = "too_many_pages"
    """More pages than the limits allow."""
    UNSUPPORTED = "unsupported"
    """Not PDF, DOCX, plain text or Markdown."""
    TIMEOUT = "timeout"
    """Reading took longer than the limits allow."""
    MEMORY = "memory"
    """Reading needed more memory than the limits allow."""
    CRASHED = "crashed"
    """The process that read it died; the others went on."""
    MISSING = "missing"
    """There is no such file."""
    IS_A_FOLDER = "is_a_folder"
    """A folder was given where a file is needed."""
    NO_PERMISSION = "no_permission"
    """The file may not be opened by this user."""
    CHANGED = "changed"
    """The file changed while it was being read."""
    NOT_A_CV = "not_a_cv"
    """Readable, but too little or no prose to read against a rubric."""


_REASONS: dict[Reason, tuple[str, str]] = {
    Reason.SCANNED: (
        "The pages are pictures without text.",
        "Share a PDF with text in it, or read this one yourself.",
    ),
    Reason.ENCRYPTED: ("A password is needed to open it.", "Ask for a copy without a password."),
    Reason.CORRUPT: (
        "The file is damaged or cut off.",
        "Ask for the file again, or export it anew.",
    ),
    Reason.EMPTY: ("There is nothing in it.", "Check that the right file was shared."),
    Reason.TOO_LARGE: (
        "It is larger than the limit, packed or unpacked.",
        "Share a smaller copy: text pages, without large pictures.",
    ),
    Reason.TOO_MANY_PAGES: ("It has more pages than the limit.", "Share only the pages of the CV."),
    Reason.UNSUPPORTED: (
        "It is not a PDF, DOCX, plain text or Markdown file.",
        "Save it as PDF or DOCX and share that.",
    ),
    Reason.TIMEOUT: ("Reading it took too long.", "Export it anew as a simple PDF and try again."),
    Reason.MEMORY: ("Reading it needed too much memory.", "Export it anew as a simple PDF."),
    Reason.CRASHED: ("The reader stopped while reading it.", "Export it anew as a simple PDF."),
    Reason.MISSING: ("There is no such file.", "Check the path."),
    Reason.IS_A_FOLDER: (
        "It is a folder.",
        "Name the files in it, or use `rank`, which takes folders.",
    ),
    Reason.NO_PERMISSION: ("It may not be opened by this user.", "Change its permissions."),
    Reason.CHANGED: (
        "It changed while it was being read.",
        "Wait until it is saved, then try again.",
    ),
    Reason.NOT_A_CV: (
        "It can be read, but holds too little prose to read against a rubric.",
        "Check that it is a CV or a job description.",
    ),
}


class DocumentError(BotError):
    """A document cannot be read.

    Args:
        reason: Which of the documented reasons it is.
    """

    def __init__(self, reason: Reason) -> None:
        problem, fix = _REASONS[reason]
        super().__init__(problem, fix)
        self.reason = reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[Reason]]:
        """Cross from a child process with the reason, which composes the rest."""
        return type(self), (self.reason,)


class ModelOutcome(StrEnum):
    """How asking a language model ends when it does not end in an answer."""

    REFUSED = "refused"
    """The model declined."""
    FILTERED = "filtered"
    """A filter before or behind the model stopped it."""
    QUOTA = "quota"
    """The account has no money or no allowance left."""
    AUTHENTICATION = "authentication"
    """The key is wrong, or may not use this model."""
    BAD_REQUEST = "bad_request"
    """The server says that the request makes no sense, and will say so again."""
    TOO_LONG = "too_long"
    """There is more to read than the model takes at once."""
    BAD_REPLY = "bad_reply"
    """The model answered, twice, what cannot be used."""
    OUTAGE = "outage"
    """No answer came; the reading goes on by itself."""
    LIMITED = "limited"
    """The server said to come back later; the reading goes on by itself."""
    CAPPED = "capped"
    """This month's budget is used up; nothing was asked."""


_OUTCOMES: dict[ModelOutcome, tuple[str, str]] = {
    ModelOutcome.REFUSED: (
        "The language model declined to read this.",
        "Read it yourself, or use the offline evaluator.",
    ),
    ModelOutcome.FILTERED: (
        "A content filter of the language model stopped the reading.",
        "Read it yourself, or use the offline evaluator.",
    ),
    ModelOutcome.QUOTA: (
        "The account of the language model has no allowance left.",
        "Add credit or raise the limit with the provider, then ask again.",
    ),
    ModelOutcome.AUTHENTICATION: (
        "The language model's server does not accept the key for this model.",
        "Check OPENAI_API_KEY and PLUMBLINE_MODEL, then ask again.",
    ),
    ModelOutcome.BAD_REQUEST: (
        "The language model's server cannot work with the request.",
        "Check PLUMBLINE_MODEL, PLUMBLINE_MODEL_URL and PLUMBLINE_MODEL_WIRE.",
    ),
    ModelOutcome.TOO_LONG: (
        "It is more than the language model can read at once.",
        "Share a shorter document, or name a model that reads more at once.",
    ),
    ModelOutcome.BAD_REPLY: (
        "The language model gave no answer that can be used.",
        "Ask again later, use the offline evaluator, or name another model.",
    ),
    ModelOutcome.OUTAGE: (
        "The language model cannot be reached.",
        "It goes on by itself; if it lasts, check PLUMBLINE_MODEL_URL.",
    ),
    ModelOutcome.LIMITED: (
        "The language model's server asked to slow down.",
        "It goes on by itself.",
    ),
    ModelOutcome.CAPPED: (
        "This month's budget for the language model is used up.",
        "Raise PLUMBLINE_MODEL_MONTHLY_CAP, or wait for the next month.",
    ),
}


class ModelError(BotError):
    """A language model gave no usable answer; nothing of what was sent or said is in it.

    Args:
        outcome: Which of the documented ends it is.
        not_before: Aware UTC; when asking again makes sense. None when only a person can help.
        status: HTTP status that ended it; 0 when there was none, or it was 200.
    """

    def __init__(
        self, outcome: ModelOutcome, not_before: datetime | None = None, status: int = 0
    ) -> None:
        problem, fix = _OUTCOMES[outcome]
        super().__init__(f"{problem[:-1]} (HTTP {status})." if status else problem, fix)
        self.outcome = outcome
        self.not_before = not_before
        self.status = status

    @property
    def is_final(self) -> bool:
        """Whether asking again ends the same way until a person changes something."""
        return self.outcome not in (ModelOutcome.OUTAGE, ModelOutcome.LIMITED)

    def __reduce__(self) -> tuple[type[ModelError], tuple[ModelOutcome, datetime | None, int]]:
        """Cross processes with the outcome, which composes the rest."""
        return type(self), (self.outcome, self.not_before, self.status)
