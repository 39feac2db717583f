"""Gold spans are found by their words, whatever the passages, and a ranking is scored by the spans it meets."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from answer.answer import Question
from evals.gold import Found, GoldSpans, Need, evidence_run
from evals.questions import Gold, Labelled
from evals.retrieval import measure

TEXT = "# Heading\n\nThe alliance was\nformed in 2019.  It saved £2.4m in one year.\n"


def asked(*gold: Gold, also: tuple[Gold, ...] = ()) -> Labelled:
    return Labelled("q-1", Question("when?"), "date", True, (("2019",),), 1, gold=gold, also=also)


def hit(start: int, end: int, document: str = "a.md", text: str = TEXT) -> Found:
    return Found(document, start, end, text[start:end])


def test_a_quote_is_found_across_line_ends_with_its_offsets_in_the_text() -> None:
    (need,) = GoldSpans({"a.md": TEXT}).needs(asked(Gold("The alliance was formed in 2019.", ("a.md",))))
    ((document, start, end),) = need.places
    assert (document, TEXT[start:end]) == ("a.md", "The alliance was\nformed in 2019.")


def test_a_document_is_known_with_and_without_the_folder_above_it() -> None:
    for path, named in (("notes/a.md", "a.md"), ("a.md", "notes/a.md")):
        assert GoldSpans({path: TEXT}).needs(asked(Gold("It saved £2.4m", (named,))))
    assert not GoldSpans({"ba.md": TEXT}).needs(asked(Gold("It saved £2.4m", ("a.md",))))


def test_quotes_of_other_documents_leave_a_question_unscored() -> None:
    assert GoldSpans({"a.md": TEXT}).needs(asked(Gold("Nothing of the kind is said here at all.", ("a.md",)))) == ()
    assert GoldSpans({"a.md": TEXT}).needs(asked(Gold("Nothing of the kind is said here at all."))) == ()


def test_a_hit_meets_a_span_of_which_it_holds_half() -> None:
    (need,) = GoldSpans({"a.md": TEXT}).needs(asked(Gold("It saved £2.4m in one year.", ("a.md",))))
    ((_, start, end),) = need.places
    middle = (start + end) // 2
    assert need.met_by(hit(0, middle + 1)) and need.met_by(hit(middle, len(TEXT)))
    assert not need.met_by(hit(0, start + 3)) and not need.met_by(hit(0, len(TEXT), document="b.md"))


def test_what_answers_as_well_counts() -> None:
    question = asked(Gold("The alliance was formed in 2019.", ("a.md",)), also=(Gold("Since 2019", ("b.md",)),))
    (need,) = GoldSpans({"a.md": TEXT, "b.md": "Since 2019 it grew."}).needs(question)
    assert need.met_by(Found("b.md", 0, 19, "Since 2019 it grew."))


def test_the_measures_do_not_depend_on_how_passages_are_cut() -> None:
    question = asked(
        Gold("The alliance was formed in 2019.", ("a.md",)), Gold("It saved £2.4m in one year.", ("a.md",))
    )
    needs = GoldSpans({"a.md": TEXT}).needs(question)
    middle = TEXT.index("It saved")
    for hits in ([hit(0, len(TEXT))], [hit(middle, len(TEXT)), hit(0, middle)]):
        values = measure({"q": {"need 0": 1, "need 1": 1}}, {"q": evidence_run(needs, hits)})
        assert all(of["q"] == 1.0 for of in values.values()), values


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12))
def test_a_ranking_names_each_need_at_most_once_and_no_name_twice(spans: list[tuple[int, int]]) -> None:
    needs = [Need((), (("a.md", 5, 15),)), Need((), (("a.md", 20, 40),))]
    ranking = evidence_run(needs, [hit(start, start + length) for start, length in spans])
    assert len(set(ranking)) == len(ranking) >= len(spans)


def test_a_span_in_a_copy_of_a_found_passage_is_found() -> None:
    (need,) = GoldSpans({"a.md": TEXT, "b.md": TEXT}).needs(asked(Gold("It saved £2.4m in one year.", ("b.md",))))
    found = hit(0, len(TEXT))
    assert not need.met_by(found)
    assert need.met_by(replace(found, copies=(hit(0, len(TEXT), document="b.md"),)))
    assert not need.met_by(replace(found, copies=(hit(0, 3, document="b.md"),)))
