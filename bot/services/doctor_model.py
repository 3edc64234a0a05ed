"""What the checks of an installation say about the language model: facts in, verdicts out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.models import ModelFacts
from bot.domain.reader import EvaluatorChoice
from bot.services.doctor import Check, failure, fine, warning

NEAR_DAYS = 90
"""Days before a shutdown from which on it is said: enough to compare another model with
`plumbline eval` before it has to be used."""
_NAME = "model"
_COST = "model cost"
_REPLACE = "Choose another with PLUMBLINE_MODEL"


_UNKNOWN_KEY = frozenset({401, 403})
_NO_LIST = frozenset({404, 405, 501})
"""Of a server that has no list of its models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReach:
    """What the server said when it was asked which models it has, which is free."""

    status: int | None
    """Of its answer, as in HTTP; None when none came."""
    is_listed: bool | None
    """Whether the model is among them; None when it gave no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSetup:
    """What the settings say of a language model, and what is known about it."""

    name: str
    """"" for none."""
    host: str
    """Where it is asked, without a path; never what could hold a secret."""
    is_own_server: bool
    """Whether it is another server than OpenAI's, which may need no key."""
    has_key: bool
    facts: ModelFacts | None
    """None for a model that no table names."""
    choice: EvaluatorChoice
    """Who reads where nobody says otherwise."""
    cap: Decimal | None
    """USD a month; None for no limit."""
    reach: ModelReach | None = None
    """None when the server was not asked."""


def checks(setup: ModelSetup, today: date) -> Iterator[Check]:
    """Judge whether a model can be asked, for how long still, and whether its cost is limited.

    Args:
        setup: What was found.
        today: In UTC.
    """
    if not setup.name and setup.choice is EvaluatorChoice.LLM:
        yield failure(
            _NAME,
            "PLUMBLINE_EVALUATOR says that a language model reads, but none is named.",
            "Name one with PLUMBLINE_MODEL, or unset PLUMBLINE_EVALUATOR.",
        )
        return
    if not setup.name:
        also = " There is a key, which alone sends nothing anywhere." if setup.has_key else ""
        yield fine(_NAME, f"No language model is named: documents are read offline.{also}")
        return
    where = f"{setup.name} at {setup.host}"
    if setup.choice is EvaluatorChoice.OFFLINE:
        yield fine(_NAME, f"{where}; PLUMBLINE_EVALUATOR says that documents are read offline.")
    elif not setup.has_key and not setup.is_own_server:
        yield failure(
            _NAME,
            f"{where}: there is no key, so it cannot be asked.",
            "Set OPENAI_API_KEY, or PLUMBLINE_MODEL_URL for a server of your own.",
        )
    else:
        key = "with a key" if setup.has_key else "without a key"
        what = f"{where}, {key}"
        if setup.reach is None:
            yield fine(_NAME, f"{what}; it was not asked")
        else:
            yield _reached(setup, what, setup.reach)
    yield from _shutdown(setup, today)
    yield _cost(setup)


def _reached(setup: ModelSetup, what: str, reach: ModelReach) -> Check:
    if reach.status is None:
        return failure(
            _NAME,
            f"{what}: nothing answers there.",
            "Start the server, or correct PLUMBLINE_MODEL_URL; a firewall or proxy may stand "
            "between.",
        )
    if reach.status in _UNKNOWN_KEY:
        return failure(
            _NAME,
            f"{what}: the server does not accept the key ({reach.status}).",
            "Set OPENAI_API_KEY to a key of this server that may use the model.",
        )
    if reach.status in _NO_LIST:
        return fine(_NAME, f"{what}; the server answers, and has no list of models to look in")
    if reach.is_listed is None:
        return warning(
            _NAME,
            f"{what}: the server answers, but not with its models ({reach.status}).",
            "Try again in a while; if it stays so, check PLUMBLINE_MODEL_URL.",
        )
    if not reach.is_listed:
        return warning(
            _NAME,
            f"{what}: the server answers, but does not list {setup.name}.",
            "Check PLUMBLINE_MODEL; some servers take names that they do not list.",
        )
    return fine(_NAME, f"{what}; the server answers, and lists it")


def _shutdown(setup: ModelSetup, today: date) -> Iterator[Check]:
    ends_on = setup.facts.shutdown_on if setup.facts else None
    if ends_on is None:
        return
    left = (ends_on - today).days
    then = (
        f"compare both with `plumbline eval` first. If {ends_on} is wrong for your server, say so "
        "in a file that PLUMBLINE_MODEL_TABLE names."
    )
    if left <= 0:
        yield warning(
            _NAME,
            f"{setup.name} was to be shut down on {ends_on}.",
            f"{_REPLACE}; {then}",
        )
    elif left < NEAR_DAYS:
        yield warning(
            _NAME,
            f"{setup.name} will be shut down on {ends_on}, in {left} days.",
            f"{_REPLACE} before; {then}",
        )


def _cost(setup: ModelSetup) -> Check:
    has_price = setup.facts is not None and setup.facts.price is not None
    unknown = f"no price of {setup.name} is known"
    if setup.cap is not None and not has_price:
        return failure(
            _COST,
            f"PLUMBLINE_MODEL_MONTHLY_CAP is set, but {unknown}: it could never stop anything.",
            "Give its price in a file that PLUMBLINE_MODEL_TABLE names, or unset the cap.",
        )
    if not has_price:
        return fine(_COST, f"There is no monthly cap; {unknown}, so tokens alone are counted.")
    if setup.cap is None:
        return fine(_COST, "There is no monthly cap (PLUMBLINE_MODEL_MONTHLY_CAP).")
    return fine(_COST, f"At most ${setup.cap:,.2f} in a calendar month")
