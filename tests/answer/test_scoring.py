"""Scores of texts: windows that lose nothing, and a command that gives all scores or a clear reason."""

import json
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import guide
from answer.scoring import WINDOW, Line, Scorer
from answer.support import judge
from index.search import MODELS

CUT_WORD = 2  # tokens more: a word that is cut is told apart otherwise
FILLER = " ".join(
    f"On day {n} of the audit the team counted chairs, lamps and folders in a quiet ward." for n in range(40)
)
ANSWER = "The Harbour Alliance is chaired by Dr Ann Price."
QUESTION = "Who chairs the Harbour Alliance?"


@lru_cache(maxsize=1)
def opened() -> Scorer:
    return Scorer.open(MODELS / "evidence")


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return opened()


TEXTS = st.text(st.sampled_from("ab .,!?\n漢é🙂1-'"), max_size=400) | st.text(max_size=200)
PROSE = st.lists(st.sampled_from([ANSWER, "It met.", FILLER[:300], "x" * 700, "漢" * 200]), max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS | PROSE)
def test_windows_hold_every_word_once_and_fit_the_model(text: str) -> None:
    windows = opened().windows(text)
    assert all(start < end for start, end in windows)
    assert all(a[1] <= b[0] for a, b in zip(windows, windows[1:], strict=False))
    assert "".join("".join(text[a:b].split()) for a, b in windows) == "".join(text.split())
    assert all(len(opened()._tokens(text[a:b])) <= WINDOW + CUT_WORD for a, b in windows)


def test_windows_are_whole_sentences_where_these_are_short(scorer: Scorer) -> None:
    shown = [FILLER[a:b] for a, b in scorer.windows(FILLER)]
    assert len(shown) > 5
    assert all(text.startswith("On day") and text.endswith("ward.") for text in shown)


def test_the_best_window_of_a_long_text_counts(scorer: Scorer) -> None:
    without = scorer.score(Line(1, FILLER, question=QUESTION))
    first, last = (
        scorer.score(Line(1, text, question=QUESTION)) for text in (f"{ANSWER} {FILLER}", f"{FILLER} {ANSWER}")
    )
    assert first > without and last > without
    assert 0 <= without < first <= 1 and last <= 1


def test_nothing_answers_nothing(scorer: Scorer) -> None:
    assert scorer.score(Line(1, " \n", question=QUESTION)) == 0.0


@pytest.mark.parametrize("question", ["漢字" * 400, "1 " * 500, "🙂" * 300, "who " * 900])
def test_a_question_of_any_length_leaves_room_for_the_text(scorer: Scorer, question: str) -> None:
    assert 0 <= scorer.score(Line(1, ANSWER, question=question)) <= 1
    assert scorer.score(Line(1, ANSWER, question=question)) != scorer.score(Line(1, "Lamps.", question=question))


def run(tmp_path: Path, *lines: str) -> tuple[int, Path]:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    return guide.main(["models", "score", str(source), str(out)]), out


def test_the_command_scores_questions_and_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim = "Dr Ann Price chairs the Harbour Alliance."
    told = [
        {"id": "q", "question": QUESTION, "text": ANSWER, "more": "is ignored"},
        {"id": 7, "claim": claim, "text": f"{claim} She was appointed in 2021."},
        {"id": None, "claim": claim, "text": "The Harbour Alliance has no chair."},
        {"id": ["e"], "question": QUESTION, "text": ""},
    ]
    code, out = run(tmp_path, "\ufeff" + json.dumps(told[0]), "", *map(json.dumps, told[1:]), "")
    assert code == 0
    assert "4 scores" in capsys.readouterr().out
    written = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [list(line) for line in written] == [["id", "score"]] * 4
    assert [line["id"] for line in written] == ["q", 7, None, ["e"]]
    scores = [line["score"] for line in written]
    assert all(0 <= score <= 1 for score in scores)
    assert scores[1] == 1.0 and scores[2] == pytest.approx(judge(told[2]["text"], claim).score) and scores[2] < 1
    assert scores[3] == 0.0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{not json", "is not JSON"),
        ("[1]", "needs {"),
        ('{"question": "a", "text": "b"}', "needs {"),
        ('{"id": 1, "question": "a"}', "needs {"),
        ('{"id": 1, "text": "b"}', "either a question or a claim"),
        ('{"id": 1, "question": "a", "claim": "b", "text": "c"}', "either a question or a claim"),
        ('{"id": 1, "question": ["a"], "text": "c"}', "question"),
        ('{"id": 1, "claim": "a", "text": null}', "text"),
        ('{"id": 1, "claim": " ", "text": "b"}', "claim is empty"),
        ('{"id": 1, "claim": "\\ud800", "text": "b"}', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    good = json.dumps({"id": 1, "question": QUESTION, "text": ANSWER})
    code, out = run(tmp_path, good, "", line)
    message = capsys.readouterr().err
    assert code == 1
    assert "in.jsonl, line 3" in message and told in message
    assert not out.exists()


def test_files_that_cannot_be_used_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.main(["models", "score", str(tmp_path / "none.jsonl"), str(tmp_path / "out")]) == 1
    assert "none.jsonl cannot be read" in capsys.readouterr().err
    good = json.dumps({"id": 1, "claim": "It met.", "text": "It met."})
    (tmp_path / "in.jsonl").write_text(good, "utf-8")
    assert guide.main(["models", "score", str(tmp_path / "in.jsonl"), str(tmp_path / "no" / "out")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert guide.main(["models", "score", str(tmp_path / "in.jsonl")]) == 1
    assert "guide models score IN OUT" in capsys.readouterr().err
