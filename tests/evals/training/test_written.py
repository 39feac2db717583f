"""The written passages and their groups: true to what they say of themselves, and the held-out ones kept apart."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from evals.errors import EvaluationError
from evals.training.in_domain import own_groups
from evals.training.pairs import Group
from evals.training.recipe import recipe
from evals.training.written import FOLDER, Passage, read_passages

PASSAGES = read_passages()
SOME = [p for n, p in enumerate(PASSAGES) if n % 24 < 4]  # neighbours, which are often of one document


@pytest.fixture(scope="module")
def groups() -> list[Group]:
    return list(own_groups(SOME, 1))


def test_there_are_enough_of_both_kinds_and_none_twice() -> None:
    asked = [asked for passage in PASSAGES for asked in passage.asked]
    assert len(PASSAGES) >= 300 and len({(p.title, p.sentences) for p in PASSAGES}) == len(PASSAGES)
    assert 0.4 < sum(bool(one.answers) for one in asked) / len(asked) < 0.6
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 4_000_000


def test_one_title_in_five_is_held_out_and_half_of_these_are_for_testing() -> None:
    held = {passage.title for passage in PASSAGES if passage.is_held_out}
    testing = {passage.title for passage in PASSAGES if passage.is_for_testing}
    titles = {passage.title for passage in PASSAGES}
    assert 0.12 < len(held) / len(titles) < 0.28 and testing < held
    assert 0.3 < len(testing) / len(held) < 0.7
    assert not {p.title for p in PASSAGES if not p.is_held_out} & held


def test_the_first_text_of_a_group_holds_a_sentence_that_answers(groups: list[Group]) -> None:
    assert len(groups) == sum(bool(asked.answers) for passage in SOME for asked in passage.asked)
    for group in groups:
        assert answers(group[0].question, group[0].text), group[0]
        assert [pair.answers for pair in group] == [True] + [False] * (len(group) - 1)


def test_no_other_text_holds_one(groups: list[Group]) -> None:
    wrong = [pair for group in groups for pair in group[1:] if answers(pair.question, pair.text)]
    assert wrong == []
    assert {pair.kind for group in groups for pair in group} == {"right", "passage", "document", "elsewhere", "miss"}


def test_every_near_miss_of_a_passage_is_used(groups: list[Group]) -> None:
    used = {pair.question for group in groups for pair in group if pair.kind == "miss"}
    wanted = {one.question for p in SOME if any(a.answers for a in p.asked) for one in p.asked if not one.answers}
    assert used == wanted


def test_what_is_held_out_is_in_no_group_of_training(public_data: Path) -> None:
    planned = recipe(public_data, SOME, frozenset(), first=6)
    texts = {pair.text for phase in planned.phases for group in phase.groups for pair in group}
    held = [passage for passage in SOME if passage.is_held_out]
    assert len(texts) > 1_000
    assert not [text for text in texts for p in held if text.startswith(f"{p.above}. {p.sentences[0][:30]}")]
    assert not texts & {p.part(low, high) for p in held for low, high in spans(p)}
    assert not any(text.startswith("Estonia.") for text in texts)
    tested = {pair.text for test in planned.tests.values() for group in test for pair in group}
    assert not tested & texts and any(text.startswith("Estonia.") for text in tested)


def test_left_out_titles_are_not_trained_on(public_data: Path) -> None:
    planned = recipe(public_data, PASSAGES[:20], frozenset({"lowick"}), first=6)
    texts = {pair.text for phase in planned.phases for group in phase.groups for pair in group}
    assert not any(text.startswith("Lowick.") for text in texts)
    assert any(text.startswith("The Harbour Orchestra.") for text in texts)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"sentences": None}, "not of the form"), ({"questions": [{"q": "a"}]}, "not of the form")]
    + [({"questions": [{"q": "a", "kind": "who", "answer": [n]}]}, "number is that of no sentence") for n in (2, -1)],
)
def test_a_line_of_another_form_is_named(tmp_path: Path, change: dict[str, object], told: str) -> None:
    good = {
        "title": "A",
        "heading": "",
        "sentences": ["b", "c"],
        "questions": [{"q": "d", "kind": "who", "answer": [1]}],
    }
    lines = [json.dumps(good), json.dumps({**good, **change})]
    (tmp_path / "one.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.raises(EvaluationError, match=rf"one.jsonl, line 2: .*{told}"):
        read_passages(tmp_path)


def test_a_folder_without_passages_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no passage"):
        read_passages(tmp_path)


def spans(passage: Passage) -> list[tuple[int, int]]:
    numbers = range(len(passage.sentences))
    return [(n, n) for n in numbers] + list(combinations(numbers, 2))


def _answers_of() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for p in PASSAGES:
        for asked in p.asked:
            found.setdefault(asked.question, []).append((p.above, tuple(p.sentences[n] for n in asked.answers)))
    return found


ANSWERS = _answers_of()


def answers(question: str, text: str) -> bool:
    """Whether a text, under the title of a passage that the question is asked of, holds a sentence that answers it."""
    return any(text.startswith(f"{above}. ") and any(s in text for s in told) for above, told in ANSWERS[question])
