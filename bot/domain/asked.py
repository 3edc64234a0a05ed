"""What a question in the thread asks for, told by its words alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.passages import tokens
from bot.domain.rubric import Criterion, Rubric

LONGEST = 1_000
"""Characters of a question that are read; what a person asks for fits in far fewer."""
_SHARED = 0.5
"""Least weight of what is named: a word that two criteria share names both."""
_SUBJECT_WORDS = 8
"""Most words that are searched for: more are a sentence, which stands in no CV."""


class Asked(StrEnum):
    """A kind of question that can be answered from what is stored."""

    HELP = "help"
    WHO = "who"
    """Who agreed with a level or changed it."""
    DECISION = "decision"
    """Whom to hire: a person decides."""
    OTHERS = "others"
    """How this candidate compares: other applications are not spoken of here."""
    NAME = "name"
    """Who the person is: a blind view does not say, and its list of names is elsewhere."""
    WHOLE = "whole"
    """The whole document, or an order to us: answers quote it, and follow nothing else."""
    PERSONAL = "personal"
    """Age, family, origin: no criterion asks for it."""
    NEXT = "next"
    """What a level would take."""
    WHY = "why"
    QUESTIONS = "questions"
    MISSING = "missing"
    REQUIREMENTS = "requirements"
    STRENGTHS = "strengths"
    MENTION = "mention"
    """Whether the document says something."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A question taken apart."""

    asked: Asked
    criteria: tuple[Criterion, ...]
    """Criteria that it names, in the rubric's order."""
    level: int | None
    """The level that it names, 1..4; None without one."""
    subject: str
    """What to look for in the document, in the words of the question; may be empty."""
    other_labels: tuple[str, ...]
    """Labels of other applications that it names, or what looks like one."""
    is_cut: bool
    """Whether it was longer than what is read."""


_LABEL = re.compile(r"(?<![\w-])[A-Z]{1,2}-\d{1,5}(?![\w-])")
_LEVEL = re.compile(r"(?<![\w.,-])([1-4])(?![\w%-]|[.,]\d)")
_QUOTED = re.compile(r"[\"“„«»‟]([^\"“”„«»‟]{1,200})[\"”“«»]")

