"""Promises of what replaces what: marked whoever says it, pointed to its end, and told where it cannot be so."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build
from index.snapshot import Snapshot
from ingest.documents import BlockKind, Document, LoadedBlock, LoadedFile, Successor
from ingest.metadata import document_of
from ingest.reading import find_files
from ingest.register import Register, read_register
from ingest.replaced import Standing, with_replaced

ENTRY = '[[publication]]\nid = "{0}"\ntitle = "T {0}"\npublisher = "P"\nkind = "report"\n{1}\n'


def standing(folder: Path, files: dict[str, str], *entries: tuple[str, str]) -> Standing:
    """What becomes of text files with these side-cars and a register of (id, further fields)."""
    (folder / "register.toml").write_text("".join(ENTRY.format(*entry) for entry in entries), "utf-8")
    register = read_register(folder / "register.toml") if entries else Register({})
    for name, fields in files.items():
        (folder / name).write_text(f"Two trusts share one list, says {name}.", "utf-8")
        (folder / f"{name}.toml").write_text(fields, "utf-8")
    documents = []
    for found in find_files([folder]):
        loaded = LoadedFile([LoadedBlock(BlockKind.PARAGRAPH, found.path.read_text("utf-8"))], {})
        digest = hashlib.sha256(found.path.read_bytes()).hexdigest()
        documents.append(document_of(found.name, found.path, loaded, digest, register))
    return with_replaced(documents, register)


def statuses(found: Standing) -> dict[str, str]:
    return {d.path: d.status for d in found.documents}


def by(found: Standing, path: str) -> list[str]:
    return [s.title for d in found.documents if d.path == path for s in d.replaced_by]


def test_a_document_that_another_replaces_is_superseded(tmp_path: Path) -> None:
    files = {
        "old.txt": "",
        "older.txt": "",
        "oldest.txt": 'status = "withdrawn"',
        "other.txt": "",
        "new.txt": 'title = "New"\nsupersedes = ["h", "older.txt", "oldest.txt"]',
        "next.txt": 'status = "draft"\nsupersedes = ["other.txt", "new.txt"]',
    }
    found = standing(tmp_path, files, ("h", 'file = "old.txt"'))
    assert statuses(found) == {
        "old.txt": "superseded",
        "older.txt": "superseded",
        "oldest.txt": "withdrawn",
        "other.txt": "current",
        "new.txt": "current",
        "next.txt": "draft",
    }
    assert by(found, "old.txt") == by(found, "older.txt") == by(found, "oldest.txt") == ["New"]
    assert by(found, "other.txt") == by(found, "new.txt") == []
    assert found.remarks == {}
    again = with_replaced(found.documents, found.register)
    assert again == found


def test_a_version_changes_with_what_replaces_it(tmp_path: Path) -> None:
    versions = []
    for title in ("", 'title = "New"', 'title = "Newer"'):
        fields = f'{title}\nsupersedes = ["a.txt"]' if title else ""
        (document, _) = standing(tmp_path, {"a.txt": "", "b.txt": fields}).documents
        versions.append(document.version)
    assert len(set(versions)) == 3


def test_a_file_known_by_its_digest_is_replaced_by_its_id(tmp_path: Path) -> None:
    text = "Two trusts share one list, says old.txt."
    for field in ("sha256", "text_sha256"):
        entry = ("h", f'{field} = "{hashlib.sha256(text.encode()).hexdigest()}"')
        found = standing(tmp_path, {"old.txt": "", "new.txt": 'supersedes = ["h"]'}, entry)
        assert statuses(found) == {"new.txt": "current", "old.txt": "superseded"}
        assert found.register.sources["h"].status == "superseded"


def test_a_publication_that_a_document_replaces_is_superseded_too(tmp_path: Path) -> None:
    found = standing(tmp_path, {"new.txt": 'title = "New"\nsupersedes = ["law"]'}, ("law", 'status = "current"'))
    (new,) = found.documents
    law = found.register.sources["law"]
    assert (law.status, law.replaced_by) == ("superseded", (Successor("New", new.id, ""),))


def test_the_register_alone_says_what_replaces_a_document(tmp_path: Path) -> None:
    newer = ("newer", 'supersedes = ["older"]\naddress = "https://newer.example"')
    found = standing(tmp_path, {"a.txt": ""}, ("older", 'file = "a.txt"'), newer)
    (document,) = found.documents
    assert (document.status, document.replaced_by) == (
        "superseded",
        (Successor("T newer", "", "https://newer.example"),),
    )


def test_a_publication_is_what_its_original_says_where_the_register_does_not_know(tmp_path: Path) -> None:
    files = {"a.txt": 'status = "withdrawn"', "b.txt": 'status = "withdrawn"'}
    entries = [("a", 'file = "a.txt"'), ("b", 'file = "b.txt"\nstatus = "current"')]
    found = standing(tmp_path, files, *entries)
    assert found.register.sources["a"].status == "withdrawn"
    assert found.register.sources["b"].status == "current"
    assert statuses(found) == {"a.txt": "withdrawn", "b.txt": "current"}


def test_a_chain_points_to_its_end(tmp_path: Path) -> None:
    files = {
        "a.txt": "",
        "b.txt": 'title = "B"\nsupersedes = ["a.txt"]',
        "c.txt": 'title = "C"\nsupersedes = ["b.txt"]',
        "d.txt": 'title = "D"\nsupersedes = ["b.txt"]',
    }
    found = standing(tmp_path, files)
    assert by(found, "a.txt") == by(found, "b.txt") == ["C", "D"]
    assert statuses(found) == {"a.txt": "superseded", "b.txt": "superseded", "c.txt": "current", "d.txt": "current"}


def test_a_circle_counts_for_nothing_and_is_told_of_each_file_in_it(tmp_path: Path) -> None:
    files = {
        "a.txt": 'supersedes = ["b.txt"]',
        "b.txt": 'supersedes = ["c.txt"]',
        "c.txt": 'supersedes = ["a.txt", "d.txt"]',
        "d.txt": "",
    }
    found = standing(tmp_path, files)
    assert statuses(found) == {"a.txt": "current", "b.txt": "current", "c.txt": "current", "d.txt": "superseded"}
    assert found.remarks.keys() == {"a.txt", "b.txt", "c.txt"}
    assert "'b.txt', which in turn replaces it" in found.remarks["a.txt"][0]


def test_the_register_stands_against_a_file_that_says_the_reverse(tmp_path: Path) -> None:
    files = {"old.txt": 'supersedes = ["new.txt"]', "new.txt": ""}
    entries = [("old", 'file = "old.txt"'), ("new", 'file = "new.txt"\nsupersedes = ["old"]')]
    found = standing(tmp_path, files, *entries)
    assert statuses(found) == {"new.txt": "current", "old.txt": "superseded"}
    assert found.remarks.keys() == {"old.txt"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.pdf", "'nowhere.pdf', but no file that was read and no entry of the register is called that"),
        ("a.txt", "replaces itself"),
    ],
)
def test_a_claim_on_nothing_is_told(tmp_path: Path, name: str, told: str) -> None:
    found = standing(tmp_path, {"a.txt": f'supersedes = ["{name}"]'})
    assert statuses(found) == {"a.txt": "current"}
    assert told in found.remarks["a.txt"][0]


def test_the_report_and_the_index_hold_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    standing(tmp_path / "in", {"old.txt": "", "new.txt": 'title = "New"\nsupersedes = ["old.txt", "gone.txt"]'})
    report = build(tmp_path / "home", [tmp_path / "in"])
    warnings = {file.name: file.warnings for file in report.files}
    assert warnings["old.txt"] == () and "'gone.txt'" in warnings["new.txt"][0]
    held = {d.path: d for d in Snapshot.open(tmp_path / "home").documents()}
    assert (held["old.txt"].status, held["old.txt"].replaced_by[0].title) == ("superseded", "New")
    (tmp_path / "in" / "new.txt").unlink()
    (tmp_path / "in" / "new.txt.toml").unlink()
    build(tmp_path / "home", [tmp_path / "in"])
    (old,) = Snapshot.open(tmp_path / "home").documents()
    assert (old.status, old.replaced_by) == ("current", ())


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=8))
def test_nothing_stands_in_its_own_place_and_who_is_replaced_knows_by_what(claims: list[tuple[str, str]]) -> None:
    documents = [
        Document(
            n, n, n, n, "", "k", "2020", "current", "", "", n, (), supersedes=tuple(o for f, o in claims if f == n)
        )
        for n in "abcde"
    ]
    found = with_replaced(documents, Register({}))
    status = statuses(found)
    for document in found.documents:
        assert (document.status == "superseded") == bool(document.replaced_by)
        assert all(status[s.title] == "current" != document.title for s in document.replaced_by)
        assert document.path not in by(found, document.path)
    assert statuses(with_replaced(documents[::-1], Register({}))) == status
