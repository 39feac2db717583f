"""Promises of the one way in: llama-index's pipeline, which encodes only what is new or changed."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.ingestion import IngestionPipeline

import guide
from index.build import BuildError, Report, build
from index.encoder import Encoder
from index.snapshot import Snapshot, current_id
from ingest.pipeline import PassageChunker, PassageVectors

NOTES = {
    "cliff.md": "# Cliff Trust\n\nThe Cliff Trust runs a lighthouse clinic. It opened in May.\n",
    "moor.md": "# Moor Trust\n\nTwo crews share the Moor Trust's radios.\n\n## Money\n\nThe radios cost £900.\n",
    "sand.txt": "The Sand Trust grows seaweed for lunch. Its kitchen won a prize for it in the spring.\n",
}


def write_notes(folder: Path) -> Path:
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture(scope="module")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert build(folder / "home", [write_notes(folder / "notes")]).encoded == 4
    return folder / "home"


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """The home of an index over the three notes, to change at will."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every text that the encoder is given."""
    texts: list[str] = []
    encode = Encoder.encode_passages

    def listen(encoder: Encoder, given: Sequence[str]) -> np.ndarray[Any, Any]:
        texts.extend(given)
        return encode(encoder, given)

    monkeypatch.setattr(Encoder, "encode_passages", listen)
    yield texts


def passages_by_path(home: Path) -> dict[str, list[str]]:
    snapshot = Snapshot.open(home)
    found: dict[str, list[str]] = {d.path: [] for d in snapshot.documents()}
    for passage in snapshot.passages():
        document = snapshot.document(passage.document_id)
        assert document is not None, "a passage without its document"
        found[document.path].append(passage.text)
    return found


def assert_same_as_built_anew(home: Path, notes: Path, fresh: Path) -> None:
    """What was built step by step equals what is built at once."""
    build(fresh, [notes])
    one, other = Snapshot.open(home), Snapshot.open(fresh)
    assert one.id == other.id
    assert list(one.passages()) == list(other.passages())
    assert (one.folder / "dense.faiss").read_bytes() == (other.folder / "dense.faiss").read_bytes()
    for row in range(one.manifest.passages):
        assert np.array_equal(one.sentence_vectors(row), other.sentence_vectors(row))


def assert_nothing_gets_in(home: Path, notes: Path) -> None:
    """Without the pipeline no document reaches the index: a build fails, or what it publishes is empty."""
    try:
        build(home, [notes])
    except Exception:
        assert current_id(home) is None
    else:
        assert not Snapshot.open(home).documents()
        assert not list(Snapshot.open(home).passages())


def test_documents_come_in_only_through_the_pipelines_run(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IngestionPipeline, "run", lambda *_, **__: [])
    assert_nothing_gets_in(tmp_path / "home", notes)


def test_documents_come_in_only_through_the_pipelines_docstore(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IngestionPipeline, "_handle_upserts", lambda *_, **__: [])
    assert_nothing_gets_in(tmp_path / "home", notes)


def test_the_documents_that_serve_are_those_of_the_docstore(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = IngestionPipeline.run

    def without_docstore(self: IngestionPipeline, **given: Any) -> Sequence[Any]:
        self.docstore = None
        return run(self, **given)

    monkeypatch.setattr(IngestionPipeline, "run", without_docstore)
    assert_nothing_gets_in(tmp_path / "home", notes)


@pytest.mark.parametrize("step", [PassageChunker, PassageVectors])
@pytest.mark.parametrize("instead", ["nothing", "the same"])
def test_documents_come_in_only_through_each_transformation(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch, step: type, instead: str
) -> None:
    monkeypatch.setattr(step, "__call__", lambda _, nodes, **__: [] if instead == "nothing" else list(nodes))
    assert_nothing_gets_in(tmp_path / "home", notes)


def test_the_pipeline_runs_on_every_document_with_its_docstore_and_both_steps(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[type], bool, int]] = []
    run = IngestionPipeline.run

    def watch(self: IngestionPipeline, **given: Any) -> Sequence[Any]:
        steps = [type(step) for step in self.transformations]
        seen.append((steps, self.docstore is not None and self.vector_store is not None, len(given["documents"])))
        return run(self, **given)

    monkeypatch.setattr(IngestionPipeline, "run", watch)
    build(tmp_path / "home", [notes])
    assert seen == [([PassageChunker, PassageVectors], True, 3)]