_PATTERNS: dict[Asked, tuple[str, ...]] = {
    Asked.HELP: (
        r"^\W*(?:help|hilfe)?\W*$",
        (
            r"^\W*(?:thanks?|thank you|thx|danke|merci|ok|okay|hi|hello|hallo)"
            r"(?:\W+(?:a lot|very much|so much|there|all|schön|sehr))*\W*$"
        ),
        r"\bwhat can (?:you|i|we)\b(?! ask)",
        r"\bwas kannst du\b",
    ),
    Asked.WHO: (
        r"\b(?:who|whose)\b.*\b(?:chang|review|agree|disagree|overr[io]d|rated)",
        r"\bwer\b.*\b(?:geändert|bewertet|zugestimmt|geprüft|abgewichen)",
    ),
    Asked.DECISION: (
        r"^(?!.*\b(?:ask|fragen)\b).*\b(?:should|shall|sollen|sollten) (?:we|i|wir)\b",
        r"\b(?:hire|reject|recommend)\b",
        r"\b(?:einstellen|ablehnen|absagen)\b",
    ),
    Asked.OTHERS: (
        r"\b(?:better|worse|stronger|weaker) than\b",
        r"\b(?:compare[ds]?|rank(?:ed|s)?)\b",
        r"\bother candidates?\b",
        r"\b(?:besser|schlechter|stärker|schwächer) als\b",
        r"\bvergleich",
    ),
    Asked.NAME: (
        r"\bname of (?:the |this )?(?:candidate|applicant|person)\b",
        r"\b(?:his|her|their|the (?:candidate|applicant|person)'?s) (?:full |real )?name\b",
        r"\bwho (?:is|are) (?:this|that|she|he|they|the (?:candidate|applicant|person))\b",
        r"\bwie heißt (?:er|sie|die|der)\b|\bname (?:der|des) (?:kandidat|bewerber)",
    ),
    Asked.WHOLE: (
        r"\b(?:ignore|disregard|forget|override)\b.*\b(?:rules?|instructions?|prompts?)\b",
        (
            r"\b(?:print|paste|dump|send|show|give)(?: me| us)? (?:\w+ ){0,3}?"
            r"(?:cv|resume|résumé|document|system prompt)\W*$"
        ),
        r"\bignoriere?\b.*\b(?:regeln|anweisungen)\b",
    ),
    Asked.PERSONAL: (
        r"\bhow old\b|\bage\b|\bmarried\b|\bpregnan|\bnationality\b|\breligio|\bethnic",
        r"\b(?:any|have|has) (?:children|kids)\b",
        r"\bwie alt\b|\bverheiratet\b|\bschwanger|\bstaatsangehörigkeit\b|\bherkunft\b",
        r"\bhat (?:er|sie) kinder\b",
    ),
    Asked.NEXT: (
        r"\b(?:what|which) would\b.*\b(?:[1-4]|level|higher|next)\b",
        r"\b(?:next|higher) level\b",
        r"\b(?:get|reach|needs?|needed|takes?|missing) (?:to |for )?(?:an? |level )?[1-4]\b",
        r"\bwhat (?:is|does) (?:an? |level )+[1-4]\b",
        r"\bwas (?:wäre|zeigt|hieße|bedeutet|braucht|fehlt)\b.*\b[1-4]\b",
        r"\bnächste stufe\b",
    ),
    Asked.WHY: (
        r"\b(?:why|how come|explain|justify|evidence|proof|reason|because)\b",
        r"\b(?:warum|wieso|weshalb|begründe|begründung|belege?|nachweise?)\b",
    ),
    Asked.QUESTIONS: (
        r"\b(?:interview|questions?|probe)\b",
        r"\bask (?:her|him|them|about|in)\b|\b(?:i|we) ask\b|\bwhat (?:else )?to ask\b",
        r"\b(?:fragen|interviewfragen)\b",
    ),
    Asked.REQUIREMENTS: (
        r"\b(?:requirements?|job description|must-?haves?)\b",
        r"\b(?:anforderung|stellenbeschreibung|stellenanzeige)",
    ),
    Asked.MENTION: (
        r"\b(?:mention(?:s|ed)?|contains?|includes?|lists?)\b",
        r"\b(?:cv|resume|résumé|document) (?:says?|have|names?|states?)\b",
        r"\b(?:say|says|said) (?:any|some)thing\b",
        r"\bexperienced? (?:with|in)\b",
        r"\b(?:used?|uses|knows?|worked (?:with|at|on|for))\b",
        r"\b(?:is|are) there an?y?\b",
        r"\b(?:erwähnt|erwähnen|enthält|genannt|nennt|steht)\b",
        r"\berfahrung(?:en)? (?:mit|in)\b",
        r"\b(?:kennt|benutzt|verwendet|gearbeitet)\b",
    ),
    Asked.MISSING: (
        r"\b(?:missing|gaps?|lacks?|lacking|weak(?:ness|nesses|est)?|absent|not evidenced)\b",
        r"\b(?:fehlt|fehlen|lücken?|schwächen?|nicht belegt)\b",
    ),
    Asked.STRENGTHS: (
        r"\b(?:strong|strongest|strengths?|best|summary|summari[sz]e|overview|levels)\b",
        r"\b(?:stärken?|stärkste|zusammenfassung|überblick|stufen)\b",
    ),
}
"""Tried in this order; the first that fits wins."""
_RULES = {asked: re.compile("|".join(patterns)) for asked, patterns in _PATTERNS.items()}

