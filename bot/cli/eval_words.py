"""The figures of an evaluation in the words of people, for the terminal and for documents."""

from __future__ import annotations

from bot.domain.counterfactual import Change
from bot.domain.kappa import Agreement, NoKappa
from bot.domain.prices import dollars
from bot.domain.trial import Cost, Flip, Retest, UnreadItem
from bot.domain.words import count
from bot.errors import DocumentError, ModelError, ModelOutcome

CHANGES = {
    Change.NAME: "another person's name",
    Change.SCHOOL: "another school",
    Change.CITY: "another city",
    Change.ORDER: "sections in the opposite order",
    Change.REPEATED: "everything told twice",
    Change.PADDED: "30 lines of free time added",
}
LEGEND = (
    "kappa: quadratic weights; 1 is agreement, 0 what chance gives. “Not evidenced” stands one "
    "step below level 1 here, so that staying silent is no way to a better figure. ±1: at most "
    "one step apart. both: labels and evaluator gave a level; missed: the labels alone; extra: "
    "the evaluator alone."
)
_NO_KAPPA = {NoKappa.TOO_FEW: "too few", NoKappa.ONE_LEVEL: "one level"}


def share(value: float) -> str:
    """Write a share 0..1 as whole per cent, narrow enough for a column."""
    return f"{round(value * 100)} %"


def kappa(agreement: Agreement) -> str:
    """Write a kappa, or why there is none."""
    if agreement.kappa is None:
        return _NO_KAPPA[agreement.reason] if agreement.reason else "-"
    return _signed(agreement.kappa)


def interval(agreement: Agreement) -> str:
    """Write the ends of an interval; "" for none."""
    found = agreement.interval
    return "" if found is None else f"{_signed(found.low)} to {_signed(found.high)}"


def level(value: int | None) -> str:
    """Write a level for a column; a dash is "not evidenced"."""
    return "-" if value is None else str(value)


def spread(found: Retest) -> str:
    """Say how far an evaluator repeats itself."""
    return (
        f"Read {found.runs} times: {share(found.unmoved)} of the levels are the same each time; "
        f"standard deviation {found.sd:.2f} levels."
    )


def spoken(agreement: Agreement) -> str:
    """Say how far two readers agree where both gave a level."""
    if not agreement.both:
        return "There is no criterion on which both gave a level."
    return (
        f"Where both gave a level ({agreement.both:,} of {agreement.pairs:,}): "
        f"{share(agreement.both_exact)} equal, {share(agreement.both_within_one)} at most one "
        "step apart."
    )


def cost(found: Cost) -> str:
    """Say what a run took, without its time."""
    readings = count(found.readings, "reading")
    if not found.usage.calls:
        return f"{readings}, no call of a model."
    money = "price not known" if found.micro_dollars is None else dollars(found.micro_dollars)
    cached = found.usage.cached_tokens
    return (
        f"{readings}, {count(found.usage.calls, 'call')}, {found.usage.input_tokens:,} tokens in "
        f"({cached:,} of them cached), {found.usage.output_tokens:,} out, {money}."
    )


def time(found: Cost) -> str:
    """Say how long a reading took."""
    return (
        f"A reading took {_seconds(found.median_seconds)} (median), "
        f"{_seconds(found.slow_seconds)} at the 95th of 100."
    )


def why(unread: UnreadItem) -> str:
    """Say why there is no reading of a document."""
    reason = unread.why
    error = ModelError(reason) if isinstance(reason, ModelOutcome) else DocumentError(reason)
    return error.problem


def direction(flip: Flip) -> str:
    """Say whether a flip goes towards the label."""
    if not flip.is_labelled:
        return "not labelled"
    return "nearer" if flip.is_nearer else "farther" if flip.is_farther else "as far"


def _signed(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"