def test_a_second_run_with_nothing_changed_encodes_nothing(home: Path, notes: Path, encoded: list[str]) -> None:
    first = current_id(home)
    report = build(home, [notes])
    assert (report.encoded, report.published, report.snapshot) == (0, False, first)
    assert (report.documents, report.passages) == (3, 4)
    assert encoded == []


def test_a_run_that_only_changes_the_register_encodes_nothing(home: Path, notes: Path, encoded: list[str]) -> None:
    entry = '[[publication]]\nid = "a"\ntitle = "A"\npublisher = "P"\nkind = "report"\n'
    (notes / "register.toml").write_text(entry, encoding="utf-8")
    report = build(home, [notes])
    assert (report.encoded, report.published) == (0, True)
    assert encoded == []
    assert set(Snapshot.open(home).sources) == {"a"}


def test_one_changed_paragraph_encodes_only_its_passage(
    home: Path, notes: Path, encoded: list[str], tmp_path: Path
) -> None:
    (notes / "moor.md").write_text(NOTES["moor.md"].replace("£900", "£950"), encoding="utf-8")
    report = build(home, [notes])
    assert (report.encoded, report.documents, report.passages) == (1, 3, 4)
    assert encoded == ["Moor Trust > Money\nThe radios cost £950."]
    found = passages_by_path(home)
    assert found["moor.md"] == ["Two crews share the Moor Trust's radios.", "The radios cost £950."]
    assert len(found["cliff.md"]) == len(found["sand.txt"]) == 1
    assert_same_as_built_anew(home, notes, tmp_path / "fresh")


def test_a_shorter_document_leaves_none_of_its_old_passages(home: Path, notes: Path, tmp_path: Path) -> None:
    (notes / "moor.md").write_text(NOTES["moor.md"].split("## Money")[0], encoding="utf-8")
    assert build(home, [notes]).passages == 3
    assert passages_by_path(home)["moor.md"] == ["Two crews share the Moor Trust's radios."]
    assert_same_as_built_anew(home, notes, tmp_path / "fresh")


def test_a_new_document_encodes_only_its_passages(home: Path, notes: Path, encoded: list[str], tmp_path: Path) -> None:
    (notes / "brook.md").write_text("# Brook\n\nBeavers built the Brook clinic's pond.\n", encoding="utf-8")
    report = build(home, [notes])
    assert (report.encoded, report.documents, report.passages) == (1, 4, 5)
    assert all("Beavers" in text for text in encoded)
    assert_same_as_built_anew(home, notes, tmp_path / "fresh")


def test_a_deleted_files_passages_are_gone(home: Path, notes: Path, encoded: list[str], tmp_path: Path) -> None:
    (notes / "sand.txt").unlink()
    report = build(home, [notes])
    assert (report.encoded, report.documents, report.passages) == (0, 2, 3)
    assert encoded == []
    assert set(passages_by_path(home)) == {"cliff.md", "moor.md"}
    assert not any("seaweed" in p.text for p in Snapshot.open(home).passages())
    assert_same_as_built_anew(home, notes, tmp_path / "fresh")


