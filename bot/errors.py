"""Every error that Plumbline raises on purpose.

BotError
├── UsageError          what was asked for makes no sense
├── NotFoundError       a named thing does not exist
├── RubricError         a rubric file cannot be used
├── DocumentError       a document cannot be read, with its Reason
├── RatingError         an unknown criterion, or a level off its scale
└── SettingsError       the environment holds a value that cannot be used
"""

from __future__ import annotations

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


class NotFoundError(BotError):
    """A named thing does not exist."""


class RubricError(BotError):
    """A rubric file cannot be used."""


class RatingError(BotError):
    """A rating names an unknown criterion, or a level off its scale."""


class SettingsError(BotError):
    """The environment holds a value that cannot be used."""


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
