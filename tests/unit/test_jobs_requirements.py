"""What a job description asks for, and how firmly."""

import pytest

from bot.domain.job import RequirementKind
from bot.evaluators.jobs.requirements import FEW, extract_requirements
from tests.unit.jobs import document

ENGLISH = """
AI Engineer
Hollin Rail keeps 400 trains on time. You have probably travelled with us.
What you'll do
- Build retrieval pipelines for our timetable assistant
- You must keep a pager every sixth week and know Linux
Requirements
- Python in production, with tests and reviews
- Ideally some Kubernetes
- Experience with a vector database, which
  we host ourselves
Nice to have
- Rust
About us
- You must love trains
- Python meetups every month
"""

GERMAN = """
Java-Entwicklerin (m/w/d)
Einsatzort
Kassel
Ihr Profil
Sehr gute Kenntnisse in Java und Spring Boot
Kubernetes wäre von Vorteil
Deutsch in Wort und Schrift ist zwingend
Wünschenswert:
Erfahrung mit Kafka
Wir bieten
30 Urlaubstage und ein Fahrrad
"""


def asked(text: str, language: str = "en") -> list[tuple[str, int, str]]:
    requirements = extract_requirements(document(text, language=language))
    return [(r.kind.value, r.line, r.text) for r in requirements]


def test_headings_and_cues_make_a_requirement_must_or_nice() -> None:
    assert asked(ENGLISH) == [
        ("must", 5, "You must keep a pager every sixth week and know Linux"),
        ("must", 7, "Python in production, with tests and reviews"),
        ("nice", 8, "Ideally some Kubernetes"),
        ("must", 9, "Experience with a vector database, which we host ourselves"),
        ("nice", 12, "Rust"),
    ]


def test_german_headings_and_cues_are_understood() -> None:
    assert asked(GERMAN, "de") == [
        ("must", 5, "Sehr gute Kenntnisse in Java und Spring Boot"),
        ("nice", 6, "Kubernetes wäre von Vorteil"),
        ("must", 7, "Deutsch in Wort und Schrift ist zwingend"),
        ("nice", 9, "Erfahrung mit Kafka"),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("You must have run a model in production.", "must"),
        ("At least three shipped Python services are required.", "must"),
        ("You have knowledge of SQL.", "must"),
        ("Terraform is a plus.", "nice"),
        ("A degree in physics is not required.", None),
        ("Knowledge of SQL is a plus but not required.", "nice"),
        ("You have knowledge of SQL, no degree needed.", "must"),
        ("Python is required, Java is not required.", "must"),
        ("Kenntnisse in Python sind zwingend erforderlich.", "must"),
        ("Idealerweise kennen Sie Docker.", "nice"),
        ("Python ist kein Muss.", "nice"),
        ("Maîtrise de Python exigée.", "must"),
        ("Docker serait un atout.", "nice"),
        ("Imprescindible Python.", "must"),
        ("Se valorará Kubernetes.", "nice"),
        ("Our trains are painted green.", None),
        ("We are an equal opportunity employer and Python is required.", None),
        ("Tickets must be shown on request.", None),
    ],
)
def test_a_sentence_outside_any_section_asks_only_in_so_many_words(
    line: str, kind: str | None
) -> None:
    filler = "\n".join(f"- Item {word}" for word in ("one", "two", "three", "four"))
    text = f"Requirements\n{filler}\n\nOUR WORK HERE\n{line}"
    kinds = [k for k, number, _ in asked(text) if number == 7]
    assert kinds == ([] if kind is None else [kind])


def test_a_line_of_keywords_gives_one_requirement_for_each_skill() -> None:
    text = "Must-Have Skills\nJava Spring Boot Oracle Oracle Datenbank\nNice-to-Have Skills\nKafka"
    assert [(kind, t) for kind, _, t in asked(text, "de")] == [
        ("must", "Java"),
        ("must", "Spring Boot"),
        ("must", "Oracle"),
        ("must", "Oracle Datenbank"),
        ("nice", "Kafka"),
    ]


def test_a_keyword_marked_optional_is_nice_and_a_bracket_ends_it() -> None:
    text = "Skills\nPython Docker Jenkins (optional) Terraform"
    assert [(kind, t) for kind, _, t in asked(text)] == [
        ("must", "Python"),
        ("must", "Docker"),
        ("nice", "Jenkins (optional)"),
        ("must", "Terraform"),
    ]


