"""CVs of invented people: no two alike, as plain text, PDF or DOCX."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.make_docx import make_docx, paragraph
from tests.make_pdf import pdf, text

_DID = (
    "Built and own a claims assistant on a large language model that 300 handlers use daily.",
    "Ran the on-call rota for four services and wrote the runbook that halved the pages.",
    "Put prompts and model settings under version control, with evaluation before release.",
    "Designed a retrieval pipeline over two million documents with measured recall.",
    "Moved a nightly load of parcel events to Airflow with tests and alerts.",
    "Trained a gradient boosting model for late deliveries and watched it for drift.",
    "Wrote guardrails against injected instructions and tested them with 400 attacks.",
    "Led a team of four engineers and reviewed their designs.",
    "Deployed services on Kubernetes with Terraform and a blue-green release.",
    "Measured quality with a labelled set of 600 questions and an agreed rubric.",
    "Integrated the assistant with the ticket system over a documented API.",
    "Taught a course on Python and data for colleagues in operations.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cv:
    """One CV as a file."""

    name: str
    """Of the file, unlike that of every other."""
    data: bytes


def make_cv(number: int, *, mark: str = "") -> Cv:
    """Write a CV.

    Args:
        number: >= 0; decides everything in it. Of four, two are text, one PDF, one DOCX.
        mark: A word that stands in its text.
    """
    lines = cv_lines(number, mark)
    match number % 4:
        case 1:
            drawn = "".join(text(50, 800 - 18 * n, line) for n, line in enumerate(lines))
            return Cv(name=f"cv_{number:04d}.pdf", data=pdf(drawn))
        case 3:
            body = "".join(paragraph(line) for line in lines)
            return Cv(name=f"cv_{number:04d}.docx", data=make_docx(body))
        case _:
            return Cv(name=f"cv_{number:04d}.txt", data="\n".join(lines).encode())


def cv_lines(number: int, mark: str = "") -> list[str]:
    """Write the lines of a CV; see make_cv."""
    draws = random.Random(number)
    did = draws.sample(_DID, 7)
    return [
        f"Candidate Number {number}",
        f"Engineer, person{number}@example.org {mark}".rstrip(),
        "Experience",
        f"Engineer at Works {number % 17} Ltd, {2015 + number % 6} to 2025",
        *did[:5],
        f"Engineer at Mill {number % 13} Ltd, 2010 to {2015 + number % 6}",
        *did[5:],
        "Education",
        "BSc Computer Science, 2010",
        "Skills",
        "Python, SQL, Kubernetes, Airflow, evaluation, retrieval",
    ]
