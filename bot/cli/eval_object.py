"""An evaluation as the JSON object of ``docs/schemas/eval.schema.json``."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cli.objects import Object
from bot.domain.kappa import Agreement
from bot.domain.trial import (
    ReadItem,
    Trial,
    agreements,
    cost_of,
    flips,
    moves,
    overall,
    retest,
)
from bot.services.labelled import OpenedSet

_DIGITS = 4


def evaluation_object(opened: OpenedSet, trials: Sequence[Trial]) -> Object:
    """Describe an evaluation: schema ``plumbline.eval/1``.

    Args:
        opened: The labelled set.
        trials: What one evaluator made of it, or two of them.
    """
    labelled = opened.labelled
    return {
        "schema": "plumbline.eval/1",
        "set": {
            "path": labelled.path,
            "title": labelled.title,
            "labelled_by": labelled.labelled_by,
            "kind": labelled.kind.value,
            "items": len(labelled.items),
            "warnings": [str(warning) for warning in opened.warnings],
        },
        "rubric": {"name": opened.rubric.name, "hash": opened.rubric.hash},
        "trials": [_trial(trial) for trial in trials],
        "flips": [
            {
                "item": flip.item,
                "criterion": flip.criterion,
                "from": flip.before,
                "to": flip.after,
                "label": flip.label,
                "is_labelled": flip.is_labelled,
            }
            for flip in (flips(trials[0], trials[1]) if len(trials) == 2 else [])
        ],
    }


def _trial(trial: Trial) -> Object:
    again, cost = retest(trial), cost_of(trial)
    return {
        "title": trial.title,
        "evaluator": {
            "name": trial.provenance.name,
            "version": trial.provenance.version,
            "model": trial.provenance.model,
            "prompt": trial.provenance.prompt,
        },
        "criteria": {key: _agreement(found) for key, found in agreements(trial).items()},
        "overall": _agreement(overall(trial)),
        "retest": None
        if again is None
        else {
            "runs": again.runs,
            "sd": round(again.sd, _DIGITS),
            "unmoved": round(again.unmoved, _DIGITS),
            "by_criterion": {k: round(sd, _DIGITS) for k, sd in again.by_criterion.items()},
        },
        "changes": [
            {
                "change": moved.change.value,
                "items": moved.items,
                "levels": moved.levels,
                "up": moved.up,
                "down": moved.down,
                "farthest": moved.farthest,
            }
            for moved in moves(trial)
        ],
        "cost": {
            "readings": cost.readings,
            "calls": cost.usage.calls,
            "input_tokens": cost.usage.input_tokens,
            "cached_tokens": cost.usage.cached_tokens,
            "output_tokens": cost.usage.output_tokens,
            "micro_dollars": cost.micro_dollars,
            "median_seconds": round(cost.median_seconds, _DIGITS),
            "slow_seconds": round(cost.slow_seconds, _DIGITS),
        },
        "items": [_item(read) for read in trial.read],
        "unread": [{"item": each.item.id, "reason": each.why.value} for each in trial.unread],
        "left": trial.left,
    }


def _agreement(found: Agreement) -> Object:
    return {
        "items": found.items,
        "pairs": found.pairs,
        "kappa": _rounded(found.kappa),
        "reason": found.reason.value if found.reason else None,
        "low": _rounded(found.interval.low if found.interval else None),
        "high": _rounded(found.interval.high if found.interval else None),
        "exact": _rounded(found.exact),
        "within_one": _rounded(found.within_one),
        "both": found.both,
        "both_exact": _rounded(found.both_exact),
        "both_within_one": _rounded(found.both_within_one),
        "missed": found.first_only,
        "extra": found.second_only,
        "neither": found.neither,
    }


def _item(read: ReadItem) -> Object:
    return {
        "item": read.item.id,
        "labels": read.item.levels,
        "runs": [dict(run) for run in read.runs],
        "changes": {change.value: dict(levels) for change, levels in read.changes.items()},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