@pytest.mark.parametrize("name", ["sand.txt", "moor.md"])  # a name is the title of the one, not of the other
@pytest.mark.parametrize("target", ["dune{}", "north/shore/dune{}", "north/{}"])
def test_a_moved_or_renamed_file_is_found_under_its_new_name_alone_and_encodes_nothing(
    home: Path, notes: Path, encoded: list[str], tmp_path: Path, name: str, target: str
) -> None:
    moved = notes / target.format(name if target.endswith("/{}") else Path(name).suffix)
    moved.parent.mkdir(parents=True, exist_ok=True)
    (notes / name).rename(moved)
    report = build(home, [notes])
    assert (report.encoded, report.documents, report.passages, encoded) == (0, 3, 4, [])
    assert set(passages_by_path(home)) == {*NOTES} - {name} | {moved.relative_to(notes).as_posix()}
    assert_same_as_built_anew(home, notes, tmp_path / "fresh")


def test_copies_of_a_file_are_all_kept_and_encode_nothing(home: Path, notes: Path, encoded: list[str]) -> None:
    for name in ("copy.txt", "old/sand.txt"):
        (notes / name).parent.mkdir(exist_ok=True)
        (notes / name).write_text(NOTES["sand.txt"], encoding="utf-8")
    report = build(home, [notes])
    assert (report.encoded, report.passages, encoded) == (0, 6, [])
    found = passages_by_path(home)
    assert found["copy.txt"] == found["old/sand.txt"] == found["sand.txt"] != []


def test_copies_that_come_in_together_are_encoded_once(tmp_path: Path, encoded: list[str]) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for n in range(70):  # more than are encoded in one go
        (folder / f"{n}.txt").write_text(NOTES["sand.txt"], encoding="utf-8")
    report = build(tmp_path / "home", [folder])
    assert (report.encoded, report.passages) == (1, 70)
    assert len(encoded) == 3  # the passage and its two sentences


def test_a_paragraph_that_is_put_back_is_as_if_it_had_never_changed(home: Path, notes: Path, tmp_path: Path) -> None:
    for text in (NOTES["moor.md"].replace("£900", "£950"), NOTES["moor.md"] + "\nAnd a new one.\n", NOTES["moor.md"]):
        (notes / "moor.md").write_text(text, encoding="utf-8")
        build(home, [notes])
    assert_same_as_built_anew(home, notes, tmp_path / "fresh")


def test_after_a_change_of_what_shapes_passages_all_is_encoded_anew(
    home: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build.RECIPE", 10_000)
    report: Report = build(home, [notes])
    assert report.encoded == report.passages == 4


def test_an_unreadable_file_is_reported_by_name_and_the_rest_is_ingested(
    tmp_path: Path, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (notes / "broken.pdf").write_bytes(b"This is no PDF.")
    (notes / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    home = tmp_path / "home"
    assert guide.main(["ingest", str(notes), "--home", str(home)]) == 3
    printed = capsys.readouterr()
    assert "not read: broken.pdf: " in printed.err
    assert "not read: picture.txt: is not text" in printed.err
    assert "3 documents, 4 passages, 4 encoded now" in printed.out
    assert set(passages_by_path(home)) == set(NOTES)
    assert guide.main(["ingest", str(notes), "--home", str(home)]) == 3  # nothing new, still not whole
    for name in ("broken.pdf", "picture.txt"):
        (notes / name).unlink()
    assert guide.main(["ingest", str(notes), "--home", str(home)]) == 0


def test_a_corpus_of_which_nothing_can_be_read_publishes_nothing(home: Path, tmp_path: Path) -> None:
    before = current_id(home)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "a.md").write_bytes(b"")
    with pytest.raises(BuildError, match="a.md: is empty"):
        build(home, [bad])
    assert current_id(home) == before


def test_every_sentence_is_encoded_after_its_heading_and_its_lists_lead_in() -> None:
    from ingest.documents import BlockKind, Locator, Passage, Sentence

    text = "The aims are:\nshared beds"
    sentences = (Sentence(0, 13, BlockKind.LEAD_IN, 1), Sentence(14, 25, BlockKind.LIST_ITEM, 1))
    passage = Passage("p", "d", 0, 25, text, Locator(("Aims",)), sentences, "Moor Trust > Aims")
    assert [passage.alone(s) for s in sentences] == ["Aims. The aims are:", "Aims. The aims are: shared beds"]
