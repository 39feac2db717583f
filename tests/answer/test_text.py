"""An answer as a person reads it."""

from answer.answer import Answer, Outcome, Statement
from answer.text import spoken


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


def test_without_statements_the_message_is_read() -> None:
    assert spoken(Answer("1", "q", "q", Outcome.ABSTAINED, message="I don't have that.")) == "I don't have that."
