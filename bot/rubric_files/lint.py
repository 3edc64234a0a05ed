"""Everything an author should put right in a rubric file."""

from __future__ import annotations

from pathlib import Path

from bot.domain.rubric import RubricProblem
from bot.rubric_files import lint_anchors, lint_indicators, lint_shape, lint_words
from bot.rubric_files.draft import Rule, draft
from bot.rubric_files.load import gather

RULES: tuple[Rule, ...] = (
    lint_shape.other_name,
    lint_shape.heavy_criterion,
    lint_shape.questions,
    lint_anchors.alike,
    lint_indicators.few_indicators,
    lint_indicators.repeated_terms,
    lint_indicators.short_terms,
    lint_indicators.unknown_sources,
    lint_indicators.uncited_sources,
    lint_words.vague_words,
    lint_words.proxies,
    lint_words.protected_topics,
)
"""Every rule beyond the structure, which the loader checks."""


def lint_rubric(path: Path, folder: Path) -> list[RubricProblem]:
    """Return what is wrong with a rubric file, by line; [] when nothing is.

    A file with a broken part is linted in all its other parts. What it extends is linted in its
    own file.

    Args:
        path: The file.
        folder: Where the named rubrics are that it may extend.

    Raises:
        RubricError: The file cannot be opened.
    """
    gathered = gather(path, folder)
    parts = draft(gathered)
    tree = gathered.tree
    found = {
        RubricProblem(path=str(path), line=tree.line(clash.where), what=clash.what, fix=clash.fix)
        for rule in RULES
        for clash in rule(parts)
    }
    return sorted(found | set(gathered.problems))
