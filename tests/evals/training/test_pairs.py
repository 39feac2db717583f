"""Groups of SQuAD and SelQA: what stands first answers, nothing else does, and what is held out stays out."""

import random
from pathlib import Path

import pytest

from evals.errors import EvaluationError
from evals.training.pairs import (
    SQUAD_FILE,
    WINDOW,
    fold_title,
    grown,
    held_out,
    held_out_articles,
    read_squad,
    selqa_groups,
    squad_groups,
    titles_of,
    without,
)

CHANGED = {"name", "number", "opposite", "role", "attribute", "premise"}


def test_every_question_has_a_group_whose_first_text_holds_the_answer(public_data: Path) -> None:
    paragraphs = read_squad(public_data)
    answers = {asked.answer for paragraph in paragraphs for asked in paragraph.asked}
    for seed in range(20):
        groups = list(squad_groups(paragraphs, seed))
        assert {group[0].text[group[0].start : group[0].end] for group in groups} == answers
        assert all([pair.answers for pair in group] == [True] + [False] * (len(group) - 1) for group in groups)


def test_no_other_text_of_a_question_holds_its_answer(public_data: Path) -> None:
    for seed in range(20):
        for group in squad_groups(read_squad(public_data), seed):
            answer = group[0].text[group[0].start : group[0].end].lower()
            others = [pair for pair in group[1:] if pair.kind not in CHANGED]
            assert all(pair.question == group[0].question for pair in others)
            assert not [pair for pair in others if answer in pair.text.lower()]


def test_changed_questions_are_put_to_the_text_that_answered(public_data: Path) -> None:
    paragraphs = read_squad(public_data)
    questions = {asked.question for paragraph in paragraphs for asked in paragraph.asked}
    told = {form for question in questions for form in (question, question.lower().rstrip("?"))}
    kinds = set()
    for seed in range(20):
        for group in squad_groups(paragraphs, seed):
            changed = [pair for pair in group if pair.kind in CHANGED]
            kinds |= {pair.kind for pair in changed}
            assert all(pair.text == group[0].text and pair.question not in told for pair in changed)
    assert len(kinds) > 2


def test_texts_are_whole_sentences_under_the_title_in_windows_that_fit(public_data: Path) -> None:
    paragraphs = read_squad(public_data)
    for group in squad_groups(paragraphs, 3):
        for pair in group:
            title, text = pair.text.split(". ", 1)
            paragraph = next(p for p in paragraphs if p.title == title and text in p.text)
            start = paragraph.text.index(text)
            assert {start} <= {a for a, _ in paragraph.sentences}
            assert {start + len(text)} <= {b for _, b in paragraph.sentences}
            assert len(text.split()) <= WINDOW


def test_a_window_grows_to_so_many_words_and_no_further() -> None:
    lengths = [20] * 9
    spans = {grown(4, 9, lambda a, b: sum(lengths[a : b + 1]), random.Random(seed)) for seed in range(40)}
    assert spans == {(4, 4), (2, 4), (3, 5), (4, 6)}
    assert grown(0, 1, lambda a, b: 500, random.Random(1)) == (0, 0)


def test_a_seed_gives_the_same_groups_again(public_data: Path) -> None:
    paragraphs = read_squad(public_data)
    assert list(squad_groups(paragraphs, 5)) == list(squad_groups(paragraphs, 5)) != list(squad_groups(paragraphs, 6))


def test_held_out_articles_and_those_left_out_are_never_trained_on(public_data: Path) -> None:
    paragraphs = read_squad(public_data)
    assert {p.title for p in held_out(paragraphs)} == {"Estonia"}
    assert {p.title for p in without(paragraphs, frozenset())} == {"Lowick", "The Harbour Orchestra"}
    assert {p.title for p in without(paragraphs, frozenset({fold_title("the harbour orchestra")}))} == {"Lowick"}
    assert len(held_out_articles()) == 40


def test_selqa_puts_the_sentence_that_answers_first(public_data: Path) -> None:
    groups = list(selqa_groups(public_data, 1))
    assert len(groups) == 2  # one of each file
    for group in groups:
        assert group[0].text == "Swift. They eat insects in flight." and group[0].answers
        assert len(group) == 4 and not any(pair.answers or "insects" in pair.text for pair in group[1:])


def test_what_is_left_out_of_squad_is_left_out_of_selqa_too(public_data: Path) -> None:
    assert not list(selqa_groups(public_data, 1, frozenset({fold_title("swift")})))


def test_files_that_cannot_be_read_are_named(tmp_path: Path, public_data: Path) -> None:
    with pytest.raises(EvaluationError, match=r"none.squad.*cannot be read"):
        read_squad(tmp_path / "none")
    (public_data / SQUAD_FILE).write_bytes(b"no gzip")
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_squad(public_data)
    (tmp_path / "titles.jsonl").write_text('{"title": "Bras%C3%ADlia"}\n{"name": "x"}\n', "utf-8")
    with pytest.raises(EvaluationError, match='line 2: the field "title" is missing'):
        titles_of(tmp_path / "titles.jsonl")


def test_titles_are_the_same_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "titles.jsonl").write_text('{"title": "Dog_%26_Duck"}\n{"title": "New Delhi"}\n', "utf-8")
    assert titles_of(tmp_path / "titles.jsonl") == {fold_title("Dog & Duck"), fold_title("new_delhi")}
