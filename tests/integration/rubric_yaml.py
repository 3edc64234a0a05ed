"""A clean rubric file to spoil, one line at a time."""

from __future__ import annotations

from pathlib import Path

CLEAN = """\
name: tiny
title: Tiny rubric
version: 1.0
description: Two criteria, made up for tests.
sources:
  D1: Reviews code.
  D2: Runs services.
buzzwords: [ninja]
criteria:
  - key: review
    title: Code review
    question: Do they review what others write?
    weight: 1
    anchors:
      1: Names code review in a list.
      2: Commented on changes during a course or a side project.
      3: Approved releases that a second team shipped to its users.
      4: Set the review rules, and halved defects that escaped within a year.
    indicators:
      - {key: approve, stage: build, source: [D1], terms: [merge approval]}
      - {key: comment, stage: build, source: [D1], terms: [pull request]}
      - {key: rules, stage: improve, source: [D1], terms: [review checklist]}
    questions:
      - ask: Tell me about a change you refused.
        probes: ["What was your own part?"]
        level_2: Recalls one comment.
        level_4: Recalls the defect, the rule it led to and the count afterwards.
        minutes: 8
    does_not_count:
      - Years of experience, or a native speaker's fluency.
  - key: serve
    title: Running services
    question: Do they keep things up?
    weight: 1
    anchors:
      1: Lists a monitoring product.
      2: Deployed a prototype once.
      3: Carried the pager for a service that customers called.
      4: Answered for uptime over several releases, with a figure.
    indicators:
      - {key: pager, stage: operate, source: [D2], terms: [on call]}
      - {key: dashboard, stage: operate, source: [D2], terms: [alert dashboard]}
      - {key: rollback, stage: operate, source: [D2], terms: [rollback]}
    questions:
      - ask: Tell me about an outage.
        probes: ["How did you notice it?"]
        level_2: Describes restarting it.
        level_4: Describes the cause and what kept it from coming back.
        minutes: 8
"""


def write(folder: Path, text: str | bytes, name: str = "tiny") -> Path:
    """Write a rubric file and return its path."""
    path = folder / f"{name}.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def spoil(old: str, new: str, text: str = CLEAN) -> str:
    """Replace the one place where ``old`` stands first."""
    assert old in text
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """Return the 1-based line where ``part`` first stands."""
    return text[: text.index(part)].count("\n") + 1
