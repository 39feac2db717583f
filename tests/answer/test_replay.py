"""Answers made again: the same on the same snapshot, and on a newer one what changed."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import guide
from answer.answer import Question, Receipt, Turn
from answer.pipeline import Answerer
from answer.replay import Replayer
from index.build import build
from index.snapshot import current_id

NOTES = {
    "alliance.md": """---
title: The Quayside Alliance
as_of: "2022"
---
# The Quayside Alliance

The Quayside Alliance is a provider collaborative of four acute trusts. The Quayside Alliance was formed in 2019.

## What it has saved

Shared purchasing saved the Quayside Alliance £2.4m in 2021-22.
""",
    "scanners.md": """---
title: Shared scanners
as_of: "2021"
---
# Shared scanners

Three scanners in the valley are shared by eleven clinics and booked through one desk in Fernley.
""",
}
FORMED = Question("When was the Quayside Alliance formed?")
SCANNERS = Question("How many clinics share the scanners in the valley?")
Change = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the notes."""
    made = tmp_path / "notes"
    made.mkdir()
    for name, text in NOTES.items():
        (made / name).write_text(text, "utf-8")
    return made


@pytest.fixture
def home(folder: Path, tmp_path: Path) -> Path:
    """A home with an index over the notes."""
    made = tmp_path / "home"
    build(made, [folder])
    return made


def receipt_of(home: Path, question: Question) -> Receipt:
    held = Answerer.open(home).ask(question).receipt
    assert held is not None and held.statements
    return held


