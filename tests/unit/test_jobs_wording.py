"""What a review says about gender-coded wording."""

import re

from bot.evaluators.data import load_data
from bot.evaluators.jobs.wording import SUGGESTIONS, read_wording, suggest_wording
from tests.unit.jobs import document

AD = """
AI Engineer
You lead a team of three, and your leadership is competitive.
You run data analysis and cut the lead time of a model.
We support you, and interpersonal care matters.
"""


def test_counts_and_coding_are_those_of_the_decoder() -> None:
    wording = read_wording(document(AD))
    # masculine: lead twice (once in "lead time"), leadership, competitive, analysis: 5
    # feminine: support, and interpersonal, which two stems match: 3; 3 - 5 = -2
    assert wording.masculine == {"lead": 2, "leadership": 1, "competitive": 1, "analysis": 1}
    assert wording.feminine == {"support": 1, "interpersonal": 2}
    assert wording.coding == "masculine-coded"


def test_coded_words_in_technical_phrases_are_named_and_stay_counted() -> None:
    assert read_wording(document(AD)).allowed == {"analysis": 1, "lead": 1}


def test_a_technical_phrase_may_run_over_a_line_break() -> None:
    wording = read_wording(document("You know about data\nanalysis and support vector machines."))
    assert wording.allowed == {"analysis": 1, "support": 1}


def test_each_masculine_word_left_gets_its_line_and_its_own_replacement() -> None:
    text = "Engineer\nBe ambitious.\nA fearless fighter, ambitious and bold."
    by_line = [(s.line, s.problem, s.rewrite) for s in suggest_wording(document(text))]
    assert [line for line, _, _ in by_line] == [2, 3, 3]
    assert by_line[0][1] == '"ambitious": masculine-coded wording, used 2 times.'
    assert all(f"Instead of {re.findall('^[^:]+', p)[0]}" in r for _, p, r in by_line)


def test_words_of_one_stem_share_a_suggestion() -> None:
    (suggestion,) = suggest_wording(document("Lead a group.\nOur leaders matter.\nLead more."))
    assert suggestion.problem == '"lead", "leaders": masculine-coded wording, used 3 times.'
    assert suggestion.line == 1


def test_technical_terms_alone_never_cause_a_suggestion() -> None:
    text = "Data analysis, decision trees, objective functions and active learning."
    assert read_wording(document(text)).coding == "strongly masculine-coded"
    assert suggest_wording(document(text)) == ()


def test_a_balanced_or_feminine_text_needs_no_suggestion() -> None:
    assert suggest_wording(document("You lead. We share.")) == ()
    assert suggest_wording(document("We support, share and trust.")) == ()


def test_a_text_full_of_coded_words_gets_only_the_most_used() -> None:
    text = "lead lead challenge dominant fearless reckless stubborn superior greedy battle"
    suggestions = suggest_wording(document(text))
    assert len(suggestions) == SUGGESTIONS
    assert suggestions[0].problem.startswith('"lead"')


def test_a_text_without_coded_words_is_empty() -> None:
    wording = read_wording(document("Python and SQL."))
    assert (wording.coding, wording.masculine, wording.allowed) == ("empty", {}, {})


def test_every_masculine_stem_has_a_replacement() -> None:
    data = load_data("wording")
    families = tuple(data["replacements"])
    assert [stem for stem in data["masculine"] if not stem.startswith(families)] == []


def test_one_replacement_fits_every_form_of_a_word() -> None:
    (suggestion,) = suggest_wording(document("Dominant, dominating: our domination dominates."))
    assert suggestion.rewrite.endswith(
        ": say what is meant with a figure, such as how many use it."
    )
