"""Making the encoder again: what is refused, and that the committed file is what the source gives."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from index import export as making
from index.encoder import CARD_FILE, MODEL_FILE, TOKENIZER_FILE, Card, Encoder, EncoderError

FOLDER = Path(__file__).parents[2] / "models" / "encoder"
NO_EXTRA = "the extra 'models' is not installed"
SOURCE = os.environ.get("GUIDE_ENCODER_SOURCE", "")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(making, "PACKAGES", ("no-such-package",))
    with pytest.raises(EncoderError, match=r"no-such-package.*\[models\]"):
        making.export(tmp_path, tmp_path / "out")


def test_the_card_tells_of_the_pinned_source() -> None:
    card = (FOLDER / CARD_FILE).read_text(encoding="utf-8")
    assert making.SOURCE_SHA256 in card
    assert making.LICENCE in card
    assert Card.read(FOLDER / CARD_FILE).query_prefix == making.QUERY_PREFIX


def test_sample_texts_fit_the_model() -> None:
    # sentence-transformers would cut a longer text, and parity would compare different texts.
    assert max(len(text.split()) for text in making.sample_texts()) < making.MAX_TOKENS / 2


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(making, "PACKAGES", ())  # the source is checked before the extra is needed
    with pytest.raises(EncoderError, match="no source weights"):
        making.export(tmp_path, tmp_path / "out")
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"other weights")
    with pytest.raises(EncoderError, match="sha256"):
        making.export(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_pooling_in_the_graph_is_that_of_sentence_transformers(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=NO_EXTRA)
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    # A small model of random weights, so that this needs no download.
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path / "source")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(FOLDER / TOKENIZER_FILE), pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    tokenizer.save_pretrained(tmp_path / "source")
    options = {"attn_implementation": "eager", "add_pooling_layer": False}
    body = Transformer(str(tmp_path / "source"), model_kwargs=options)
    reference = SentenceTransformer(modules=[body, Pooling(32, "mean"), Normalize()], device="cpu")
    making._write_graph(reference, tmp_path / MODEL_FILE)
    making.write_tokenizer(FOLDER / TOKENIZER_FILE, tmp_path / TOKENIZER_FILE)
    making._write_card(tmp_path, making.Parity(0.0, 0.0))
    encoder = replace(Encoder.open(tmp_path), dimension=32)
    assert making.measure_parity(encoder, reference).mean >= making.LEAST_PARITY


@pytest.mark.slow
def test_the_source_gives_the_committed_encoder(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=NO_EXTRA)
    if not SOURCE:
        pytest.skip("GUIDE_ENCODER_SOURCE does not name the folder of the source weights")
    parity = making.export(Path(SOURCE), tmp_path)
    assert parity.mean >= making.LEAST_PARITY
    made, committed = Card.read(tmp_path / CARD_FILE), Card.read(FOLDER / CARD_FILE)
    assert made.tokenizer_sha256 == committed.tokenizer_sha256
    texts = making.sample_texts()
    vectors = Encoder.open(tmp_path).encode_passages(texts)
    assert (vectors * Encoder.open(FOLDER).encode_passages(texts)).sum(axis=1).min() > 0.999
    assert {file.name for file in tmp_path.iterdir()} == {MODEL_FILE, TOKENIZER_FILE, CARD_FILE}
