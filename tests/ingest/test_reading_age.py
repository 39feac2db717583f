"""Promises of the reading age: syllables counted as people say them, the published formula, a floor."""

import pytest

from ingest.reading_age import reading_age, syllables


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", 1),
        ("make", 1),
        ("table", 2),
        ("joined", 1),
        ("wanted", 2),
        ("trust's", 1),
        ("people", 2),
        ("provider", 3),
        ("organisation", 5),
        ("collaborative", 5),
        ("NHS", 3),
        ("NWAS", 1),
        ("CYPMHS", 6),
        ("I", 1),
        ("hmm", 1),
    ],
)
def test_syllables(word: str, expected: int) -> None:
    assert syllables(word) == expected


def test_the_formula_is_flesch_and_kincaids() -> None:
    # 10 words, 2 sentences, 13 syllables: 0.39 * 5 + 11.8 * 1.3 - 15.59 = 1.7, a pupil of 6.7 years
    assert reading_age(["Two trusts share one table.", "People like the other way."]) == pytest.approx(6.7)


def test_harder_text_has_a_higher_age_and_easy_text_the_lowest() -> None:
    hard = ["Organisational transformation necessitates collaborative governance arrangements."]
    assert reading_age(["We go."]) == 5.0 < reading_age(["Two trusts share one list of people."]) < reading_age(hard)


def test_no_words_have_no_age() -> None:
    assert reading_age([]) == reading_age(["2022", "£3"]) == 0.0
