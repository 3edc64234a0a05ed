"""The public decoder's counting, derived by hand."""

from bot.domain.wording import CodedStems, coding, count_coded, decoder_words

STEMS = CodedStems(
    masculine=("lead", "domina", "dominant"),
    feminine=("support", "co-operat", "share"),
    hyphenated=("co-operat",),
    exceptions=frozenset({"sharepoint"}),
)


def test_punctuation_and_everything_outside_ascii_part_words() -> None:
    text = "Lead (and)\u00a0share\u2014support/lead\u2019s \u201cwork\u201d"
    expected = ["lead", "and", "share", "support", "lead", "s", "work"]
    assert decoder_words(text, STEMS) == expected


def test_hyphens_split_except_in_words_of_the_hyphenated_list() -> None:
    assert decoder_words("Co-operation in data-driven work", STEMS) == [
        "co-operation",
        "in",
        "data",
        "driven",
        "work",
    ]


def test_a_word_that_begins_with_a_hyphen_is_left_whole() -> None:
    assert decoder_words("-lead lead-", STEMS) == ["-lead", "lead", ""]


def test_other_signs_stay_in_the_word_so_that_it_is_coded_only_at_its_start() -> None:
    words = decoder_words("+lead lead+", STEMS)
    assert count_coded(words, STEMS.masculine, STEMS) == {"lead+": 1}


def test_a_word_counts_once_for_each_stem_it_begins_with() -> None:
    # "dominant" begins with "domina" and with "dominant"; "dominating" with the first alone
    words = decoder_words("dominant dominating leading mislead", STEMS)
    assert count_coded(words, STEMS.masculine, STEMS) == {
        "dominant": 2,
        "dominating": 1,
        "leading": 1,
    }


def test_an_exception_is_never_coded() -> None:
    words = decoder_words("SharePoint shares", STEMS)
    assert count_coded(words, STEMS.feminine, STEMS) == {"shares": 1}


def test_the_coding_names_the_side_and_from_four_words_on_its_strength() -> None:
    cases = {
        (0, 0): "empty",
        (2, 2): "neutral",
        (1, 0): "masculine-coded",
        (5, 2): "masculine-coded",
        (6, 2): "strongly masculine-coded",
        (0, 1): "feminine-coded",
        (0, 3): "feminine-coded",
        (1, 5): "strongly feminine-coded",
    }
    assert {counts: coding(*counts) for counts in cases} == cases