def test_a_list_with_commas_is_cut_at_them() -> None:
    text = "Skills\nPython, Docker, Terraform, Grafana"
    assert [t for _, _, t in asked(text)] == ["Python", "Docker", "Terraform", "Grafana"]


def test_a_label_before_a_colon_counts_for_its_own_line() -> None:
    text = "Requirements\nNice to have: Rust and Go; some Scala\nPython and SQL\nGit and tests"
    assert [(kind, line) for kind, line, _ in asked(text)] == [
        ("nice", 2),
        ("nice", 2),
        ("must", 3),
        ("must", 4),
    ]


def test_bullets_glued_into_one_line_are_parted() -> None:
    text = "Requirements\n• Python in anger • Docker at work • tests by habit • SQL by heart"
    assert [t for _, _, t in asked(text)] == [
        "Python in anger",
        "Docker at work",
        "tests by habit",
        "SQL by heart",
    ]


def test_an_ad_that_asks_for_nothing_is_read_by_its_tasks_and_title() -> None:
    text = "Java Entwickler\nAufgaben\n- Schnittstellen in Java bauen\n- Kaffee trinken"
    requirements = extract_requirements(document(text, language="de"))
    assert len(requirements) < FEW
    assert {r.kind for r in requirements} == {RequirementKind.NICE}
    assert [r.line for r in requirements] == [1, 3]


def test_the_same_requirement_is_named_once() -> None:
    text = "Requirements\n- Python\n- python\n- SQL\n- Git\n- Docker"
    assert [t for _, _, t in asked(text)] == ["Python", "SQL", "Git", "Docker"]


def test_wrapped_lines_are_joined_and_broken_words_mended() -> None:
    text = (
        "Requirements\n"
        "You have built, tested and run systems that are retrieval-\n"
        "augmented, for people who plan trains, and you have written\n"
        "Python services behind them, with other engineers around.\n"
    )
    assert [t for _, _, t in asked(text)] == [
        (
            "You have built, tested and run systems that are retrieval-augmented, for people who "
            "plan trains, and you have written Python services behind them, with other engineers "
            "around."
        ),
    ]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = "Requirements\nBuild tools, e.g. Maven or Gradle. Version control with Git."
    assert [t for _, _, t in asked(text)] == [
        "Build tools, e.g. Maven or Gradle.",
        "Version control with Git.",
    ]


def test_prose_after_the_bullets_ends_the_requirements() -> None:
    text = (
        "Requirements\n- Python\n- SQL\n- Git\n- Docker\n"
        "We look after each other and paint our trains.\n#LI-hybrid"
    )
    assert [line for _, line, _ in asked(text)] == [2, 3, 4, 5]


def test_a_text_of_nothing_asks_for_nothing() -> None:
    assert asked("") == []
    assert asked("Requirements\n12 / 7") == []


def test_a_lead_in_and_a_bare_label_ask_for_nothing() -> None:
    text = "Requirements\nThis is what counts for us:\n- Python\n- SQL\n- Git\n- Kafka, Flink etc."
    assert [t for _, _, t in asked(text)] == ["Python", "SQL", "Git", "Kafka", "Flink etc"]


def test_a_heading_inside_the_requirements_leaves_them_open() -> None:
    text = "## Must have\n## Technical\nPython\nSQL\n## Personal\nPatience\n## Life here\nGit\nCake"
    assert asked(text)[:3] == [("must", 3, "Python"), ("must", 4, "SQL"), ("must", 6, "Patience")]
    assert len(asked(text)) == FEW  # and Git, which the rest of the text names, as nice to have


def test_lines_of_a_list_without_bullets_stay_apart() -> None:
    text = (
        "Requirements\nPython in production for others\nreading logs at night\nSQL\nGit and tests"
    )
    assert [line for _, line, _ in asked(text)] == [2, 3, 4, 5]


def test_a_german_particle_may_end_a_line() -> None:
    text = "Ihr Profil\nSie bringen Python mit\nSie bringen SQL mit\nGit\nDocker"
    assert [line for _, line, _ in asked(text, "de")] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "line",
    [
        "No Python needed",
        "Python not required",
        "Python isn\u2019t necessary",
        "Kein Studium erforderlich",
        "Ein Studium ist nicht notwendig",
        "Pas de diplôme requis",
    ],
)
def test_what_is_said_not_to_be_needed_is_no_requirement(line: str) -> None:
    assert asked(f"Requirements\n- {line}\n- You know Java") == [("must", 3, "You know Java")]
