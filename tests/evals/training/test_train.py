"""Training on a tiny network: it goes on where it was stopped, refuses other data, and ends in a model that serves."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import index.export
from answer.scoring import Line, Scorer
from evals.errors import EvaluationError
from evals.training import export as making
from evals.training.__main__ import main
from evals.training.pairs import read_squad, squad_groups
from evals.training.train import WEIGHTS_FILE, Phase, Run, batches, train
from evals.training.written import read_passages
from index.search import MODELS

NO_EXTRA = "the extra 'models' is not installed"
SILENT: Any = lambda line: None  # noqa: E731


@pytest.fixture
def phases(public_data: Path, monkeypatch: pytest.MonkeyPatch) -> list[Phase]:
    monkeypatch.setattr("evals.training.train.BATCH", 8)  # so that the first phase has two steps
    groups = [group for seed in (1, 2) for group in squad_groups(read_squad(public_data), seed)]
    assert 8 < len(groups) <= 16 * 2
    return [Phase(groups[:16], 1e-3, 1e-2), Phase(groups[16:], 1e-3, 1e-2)]


@pytest.fixture
def backbone(tmp_path: Path) -> Path:
    pytest.importorskip("torch", reason=NO_EXTRA)
    transformers = pytest.importorskip("transformers", reason=NO_EXTRA)
    import torch

    torch.set_num_threads(1)  # threads that wait for each other are slower than one where the machine is busy
    torch.manual_seed(3)
    folder = tmp_path / "backbone"
    config = transformers.BertConfig(
        hidden_size=32, num_hidden_layers=3, num_attention_heads=2, intermediate_size=64, initializer_range=0.2
    )
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    names = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    tokenizer = str(MODELS / "evidence" / "tokenizer.json")
    transformers.PreTrainedTokenizerFast(tokenizer_file=tokenizer, **names).save_pretrained(folder)
    return folder


def test_every_group_is_in_one_batch_and_the_order_is_always_the_same(phases: list[Phase]) -> None:
    groups = [group for phase in phases for group in phase.groups]
    made = batches(groups)
    assert made == batches(groups)
    assert sorted(map(repr, (group for batch in made for group in batch))) == sorted(map(repr, groups))


def weights(state: Path) -> Any:
    import torch

    return torch.load(state, weights_only=True)["model"]


@pytest.mark.slow
def test_a_run_that_was_stopped_gives_what_one_that_was_not_gives(
    backbone: Path, phases: list[Phase], tmp_path: Path
) -> None:
    told: list[Mapping[str, Any]] = []
    tests = {"squad": phases[0].groups[:4]}
    whole = Run(tmp_path / "whole", tests, told.append, kept_every=1)
    wanted = weights(train(backbone, phases, whole))
    assert [line["phase"] for line in told if "auc" in line] == [1, 1, 2]
    assert all(0 <= value <= 1 for line in told if "auc" in line for value in line["auc"]["squad"].values())

    def stop(line: Mapping[str, Any]) -> None:
        raise KeyboardInterrupt

    for _ in range(2):  # once inside the first phase, once at its end
        with pytest.raises(KeyboardInterrupt):
            train(backbone, phases, Run(tmp_path / "stopped", tests, stop, kept_every=1))
    found = weights(train(backbone, phases, Run(tmp_path / "stopped", tests, SILENT, kept_every=1)))
    assert all((found[name] == wanted[name]).all() for name in wanted)
    with pytest.raises(EvaluationError, match="other data"):
        train(backbone, [replace(phases[0], rate=0.5)], Run(tmp_path / "stopped", tests, SILENT))


@pytest.mark.slow
def test_what_words_mean_is_left_and_the_rest_learns(backbone: Path, phases: list[Phase], tmp_path: Path) -> None:
    from evals.training.network import FROZEN, network

    before = network(backbone).state_dict()
    after = weights(train(backbone, phases[:1], Run(tmp_path / "run", {}, SILENT)))
    same = {name for name in before if name.startswith("bert.") and bool((before[name] == after[name]).all())}
    assert {name for name in before if name.removeprefix("bert.").startswith(FROZEN)} <= same
    assert not any("layer.0." in name or "layer.2." in name for name in same)


@pytest.mark.slow
def test_a_trained_network_becomes_a_folder_that_serves(
    backbone: Path, phases: list[Phase], public_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = train(backbone, phases, Run(tmp_path / "run", {}, SILENT))
    passages = [p for p in read_passages() if p.is_held_out][:12]
    tested = read_squad(public_data)
    with monkeypatch.context() as strict, pytest.raises(index.export.EncoderError, match="Nothing was written"):
        strict.setattr(making, "LEAST_PARITY", 1.1)
        making.export(state, backbone, tmp_path / "model", tested, passages)
    assert not (tmp_path / "model").exists()
    parity, quality = making.export(state, backbone, tmp_path / "model", tested, passages)
    assert parity.pairs >= 100 and making.LEAST_PARITY <= parity.correlation <= 1
    scorer = Scorer.open(tmp_path / "model")
    assert (scorer.model.scale, scorer.model.shift) == (
        pytest.approx(quality.calibration.scale, abs=1e-3),
        pytest.approx(quality.calibration.shift, abs=1e-3),
    )
    assert 0 < scorer.score(Line(1, "It was built in 1840.", question="When was it built?")) < 1
    files = {file.name for file in (tmp_path / "model").iterdir()}
    assert files == {"evidence.onnx", "tokenizer.json", "card.toml", "reliability.svg"}
    assert {one.kind for one in quality.squad} >= {"all"} and len(quality.bins) == 5


def test_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(index.export, "PACKAGES", ("no-such-package",))
    given = [str(tmp_path / name) for name in ("data", "backbone", "out")]
    assert main(given) == 1
    assert "no-such-package" in capsys.readouterr().err
    monkeypatch.setattr(index.export, "PACKAGES", ())
    assert main(given) == 1
    assert "squad-train-v1.1.json.gz cannot be read" in capsys.readouterr().err
    assert main([*given, "--only-export"]) == 1
    assert f"holds no {WEIGHTS_FILE}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_backbone_of_other_weights_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "source"
    with pytest.raises(index.export.EncoderError, match=r"no source weights at .*model\.onnx"):
        index.export.read_back(source, tmp_path / "made")
    (source / "onnx").mkdir(parents=True)
    (source / "onnx" / "model.onnx").write_bytes(b"other weights")
    with pytest.raises(index.export.EncoderError, match="its sha256 is"):
        index.export.read_back(source, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_the_committed_model_is_of_the_name_and_size_that_are_exported() -> None:
    card = tomllib.loads((MODELS / "evidence" / "card.toml").read_text("utf-8"))
    assert (card["name"], card["max_tokens"]) == (making.NAME, making.MAX_TOKENS)
