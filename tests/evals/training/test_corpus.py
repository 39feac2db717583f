"""The written passages as notes and questions: nothing is lost, and what is held out is told apart."""

from pathlib import Path

import pytest

from evals.questions import Labelled, read_questions
from evals.training.corpus import main, write_corpus
from evals.training.written import Asked, Passage, read_passages

PASSAGES = read_passages()


def squeezed(text: str) -> str:
    return " ".join(text.replace("\n- ", " ").split())


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_corpus(PASSAGES, folder)
    return folder


def test_every_title_is_a_note_that_holds_all_its_sentences(out: Path) -> None:
    notes = {path.read_text("utf-8") for path in (out / "corpus").glob("*.md")}
    by_title = {note.split("\n", 1)[0].removeprefix("# "): squeezed(note) for note in notes}
    assert by_title.keys() == {passage.title for passage in PASSAGES}
    for passage in PASSAGES:
        assert all(sentence in by_title[passage.title] for sentence in passage.sentences), passage.title


def test_the_questions_are_of_the_usual_form_and_quote_their_note(out: Path) -> None:
    held, trained = (read_questions(out / f"{name}.jsonl") for name in ("held-out", "trained"))
    assert len(held) + len(trained) == sum(len(passage.asked) for passage in PASSAGES)
    documents = [{document for one in of for gold in one.gold for document in gold.documents} for of in (held, trained)]
    assert not documents[0] & documents[1]
    titles = {p.title for p in PASSAGES if p.is_held_out}
    for one in held:
        check(one, out, titles)
    assert {one.answerable for one in held} == {True, False}
    assert {one.kind for one in held if not one.answerable} == {"unanswerable-near"}


def check(one: Labelled, out: Path, titles: set[str]) -> None:
    assert one.answerable == bool(one.gold)
    for gold in one.gold:
        note = (out / "corpus" / gold.documents[0]).read_text("utf-8")
        assert gold.text in squeezed(note)
        assert note.split("\n", 1)[0].removeprefix("# ") in titles


def test_short_lines_after_a_colon_are_a_list(tmp_path: Path) -> None:
    sentences = ("It has rules.", "Its members are:", "North Trust", "South Trust", "They meet in May.")
    long = "They meet in the town hall of the largest member every second Monday of the month from nine to noon."
    passage = Passage("The Pact", "Who is in it", (*sentences[:-1], long), (Asked("who is in it", "list", (2, 3)),))
    write_corpus([passage], tmp_path)
    (note,) = (tmp_path / "corpus").iterdir()
    assert note.name == "001-the-pact.md"
    assert note.read_text("utf-8") == (
        f"# The Pact\n\n## Who is in it\n\nIt has rules. Its members are:\n\n- North Trust\n- South Trust\n\n{long}\n"
    )


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "out")]) == 0
    assert "notes of" in capsys.readouterr().out
    (tmp_path / "file").write_text("", "utf-8")
    assert main([str(tmp_path / "file" / "out")]) == 1
    assert "cannot be written" in capsys.readouterr().err
