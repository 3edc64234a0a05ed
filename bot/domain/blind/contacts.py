"""The people whom a job description names as contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.blind.names import written_name

_CONTACT = re.compile(
    r"(?:(?<!\w)(?i:contact(?: person| partner)?|questions|reach out to|apply to|write to|recruiter"
    r"|hiring manager|ansprechpartner(?:in)?|ansprechperson|kontakt(?:person)?|fragen|interlocuteur"
    r"|interlocutrice|contacto|responsable)(?!\w)"
    r"(?i:[ ]*[:\uff1a,?][ ]*(?:(?:ask|call|write to|contact)[ ]+)?| (?:is|ist|an|est|es|to) | )"
    r"|(?<!\w)(?=(?:M(?:rs?|s)\.?|Herrn?|Frau|Mme|Monsieur|Madame|Señora?) ))"
    r"(?:(?:M(?:rs?|s|me)|Herrn?|Frau|Monsieur|Madame|Señora?|Dr|Prof)\.? )*"
    r"(?P<name>[^\W\d_a-zß-ÿ][\w'\u2019-]*(?: [^\W\d_a-zß-ÿ][\w'\u2019-]+){1,2})"
)
"""A word for a contact or a form of address, then two or three words with capitals."""


def contact_names(lines: Iterable[str]) -> str:
    """Return the names of all contacts, one after the other; "" when none is named."""
    found = [match["name"] for line in lines for match in _CONTACT.finditer(line)]
    return " ".join(name for name in found if written_name([name]))
