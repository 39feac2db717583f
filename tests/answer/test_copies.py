"""Promises of an answer on copied words: said once, cited once from what is in force, the other places named."""

from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.pipeline import Answerer
from answer.text import batch_line, spoken
from index.wording import same, wording

PAYS = "The trust that borrows a nurse pays for the shifts at the end of each quarter."


@pytest.fixture(scope="module")
def copied(copied_home: Path) -> Answerer:
    return Answerer.open(copied_home)


def ask(copied: Answerer, text: str) -> Answer:
    return copied.ask(Question(text))


def test_a_copied_sentence_is_said_once_and_cited_once(copied: Answerer) -> None:
    answer = ask(copied, "Who pays for a nurse that is lent?")
    assert [statement.text for statement in answer.statements].count(PAYS) == 1
    assert all(len(statement.citations) == 1 for statement in answer.statements)
    (citation,) = [c for c in answer.citations if PAYS in c.quote]
    assert (citation.document, citation.status) == ("policy-2024.md", "current")
    assert sorted(place.document for place in citation.also) == ["policy-2021.md", "toolkit.md"]


def test_each_other_place_holds_the_same_words_where_it_says(copied: Answerer) -> None:
    answer = ask(copied, "Which trusts lend nurses to a neighbour?")
    places = [(citation, place) for citation in answer.citations for place in citation.also]
    assert len(places) >= 2
    for citation, place in places:
        document = copied.searcher.snapshot.document(place.document_id, place.version)
        assert document is not None
        assert (place.document, place.title, place.status) == (document.path, document.title, document.status)
        assert same(wording(document.text[place.start : place.end]), wording(citation.quote))
        assert (
            place.url == f"/sources/{document.id}?version={document.version}&start={place.start}&end={place.end}#cited"
        )


def test_an_answer_from_the_old_policy_alone_cites_the_one_in_force(
    copied: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {d.id: d.path for d in copied.searcher.snapshot.documents()}
    search = copied.searcher.search

    def only_old(*given: object, **more: object) -> list[object]:
        """What is in force was not retrieved."""
        hits = [each for hit in search(*given, **more) for each in (hit, *hit.copies)]  # type: ignore[arg-type]
        return [hit for hit in hits if paths[hit.passage.document_id] == "policy-2021.md"]

    monkeypatch.setattr(copied.searcher, "search", only_old)
    answer = ask(copied, "Who pays for a nurse that is lent?")
    (citation,) = [c for c in answer.citations if PAYS in c.quote]
    assert (citation.document, answer.as_of) == ("policy-2024.md", "2024")
    assert "policy-2021.md" in [place.document for place in citation.also]


def test_another_figure_is_another_piece_of_evidence(copied: Answerer) -> None:
    answer = ask(copied, "How many trusts does a request for nurses go to?")
    cited = {citation.document: citation for citation in answer.citations if "request" in citation.quote}
    assert "51 trusts" in cited["policy-2024.md"].quote
    assert all(citation.also == () for citation in cited.values())


def test_what_stands_in_one_place_has_no_other(copied: Answerer) -> None:
    answer = ask(copied, "Who gets the list of the people a ward has lent?")
    (citation,) = [c for c in answer.citations if "matron on the first Monday" in c.quote]
    assert citation.also == ()


def test_a_person_is_told_in_one_line_and_a_script_with_spans(copied: Answerer) -> None:
    answer = ask(copied, "What do the coastguard and two hospitals share?")
    assert spoken(answer, sources=True).splitlines()[-2:] == [
        "[1] Press notice: Helicopter (2023-05)",
        "    Also in: news",
    ]
    assert "Also in" not in spoken(answer)
    (citation,) = batch_line("q1", answer)["citations"]
    (place,) = citation["also"]
    assert (place["document"], place["start"]) == ("news.txt", 0)
