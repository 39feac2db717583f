"""An answer as a person reads it."""

from dataclasses import replace
from typing import Any

import pytest

from answer.answer import Answer, Citation, Notice, Origin, Outcome, Place, Statement
from answer.text import source_line, spoken
from ingest.documents import Locator


def answer(*statements: Statement, **more: object) -> Answer:
    return Answer("1", "q", "q", Outcome.ANSWERED, statements=statements, **more)  # type: ignore[arg-type]


def test_sentences_run_on_and_list_items_get_lines() -> None:
    said = answer(
        Statement("One.", (1,), 1.0),
        Statement("Two.", (1,), 1.0),
        Statement("They are:", (2,), 1.0, "lead_in"),
        Statement("first", (2,), 1.0, "item"),
        Statement("second", (2,), 1.0, "item"),
        Statement("Three.", (3,), 1.0),
        as_of="2022",
    )
    assert spoken(said) == "One. Two. They are:\n- first\n- second\nThree.\nAs of 2022."


def test_an_undated_source_says_so() -> None:
    assert spoken(answer(Statement("One.", (1,), 1.0), as_of="undated")).endswith("The source gives no date.")


def test_notices_stand_before_the_date_and_numbers_only_beside_sources() -> None:
    told = Notice("superseded", "“Old” was withdrawn.", (1, 2))
    said = answer(Statement("One.", (1,), 1.0), notices=(told,), as_of="2022")
    assert spoken(said) == "One.\n“Old” was withdrawn.\nAs of 2022."
    assert spoken(said, sources=True) == "One. [1]\n“Old” was withdrawn. [1][2]\nAs of 2022."


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "[1] T (P, 2020)"),
        ({"status": "withdrawn"}, "[1] T (P, 2020, withdrawn)"),
        ({"origins": (Origin("a", "A", "Q", "2021", "", "", "draft"),)}, "[1] T (from Q, 2021, draft)"),
        (
            {"status": "superseded", "origins": (Origin("a", "A", "Q", "2021", "", ""),)},
            "[1] T (replaced by a newer one; from Q, 2021)",
        ),
    ],
)
def test_a_source_line_ends_in_its_status(changes: dict[str, Any], told: str) -> None:
    cited = Citation(1, "d", "v", "t.md", "T", "P", "note", "2020", "current", Locator(), 0, 1, "O", "/", "")
    assert source_line(replace(cited, **changes)) == told


def test_without_statements_the_message_is_read() -> None:
    assert spoken(Answer("1", "q", "q", Outcome.ABSTAINED, message="I don't have that.")) == "I don't have that."


def cited(n: int, page: int, *also: Place) -> Citation:
    own = Citation(n, "d", "v", "t.pdf", "T", "P", "report", "2020", "current", Locator(page=page), 0, 1, "O", "/", "")
    return replace(own, also=also)


def copied(title: str, document_id: str, page: int, status: str = "current") -> Place:
    return Place(document_id, "v", f"{document_id}.pdf", title, "", "", status, Locator(page=page), 0, 1, "/")


def test_sources_of_one_place_share_a_line_and_each_copy_is_named_once() -> None:
    old = copied("Old", "o", 4, "superseded")
    first = cited(1, 3, old, copied("T", "d", 3))
    said = answer(citations=(first, cited(2, 3, old, copied("T", "d", 9), copied("T", "e", 3)), cited(3, 5)))
    assert spoken(said, sources=True).splitlines()[-4:] == [
        "Sources:",
        "[1][2] T: page 3 (P, 2020)",
        "    Also in: Old: page 4 (replaced by a newer one); T: page 9; T: page 3 (e.pdf)",
        "[3] T: page 5 (P, 2020)",
    ]
