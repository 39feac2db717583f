"""Promises of acronyms: what a corpus spells out once is understood in questions, and nothing is made up."""

from pathlib import Path

import pytest

from index.acronyms import RARE, Acronyms, key, mine, names_in, variants


@pytest.mark.parametrize(
    "sentence",
    [
        "The integrated care board (ICB) pays for the beds.",
        "The ICB (integrated care board) pays for the beds.",
        "ICB: integrated care board. It pays for the beds.",
    ],
)
def test_each_way_of_spelling_out_is_mined(sentence: str) -> None:
    assert mine([sentence]) == {"icb": ["integrated care board"]}


def test_an_acronym_that_is_never_spelt_out_is_matched_by_a_names_initials() -> None:
    lines = ["HBTP runs four sites.", "The Harbour and Bay Trusts Partnership meets monthly."]
    assert mine(lines)["hbtp"] == ["Harbour and Bay Trusts Partnership"]
    assert "hbtp" not in mine(lines[1:])


def test_the_commonest_long_form_comes_first() -> None:
    common = "The local authority panel (LAP) met."
    assert mine([common, "The local action plan (LAP) is out.", common])["lap"][0] == "local authority panel"


@pytest.mark.parametrize(
    "sentence",
    [
        "The board (see page 3) met.",
        "It grew (by far) in May.",
        "Four trusts (North, South, East and West) met.",
        "NHS: it is free.",
    ],
)
def test_a_bracket_that_spells_nothing_out_is_left_alone(sentence: str) -> None:
    assert mine([sentence]) == {}


def test_lookups_ignore_case_and_a_plural_s() -> None:
    table = Acronyms(mine(["Each integrated care board (ICB) pays."]))
    for asked in ("ICB", "icb", "ICBs", "icbs"):
        assert table.long_forms(asked) == ["integrated care board"]
    assert table.long_forms("XYZ") == []
    assert key("ICS") == "ics"


def test_a_rare_acronym_of_a_query_is_spelt_out_once() -> None:
    table = Acronyms({"icb": ["integrated care board"]})
    assert (
        table.expand("What does the ICB pay the ICB?", {}) == "What does the ICB pay the ICB? (integrated care board)"
    )
    assert table.expand("What is an integrated care board (ICB)?", {}) == "What is an integrated care board (ICB)?"
    assert table.expand("Who pays?", {}) == "Who pays?"


def test_an_acronym_that_many_passages_write_is_left_as_it_is() -> None:
    table = Acronyms({"icb": ["integrated care board"]})
    assert table.expand("ICB", {"icb": RARE}) == "ICB (integrated care board)"
    assert table.expand("ICB", {"icb": RARE + 1}) == "ICB"


def test_a_saved_table_is_read_back(tmp_path: Path) -> None:
    forms = {"icb": ["integrated care board"], "gŵyl": ["£ and ’"]}
    Acronyms(forms).save(tmp_path)
    assert Acronyms.open(tmp_path).forms == forms


def test_other_ways_of_writing_an_acronym_are_searched_for_too() -> None:
    words = {"mhldc": 1, "mhldsc": 3, "mhldcs": 1, "mhlda": 5, "trust": 9}
    assert variants("MHLDC", words) == ["mhldsc", "mhldcs"]
    assert variants("mhldcs", words) == ["mhldc", "mhldsc"]
    assert variants("mhldc", ["mhxyc", "mdlhc"]) == []
    expanded = Acronyms({}).expand("What is MHLDC?", words)
    assert expanded == "What is MHLDC? (MHLDSC; MHLDCS)"


@pytest.mark.parametrize("word", ["mhlda", "ICB", "C2AI", ""])
def test_another_letter_is_another_acronym_and_short_ones_have_no_variants(word: str) -> None:
    assert variants(word, ["mhldc", "icbs", "icp", "c2a"]) == []


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("SLaM", "South London and Maudsley"),
        ("SECAmb", "South East Coast Ambulance"),
        ("HBTP", "Harbour and Bay Trusts Partnership"),
    ],
)
def test_an_acronym_that_the_corpus_never_writes_stands_for_the_name_that_it_is_made_of(asked: str, name: str) -> None:
    told = f"The {name} Service opened. South London Mental Health and the South East Coast Ambition Group did not."
    table = Acronyms({}, names_in([told]))
    assert table.long_forms(asked) == [name]
    assert table.expand(f"Who leads {asked}?", {}) == f"Who leads {asked}? ({name})"
    assert table.long_forms(asked.lower()) == [] and table.long_forms("XYZ") == []


def test_words_that_an_unexplained_acronym_may_stand_for_are_searched_as_it_too() -> None:
    asked = "How many community diagnostic centres are open?"
    assert Acronyms({}).expand(asked, {"cdc": 3}) == f"{asked} (CDC)"
    assert Acronyms({"cdc": ["centre for disease control"]}).expand(asked, {"cdc": 3}) == asked
    assert Acronyms({}).expand(asked, {}) == asked
    assert Acronyms({}).expand("Who chairs the board?", {"wcb": 1, "who": 1, "cb": 2}) == "Who chairs the board?"


def test_a_word_that_can_be_spoken_is_searched_for_as_it_is() -> None:
    assert Acronyms({}).expand("Which trusts form it?", {"trust": 4, "from": 2}) == "Which trusts form it?"
