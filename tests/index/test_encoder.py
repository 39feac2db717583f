"""The encoder: unit vectors that depend on a text alone, spans in long texts, changed files refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
from tokenizers import Tokenizer

from index.encoder import CARD_FILE, MODEL_FILE, TOKENIZER_FILE, Card, Encoder, EncoderError, open_session
from index.errors import IndexFault

FOLDER = Path(__file__).parents[2] / "models" / "encoder"
SHARED_LIST = "Two hospitals share one waiting list, so that nobody waits longer for living in the wrong town."
JOINED = "Patients of both towns are offered the first free operating theatre."
BIRDS = "Swifts sleep on the wing and land only to nest."


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.open(FOLDER)


def copy_of(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target / "encoder"))


def test_vectors_are_float32_of_length_one(encoder: Encoder) -> None:
    whole, parts = encoder.encode_with_spans([SHARED_LIST, JOINED], [[(0, 13), (14, 40)], []])
    for vectors in (encoder.encode_queries([SHARED_LIST]), whole, parts[0]):
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert whole.shape == (2, encoder.dimension)
    assert [one.shape for one in parts] == [(2, encoder.dimension), (0, encoder.dimension)]


def test_like_texts_are_nearer_than_unlike_ones(encoder: Encoder) -> None:
    question = encoder.encode_queries(["Do the two sites have a joint queue for surgery?"])
    near, far = (encoder.encode_passages([SHARED_LIST, BIRDS]) @ question.T).ravel()
    assert near > far + 0.05


def test_a_texts_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    together = encoder.encode_passages([BIRDS, SHARED_LIST * 5, JOINED])
    assert np.array_equal(together[2], encoder.encode_passages([JOINED])[0])


def test_many_texts_are_encoded_as_one_would_be(encoder: Encoder) -> None:
    texts = [BIRDS, SHARED_LIST, JOINED] * 4
    assert np.array_equal(encoder.encode_passages(texts), np.concatenate([encoder.encode_passages([t]) for t in texts]))


def test_opening_leaves_the_graph_as_it_was_made() -> None:
    # The optimiser would take 0.2 s and put the slow SkipLayerNormalization back.
    graph = (FOLDER / MODEL_FILE).read_bytes()
    assert b"QAttention" in graph and b"DynamicQuantizeMatMul" in graph and b"SkipLayerNormalization" not in graph
    session = open_session(FOLDER / MODEL_FILE)
    assert session.get_session_options().graph_optimization_level == ort.GraphOptimizationLevel.ORT_DISABLE_ALL


def test_padding_is_masked_inside_the_graph(encoder: Encoder) -> None:
    tokens = Tokenizer.from_file(str(FOLDER / TOKENIZER_FILE)).encode(JOINED).ids
    ids = np.zeros((1, len(tokens) + 40), dtype=np.int64)
    ids[0, : len(tokens)] = tokens
    session = ort.InferenceSession(FOLDER / MODEL_FILE, providers=["CPUExecutionProvider"])
    inputs = {"input_ids": ids, "attention_mask": (ids > 0).astype(np.int64)}
    (padded,) = session.run(["sentence_embedding"], inputs)
    # Padding's own states move the int8 scales a little.
    assert padded[0] @ encoder.encode_passages([JOINED])[0] > 0.98


def test_another_opening_gives_the_same_vectors_and_digest(encoder: Encoder) -> None:
    again = Encoder.open(FOLDER)
    assert again.digest == encoder.digest
    assert np.array_equal(again.encode_passages([SHARED_LIST]), encoder.encode_passages([SHARED_LIST]))


def test_queries_alone_get_the_prefix(encoder: Encoder) -> None:
    prefixed = replace(encoder, query_prefix="find this: ")
    assert np.array_equal(prefixed.encode_queries([BIRDS]), encoder.encode_passages(["find this: " + BIRDS]))
    assert np.array_equal(prefixed.encode_passages([BIRDS]), encoder.encode_passages([BIRDS]))


@pytest.mark.parametrize("change", [{"query_prefix": "x"}, {"max_tokens": 99}, {"model_sha256": "0"}])
def test_the_digest_changes_with_whatever_changes_vectors(change: dict[str, object]) -> None:
    card = Card.read(FOLDER / CARD_FILE)
    assert replace(card, **change).digest != card.digest  # type: ignore[arg-type]


def test_nothing_of_a_long_text_is_lost(encoder: Encoder) -> None:
    filler = "Minutes of the meeting were read and agreed by all. " * 50
    text = filler + BIRDS
    whole, (parts,) = encoder.encode_with_spans([text], [[(0, 51), (len(filler), len(text))]])
    first, last = (parts @ encoder.encode_passages([BIRDS])[0]).tolist()
    assert last > 0.85 > first
    # The passage's own vector holds the last sentence too.
    assert not np.array_equal(whole, encoder.encode_passages([filler]))
    np.testing.assert_allclose(whole, encoder.encode_passages([text]), atol=1e-5)


def test_a_span_across_windows_is_pooled_from_both(encoder: Encoder) -> None:
    text = " ".join([SHARED_LIST] * 40)
    small = replace(encoder, max_tokens=32)
    _, (parts,) = small.encode_with_spans([text], [[(0, len(text))]])
    assert parts[0] @ encoder.encode_passages([SHARED_LIST])[0] > 0.9


def test_a_span_over_the_whole_text_is_near_its_vector(encoder: Encoder) -> None:
    whole, (parts,) = encoder.encode_with_spans([JOINED], [[(0, len(JOINED))]])
    assert whole[0] @ parts[0] > 0.97


def test_blank_spans_and_empty_texts_have_vectors(encoder: Encoder) -> None:
    whole, (parts, of_empty) = encoder.encode_with_spans(["Yes.   No.", ""], [[(4, 7)], [(0, 0)]])
    np.testing.assert_allclose(parts[0], whole[0], atol=1e-6)
    np.testing.assert_allclose(of_empty[0], whole[1], atol=1e-6)
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 99)])
def test_spans_outside_the_text_are_refused(encoder: Encoder, span: tuple[int, int]) -> None:
    with pytest.raises(EncoderError, match="outside text 0"):
        encoder.encode_with_spans(["short"], [[span]])


def test_texts_and_spans_must_match(encoder: Encoder) -> None:
    with pytest.raises(EncoderError, match="1 texts came with spans for 0"):
        encoder.encode_with_spans(["short"], [])


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = copy_of(FOLDER, tmp_path)
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(EncoderError, match=name) as caught:
        Encoder.open(folder)
    assert "guide models export" in str(caught.value)
    assert isinstance(caught.value, IndexFault)


@pytest.mark.parametrize("name", [CARD_FILE, MODEL_FILE])
def test_a_missing_file_is_reported_by_name(tmp_path: Path, name: str) -> None:
    folder = copy_of(FOLDER, tmp_path)
    (folder / name).unlink()
    with pytest.raises(EncoderError, match=name):
        Encoder.open(folder)


def test_a_card_that_lacks_a_field_is_refused(tmp_path: Path) -> None:
    (tmp_path / CARD_FILE).write_text('name = "x"\n', encoding="utf-8")
    with pytest.raises(EncoderError, match="card"):
        Encoder.open(tmp_path)