def rewrite(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


def run(path: Path, home: Path, receipt: Receipt) -> int:
    path.write_text(json.dumps(asdict(receipt)), "utf-8")
    return guide.main(["replay", str(path), "--home", str(home)])


def test_the_same_snapshot_gives_the_same_answer(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "receipt.json"
    asked = ["ask", FORMED.text, "--home", str(home), "--receipt", str(file)]
    assert guide.main(asked) == 0
    assert guide.main(["replay", str(file), "--home", str(home)]) == 0
    printed = capsys.readouterr().out
    assert f"its own snapshot {current_id(home)}: the same answer" in printed
    assert "current snapshot" not in printed


def test_a_follow_up_is_made_again_with_its_history(home: Path) -> None:
    held = receipt_of(home, Question("when was it formed?", (Turn("What is the Quayside Alliance?", "Four trusts."),)))
    (replay,) = Replayer(home).replay(held)
    assert replay.same
    (without,) = Replayer(home).replay(replace(held, history=()))
    assert not without.same


@pytest.mark.slow
def test_on_a_newer_snapshot_it_says_which_statements_went_and_came(
    folder: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = receipt_of(home, FORMED)
    rewrite("alliance.md", "formed in 2019", "formed in 2020")(folder)
    build(home, [folder])
    own, now = Replayer(home).replay(held)
    assert (own.own, own.same, own.documents) == (True, True, ())
    assert (now.own, now.same) == (False, False)
    assert now.gone == ["The Quayside Alliance was formed in 2019."]
    assert now.new == ["The Quayside Alliance was formed in 2020."]
    assert now.kept == [s.text for s in held.statements if "2019" not in s.text]
    assert [(d.path, d.became, d.words_at) for d in now.documents] == [("alliance.md", "changed", ())]
    assert run(tmp_path / "r.json", home, held) == 1
    printed = capsys.readouterr().out
    assert f"its own snapshot {held.snapshot}: the same answer" in printed
    assert f"the current snapshot {current_id(home)}: another answer" in printed
    assert "gone: The Quayside Alliance was formed in 2019." in printed
    assert "alliance.md has changed; the cited words no longer stand in it" in printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "became", "words_at"),
    [
        (rewrite("alliance.md", "£2.4m", "£2.6m"), "changed", ("alliance.md",)),
        (lambda folder: (folder / "alliance.md").rename(folder / "moved.md"), "moved", ("moved.md",)),
        (
            lambda folder: (
                (folder / "alliance.md").rename(folder / "a.md") and rewrite("a.md", "£2.4m", "£2.6m")(folder)
            ),
            "vanished",
            ("a.md",),
        ),
    ],
)
def test_a_change_that_the_reader_does_not_see_is_told_and_the_answer_is_the_same(
    folder: Path, home: Path, tmp_path: Path, change: Change, became: str, words_at: tuple[str, ...]
) -> None:
    held = receipt_of(home, FORMED)
    change(folder)
    build(home, [folder])
    _, now = Replayer(home).replay(held)
    assert now.same
    assert [(d.path, d.became, d.words_at) for d in now.documents] == [("alliance.md", became, words_at)]
    assert run(tmp_path / "r.json", home, held) == 0


def test_a_document_that_is_gone_with_its_words_takes_the_answer_along(
    folder: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = receipt_of(home, SCANNERS)
    (folder / "scanners.md").unlink()
    build(home, [folder])
    _, now = Replayer(home).replay(held)
    assert not now.same and now.gone == [s.text for s in held.statements]
    assert [(d.path, d.became, d.words_at) for d in now.documents] == [("scanners.md", "vanished", ())]
    assert run(tmp_path / "r.json", home, held) == 1
    printed = capsys.readouterr().out
    assert "outcome: was answered, is abstained" in printed
    assert "scanners.md is not there any more; the cited words stand in no document" in printed
    assert "as of: was 2021, is no date" in printed


def test_without_its_own_snapshot_the_current_one_is_asked_and_that_is_said(
    folder: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = receipt_of(home, FORMED)
    rewrite("scanners.md", "eleven", "twelve")(folder)
    build(home, [folder])
    shutil.rmtree(home / "snapshots" / held.snapshot)
    (now,) = Replayer(home).replay(held)
    assert now.same and not now.own and not now.documents
    assert run(tmp_path / "r.json", home, held) == 0
    assert f"its own snapshot {held.snapshot}: not in the home any more" in capsys.readouterr().out


def test_a_name_of_a_snapshot_leads_nowhere_outside_the_home(home: Path, tmp_path: Path) -> None:
    held = receipt_of(home, FORMED)
    shutil.copytree(home / "snapshots" / held.snapshot, tmp_path / "abc")
    (replay,) = Replayer(home).replay(replace(held, snapshot="../../abc"))
    assert not replay.own


def test_a_receipt_that_somebody_changed_does_not_pass(home: Path) -> None:
    held = receipt_of(home, FORMED)
    said, *rest = held.statements
    span, *spans = held.spans
    for other in (
        replace(held, statements=(replace(said, text="The alliance was formed in 1066."), *rest)),
        replace(held, spans=(replace(span, quote="formed in 1066"), *spans)),
        replace(held, as_of="1066"),
        replace(held, digest="0" * 64),
    ):
        (replay,) = Replayer(home).replay(other)
        assert not replay.same


def test_what_makes_answers_otherwise_now_is_named(home: Path) -> None:
    held = receipt_of(home, FORMED)
    encoder = Answerer.open(home).searcher.encoder.name
    other = replace(held, settings="0", composer="older", models={**held.models, encoder: "0", "gone": "1"})
    (replay,) = Replayer(home).replay(other)
    assert replay.same
    assert replay.made_otherwise == ["settings", "composer", *sorted([f"model {encoder}", "model gone"])]


def test_the_lines_of_a_batch_are_counted_and_those_that_differ_told(
    folder: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked = [{"id": n, "question": q.text} for n, q in enumerate((FORMED, SCANNERS, Question("who leads it?")))]
    given.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    replay = ["replay", str(written), "--home", str(home)]
    assert guide.main(["batch", str(given), str(written), "--home", str(home)]) == 0
    capsys.readouterr()
    assert guide.main(replay) == 0
    assert capsys.readouterr().out == "3 of 3 answers are the same\n"
    rewrite("scanners.md", "eleven", "twelve")(folder)
    build(home, [folder])
    assert guide.main(replay) == 1
    printed = capsys.readouterr().out
    assert "2 of 3 answers are the same" in printed
    assert f"{written}, line 2: {SCANNERS.text}" in printed and FORMED.text not in printed


def test_a_file_or_a_home_that_cannot_be_used_is_told_apart_from_another_answer(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held, file = receipt_of(home, FORMED), tmp_path / "r.json"
    assert run(file, tmp_path / "none", held) == 2
    assert "guide ingest" in capsys.readouterr().err
    file.write_text("{", "utf-8")
    assert guide.main(["replay", str(file), "--home", str(home)]) == 2
    assert f"guide replay: {file}, line 1" in capsys.readouterr().err


def test_personal_details_are_not_written_to_a_receipt(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.json"
    asked = "What happens to the patient with NHS number 943 476 5919?"
    assert guide.main(["ask", asked, "--home", str(home), "--receipt", str(file)]) == 0
    assert not file.exists() and "No receipt was written" in capsys.readouterr().err