_TRANSLATED = {
    "produktion": "production",
    "betrieb": "production",
    "daten": "data",
    "datenfluss": "data",
    "modell": "models",
    "modelle": "models",
    "llm": "models",
    "llms": "models",
    "ml": "models",
    "auswertung": "evaluation",
    "eval": "evaluation",
    "evals": "evaluation",
    "leitplanken": "guardrails",
    "wirkung": "impact",
    "nutzen": "impact",
    "verantwortung": "responsible",
    "verantwortungsvolle": "responsible",
    "ethik": "responsible",
    "ethics": "responsible",
    "coding": "software",
    "softwareentwicklung": "software",
    "programmierung": "software",
    "schnittstellen": "integration",
    "apis": "integration",
    "deployment": "production",
    "ops": "production",
}
"""Other words for words of criteria, English and German."""

_VAGUE = frozenset({"ai", "own", "part"})
"""Words of titles that name no criterion by themselves."""

_SMALL_WORDS = """
    a about also an and any anything are at be been but by can could cv did do does done
    document evidence experience experienced find for from get give had has have he her here
    him his how i in include includes is it its know knows list lists mention mentioned
    mentions me name names of on or our please resume résumé said say says she show shown shows
    so something state states tell than that the their them there they this to us use used uses
    was we were what when where which who with work worked would you your contain contains
    candidate applicant person aber als am an auch auf aus bei bitte das dem den der die dies
    dieser ein eine einem einen einer er erfahrung erfahrungen erwähnen erwähnt es etwas für
    gibt hat haben ich ihm ihr im in irgendwo ist kann kannst kennt lebenslauf mal man mit
    nach nennt genannt enthält noch oder sein seine sich sie sind steht über um und uns von
    was wer wie wir wird wo zu zum zur kandidat kandidatin benutzt verwendet gearbeitet
"""
_STOP = frozenset(_SMALL_WORDS.split())


def take_apart(question: str, rubric: Rubric, *, label: str) -> Inquiry:
    """Say what a question asks for; what no rule knows is ``Asked.OTHER``, never a guess.

    Args:
        question: As typed, without the mention of the bot; may be empty.
        rubric: Whose criteria it may name.
        label: Of the application that the thread is about.
    """
    text = unicodedata.normalize("NFC", question).strip()
    is_cut = len(text) > LONGEST
    text = text[:LONGEST]
    labels = tuple(dict.fromkeys(found for found in _LABEL.findall(text) if found != label))
    plain = " ".join(_LABEL.sub(" ", text).casefold().split())
    level = _LEVEL.search(plain)
    return Inquiry(
        asked=_kind(plain, has_labels=bool(labels)),
        criteria=_named(plain, rubric),
        level=int(level.group(1)) if level else None,
        subject=_subject(text, label),
        other_labels=labels,
        is_cut=is_cut,
    )


def _kind(plain: str, *, has_labels: bool) -> Asked:
    found = next((asked for asked, rule in _RULES.items() if rule.search(plain)), Asked.OTHER)
    return Asked.OTHERS if has_labels and found in (Asked.HELP, Asked.OTHER) else found


def _named(plain: str, rubric: Rubric) -> tuple[Criterion, ...]:
    """Return the criteria whose words stand in the question; words of several count for less."""
    said = tokens(plain)
    asked = {*said, *(_TRANSLATED[word] for word in said if word in _TRANSLATED)}
    words = {c.key: _words(c) for c in rubric.criteria}
    weights = {
        key: sum(1 / sum(word in other for other in words.values()) for word in own & asked)
        for key, own in words.items()
    }
    best = max(weights.values(), default=0.0)
    if best < _SHARED:
        return ()
    return tuple(c for c in rubric.criteria if weights[c.key] >= min(best, 1.0))


def _words(criterion: Criterion) -> set[str]:
    return set(tokens(f"{criterion.title} {criterion.key.replace('_', ' ')}")) - _STOP - _VAGUE


def _subject(text: str, label: str) -> str:
    """Return quoted words as they are, or what is left of a question without its small words."""
    quoted = _QUOTED.search(text)
    if quoted:
        return quoted.group(1).strip()
    words = _LABEL.sub(" ", text).replace(label, " ").split()
    kept = [word.strip("?!.,;:()[]«»„“”\"'") for word in words]
    return " ".join([w for w in kept if w and w.casefold() not in _STOP][:_SUBJECT_WORDS])
