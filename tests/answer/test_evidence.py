"""The evidence model tells a text that answers from one that is merely about the same, and is opened only as its card says."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.evidence import EvidenceModel
from index.encoder import EncoderError
from index.search import MODELS

FOLDER = MODELS / "evidence"
ABOVE = "The Gull Coast Partnership. Who is who. "
CHAIR = ABOVE + "The partnership is chaired by Marian Holt, a former head teacher."
COUNT = ABOVE + "Nine councils and three hospital trusts signed the agreement in March 2017."


@pytest.fixture(scope="module")
def model() -> EvidenceModel:
    return EvidenceModel.open(FOLDER)


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("who chairs the Gull Coast Partnership?", CHAIR, COUNT),
        ("when did the hospitals sign up", COUNT, CHAIR),
        ("how many local authorities are in it", COUNT, CHAIR),
    ],
)
def test_what_answers_stands_above_what_is_about_the_same(
    model: EvidenceModel, question: str, answers: str, does_not: str
) -> None:
    yes, no = model.logits(question, [answers, does_not])
    assert yes > no


def test_the_same_sentence_is_no_answer_to_another_question(model: EvidenceModel) -> None:
    (asked,) = model.logits("who chairs the Gull Coast Partnership?", [CHAIR])
    (other,) = model.logits("how much is the chair of the Gull Coast Partnership paid?", [CHAIR])
    assert asked > other


def test_a_score_does_not_depend_on_the_other_texts(model: EvidenceModel) -> None:
    alone = model.logits("who is the chair?", [CHAIR])
    among = model.logits("who is the chair?", [COUNT, CHAIR, "x " * 300])
    assert alone[0] == among[1]


def test_chances_rise_with_logits_and_stay_between_0_and_1(model: EvidenceModel) -> None:
    chances = model.chances(np.asarray([-30, -1, 0, 1, 30], dtype=np.float32))
    assert (np.diff(chances) > 0).all() and chances[0] >= 0 and chances[-1] <= 1


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=3000), st.text(max_size=3000))
def test_any_question_and_text_has_a_score(question: str, text: str) -> None:
    (logit,) = OPEN.logits(question, [text])
    assert np.isfinite(logit)


OPEN = EvidenceModel.open(FOLDER)


@pytest.mark.parametrize("question", ["\ufdfa" * 30, "(" * 300, "What is it? " * 400, "a" * 3000])
def test_a_long_question_leaves_half_of_the_room_for_the_text(model: EvidenceModel, question: str) -> None:
    one, other = model.logits(question, ["Two trusts share a board.", "Nurses work in one bank."])
    assert np.isfinite(one) and np.isfinite(other) and one != other


def test_a_file_that_is_not_the_cards_is_refused_by_name(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "evidence")
    with (folder / "evidence.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(EncoderError, match=r"evidence\.onnx"):
        EvidenceModel.open(folder)


@pytest.mark.parametrize("card", ["", "name = 1", "not toml ["])
def test_a_card_that_says_too_little_is_refused_by_name(tmp_path: Path, card: str) -> None:
    (tmp_path / "card.toml").write_text(card, "utf-8")
    with pytest.raises(EncoderError, match=r"card\.toml"):
        EvidenceModel.open(tmp_path)
