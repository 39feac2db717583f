"""The judge of support: quoting and close paraphrase are borne out; another figure, name, denial, time or role is not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.support import Judge, judge, supports

TEXT = "In 2019 the Harbour Alliance of four trusts was formed, and it saved £2.4m in its first year."
WORDS = list(re.finditer(r"\S+", TEXT))


@given(st.integers(0, len(WORDS) - 1), st.integers(1, len(WORDS)))
def test_every_run_of_words_of_a_text_is_supported_by_it(first: int, length: int) -> None:
    run = TEXT[WORDS[first].start() : WORDS[min(first + length, len(WORDS)) - 1].end()]
    assert judge(f"Before. {TEXT} After.", run).reasons == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts_get_a_verdict_within_its_bounds(evidence: str, statement: str) -> None:
    found = judge(evidence, statement)
    assert 0 <= found.score <= 1 and 0 <= found.held <= 1
    assert 0 <= found.start <= found.end <= len(evidence)
    assert found.supported is not bool(found.reasons)


@given(st.text(max_size=60))
def test_a_text_supports_itself_if_it_says_anything(text: str) -> None:
    assert supports(f"Before.\n{text}\nAfter.", text) or not any(c.isalnum() for c in text)


def test_a_verdict_names_the_stretch_it_rests_on() -> None:
    evidence = f"The weather was fine. {TEXT} Nobody minded."
    for statement in (TEXT, "The Harbour Alliance of four trusts was formed in 2019."):
        found = judge(evidence, statement)
        assert evidence[found.start : found.end].rstrip(".") == TEXT.rstrip(".")


@pytest.mark.parametrize(
    ("evidence", "statement"),
    [
        (TEXT, "The Harbour Alliance of four trusts was formed in 2019."),
        (TEXT, "Formed in 2019, the Harbour Alliance saved £2.4m in its first year."),
        (TEXT, "The Harbour Alliance of 4 trusts saved £2.4 million in its first year."),
        ("It saved £4.6 million, or 12 per cent, in 2021/22.", "It saved £4.6m, or 12%, in 2021-22."),
        ("It began on 1 April 2021.", "It began on 01/04/2021."),
        ("It began on 2021-04-01.", "It began on April 1, 2021."),
        ("More than 50 trusts have joined.", "Over fifty trusts have joined."),
        ("The trusts do not lend nurses.", "The trusts don't lend nurses."),
        ("The northern trusts formed the board in 2019.", "In 2019 the board was formed by the northern trusts."),
        ("The alliance will save money by 2025.", "The alliance is expected to save money by 2025."),
        ("The members are Leeds, Bradford and Wakefield.", "The members are Wakefield, Bradford and Leeds."),
        ("The Harbour Alliance has four trusts. It was formed in 2019.", "The Harbour Alliance was formed in 2019."),
        ("The four trusts of the alliance are:\nNorthgate\nSaltmarsh", "The trusts of the alliance are Northgate, Saltmarsh."),
        ("The board, which has no office, was formed in 2019.", "The board was formed in 2019."),
        ("It runs 26 acute and 15 mental health groups.", "It runs 15 mental health and 26 acute groups."),
    ],
)  # fmt: skip
def test_the_same_said_in_nearly_the_same_words_is_supported(evidence: str, statement: str) -> None:
    found = judge(evidence, statement)
    assert found.supported, found.reasons
    assert found.score >= 0.9


@pytest.mark.parametrize(
    ("evidence", "statement", "told"),
    [
        # figures, units and dates
        (TEXT, "The Harbour Alliance of four trusts was formed in 2018.", "2018"),
        (TEXT, "The Harbour Alliance of five trusts was formed in 2019.", "five"),
        (TEXT, "The Harbour Alliance of four trusts saved £2.5m in its first year.", "£2.5m"),
        (TEXT, "The Harbour Alliance of four trusts saved £2.4bn in its first year.", "£2.4bn"),
        (TEXT, "The Harbour Alliance of four trusts saved 2.4% in its first year.", "2.4%"),
        (TEXT, "The Harbour Alliance saved £2.4m in its second year.", "second"),
        ("It began on 1 April 2021.", "It began on 1 May 2021.", "“May”"),
        ("It began on 1 April 2021.", "It began on 2 April 2021.", "2"),
        ("It runs 26 acute and 15 mental health groups.", "It runs 15 acute and 26 mental health groups.", "15"),
        ("Savings rose from £2m in 2019 to £3m in 2021.", "Savings rose from £3m in 2019 to £2m in 2021.", "£3m"),
        ("It runs 26 acute and 15 mental health groups.", "It runs 15 acute groups.", "“15” goes with “acute”"),
        ("Savings rose from £2m in 2019 to £3m in 2021.", "Savings were £3m in 2019 and £2m in 2021.", "order"),
        ("Trusts may join in May 2021.", "Trusts join in May 2021.", "may"),
        # names
        (TEXT, "In 2019 the Northern Alliance of four trusts was formed.", "northern"),
        ("The Harbour Trust met the Northern Alliance.", "The Harbour Alliance met the Northern Trust.", "harbour alliance"),
        # denials
        (TEXT, "In 2019 the Harbour Alliance of four trusts was not formed.", "“not” of “formed”"),
        ("The trusts did not formally merge.", "The trusts did merge formally.", "“not”"),
        ("The trusts did not merge.", "trusts did merge", "“not”"),
        ("The board never met in Leeds.", "The board met in Leeds.", "never"),
        ("None of the trusts employs nurses.", "The trusts employs nurses.", "not"),
        ("The trusts share staff without a contract.", "The trusts share staff with a contract.", "not"),
        ("There is no new money for trusts.", "There is not no new money for trusts.", "twice"),
        # comparisons and amounts
        ("More than 50 trusts have joined.", "Fewer than 50 trusts have joined.", "less than"),
        ("Up to 50 trusts have joined.", "At least 50 trusts have joined.", "at least"),
        ("About 50 trusts have joined.", "50 trusts have joined.", "about"),
        ("Some trusts share staff.", "All trusts share staff.", "all"),
        ("Most trusts share staff.", "Trusts share staff.", "most"),
        ("Trusts may only share staff in winter.", "Trusts may share staff in winter.", "only"),
        ("The alliance has more beds than staff.", "The alliance has fewer beds than staff.", "less"),
        ("Waiting lists for planned surgery fell in all four of the hospitals on the coast in the long winter of 2021.",
         "Waiting lists for planned surgery rose in all four of the hospitals on the coast in the long winter of 2021.", "rose"),
        # time and mood
        ("It was formed before 2019.", "It was formed after 2019.", "after"),
        ("It has worked since 2019.", "It has worked until 2019.", "until"),
        ("The alliance will save £2m.", "The alliance saved £2m.", "will"),
        ("The alliance aims to save £2m.", "The alliance saved £2m.", "aims to"),
        ("It was set up to save £2m.", "It was set up and saved £2m.", "to save"),
        ("Trusts may share staff.", "Trusts must share staff.", "must"),
        ("The alliance was a partnership.", "The alliance is a partnership.", "“is”"),
        # who does what to whom
        ("Northgate lends nurses to Saltmarsh.", "Saltmarsh lends nurses to Northgate.", "changed places"),
        ("The board pays the trusts each quarter.", "The trusts pays the board each quarter.", "changed places"),
        ("The northern trusts formed the board.", "The northern trusts were formed by the board.", "changed places"),
        ("Saltmarsh is larger than Northgate.", "Northgate is larger than Saltmarsh.", "changed places"),
        ("Patients pay hospitals.", "Hospitals pay patients.", "changed places"),
        # another thing
        ("The trusts share theatres on the coast.", "The charities share theatres on the coast.", "charities"),
        ("The Harbour Alliance has four trusts. Moorland saved £2m.", "The Harbour Alliance saved £2m.", "words"),
        (TEXT, "The alliance was wound up by its members.", "words"),
        (TEXT, "", "nothing"),
        (TEXT, " \n", "nothing"),
        (TEXT, "Hello there, how are you?", "words"),
    ],
)  # fmt: skip
def test_what_the_source_does_not_say_is_not_supported_and_the_reason_is_told(
    evidence: str, statement: str, told: str
) -> None:
    found = judge(evidence, statement)
    assert not found.supported
    assert found.score < 0.9
    assert told in " ".join(found.reasons)


def test_saying_otherwise_scores_at_most_a_half_however_many_words_agree() -> None:
    other = judge(TEXT, TEXT.replace("2019", "2018"))
    assert other.held >= 0.9 and other.score <= 0.5


def test_figures_that_change_places_are_not_supported() -> None:
    assert supports("It ran 26 acute and 15 mental health groups.", "It ran 26 acute and 15 mental groups.")
    assert not supports("It ran 26 acute and 15 mental health groups.", "It ran 15 acute and 26 mental health groups.")


def test_words_that_stand_far_apart_do_not_support() -> None:
    filler = " ".join(["something else entirely was said there"] * 20)
    assert not supports(f"The alliance {filler} formed {filler} in 2019.", "The alliance formed in 2019.")


def test_each_sentence_of_a_statement_must_be_supported() -> None:
    held = Judge(f"{TEXT} The board meets in Leeds.")
    assert held.verdict("The board meets in Leeds. The Harbour Alliance was formed in 2019.").supported
    assert not held.verdict("The board meets in Leeds. The Harbour Alliance was formed in 2020.").supported
