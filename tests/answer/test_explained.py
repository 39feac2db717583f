"""Acronyms are explained where they are met, from a sentence that spells them out."""

import pytest

from answer.answer import Citation, Explained, Statement
from answer.explained import explained
from index.build import build
from index.search import Searcher
from ingest.documents import Locator

FILES = {
    "boards.md": """# Boards

An integrated care board (ICB) plans care. Sharing between boards is run by the Harbour Alliance of Resilient Boards (HARB).
""",
    "money.md": "# Money\n\nThe ICBs of the coast and HARB share a budget of the NHS. The joint staff bank (JSB) is paid by the ICB.\n",
    "vans.md": "# Vans\n\nThe junior school bus (JSB) is free. On the coast the JSB is late.\n",
    "plans.md": "# Plans\n\nThe JSB and the XQZ are under review.\n",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    corpus = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (corpus / name).write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("home")
    build(home, [corpus])
    return Searcher.open(home)


def told(searcher: Searcher, *texts: str, question: str = "", path: str = "money.md") -> tuple[Explained, ...]:
    document = next(d for d in searcher.snapshot.documents() if d.path == path)
    cited = Citation(1, document.id, document.version, path, "T", "", "", "", "current", Locator(), 0, 1, "", "", "")
    return explained(question, [Statement(text, (1,), 1.0) for text in texts], [cited], searcher)


def test_an_acronym_comes_with_the_sentence_that_spells_it_out(searcher: Searcher) -> None:
    icb, harb = told(searcher, "The ICBs of the coast and HARB share a budget of the NHS.")
    assert (icb.short, icb.long) == ("ICB", "integrated care board")
    assert (harb.short, harb.long) == ("HARB", "Harbour Alliance of Resilient Boards")
    place = icb.place
    document = searcher.snapshot.document(place.document_id, place.version)
    assert document is not None and place.document == "boards.md"
    assert "integrated care board (ICB)" in document.text[place.start : place.end]


@pytest.mark.parametrize(
    ("texts", "question"),
    [
        (["An integrated care board (ICB) plans care.", "The ICB meets."], ""),
        (["Integrated care boards plan care.", "The ICBs meet."], ""),
        (["The ICB meets."], "When does the integrated care board meet?"),
        (["The NHS shares a budget."], ""),
        (["The XQZ is under review."], ""),
    ],
)
def test_what_is_spelt_out_before_is_plain_or_is_not_known_is_left(
    searcher: Searcher, texts: list[str], question: str
) -> None:
    assert told(searcher, *texts, question=question) == ()


def test_it_is_explained_once_though_met_often(searcher: Searcher) -> None:
    assert [each.short for each in told(searcher, "The ICB meets.", "The ICB and other ICBs meet.")] == ["ICB"]


def test_what_stands_for_two_things_is_told_by_the_cited_document_or_not_at_all(searcher: Searcher) -> None:
    assert [each.long for each in told(searcher, "The JSB is paid by the ICB.")][:1] == ["joint staff bank"]
    assert [each.long for each in told(searcher, "The JSB is late.", path="vans.md")] == ["junior school bus"]
    assert told(searcher, "The JSB is under review.", path="plans.md") == ()
