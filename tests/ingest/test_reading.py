"""Promises of reading: every file is a document or is told of by its name."""

import hashlib
from pathlib import Path

import pytest

from ingest import reading
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.reading import FoundFile, find_files, read_file, read_files, register_of
from ingest.register import Register, Source

NOTE = """---
title: Harbour trusts
publisher: Example Press
kind: explainer
as_of: "2024-05"
status: draft
licence: OGL 3.0
address: https://harbour.example
---

# Another title

Two trusts share one list.
"""


def write(folder: Path, name: str, text: str | bytes = "Two trusts share one list.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def names(*paths: Path) -> list[str]:
    return [file.name for file in find_files(paths)]


def read(path: Path, register: Register | None = None) -> Document:
    return read_file(FoundFile(path, path.name), register or Register({}))


def test_files_are_found_in_folders_by_their_path_inside_hidden_ones_and_the_register_left_out(tmp_path: Path) -> None:
    for name in ("b.md", "notes/a.txt", "register.toml", ".hidden/c.md", ".d.md", "notes/.e.md"):
        write(tmp_path, name)
    assert names(tmp_path) == ["b.md", "notes/a.txt"]


def test_a_file_named_outright_is_found_even_when_hidden(tmp_path: Path) -> None:
    assert names(write(tmp_path, ".draft.md")) == [".draft.md"]


def test_files_of_the_same_name_in_several_folders_are_all_found(tmp_path: Path) -> None:
    folders = [
        write(tmp_path, f"{town}/notes/a.md", f"{town} has a trust.").parent for town in ("cliff", "moor", "sand")
    ]
    found = find_files(folders)
    assert len({f.name for f in found}) == 3
    assert {f.path.read_text() for f in found} == {f"{town} has a trust." for town in ("cliff", "moor", "sand")}


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md")
    assert names(tmp_path, path, tmp_path) == ["a.md"]


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="does not exist"):
        find_files([tmp_path / "nowhere"])


def test_a_document_says_what_its_file_says_of_itself(tmp_path: Path) -> None:
    document = read(write(tmp_path, "harbour.md", NOTE))
    assert document.text == "Another title\n\nTwo trusts share one list."
    assert (document.title, document.publisher, document.kind) == ("Harbour trusts", "Example Press", "explainer")
    assert (document.published_on, document.status, document.licence) == ("2024-05", "draft", "OGL 3.0")
    assert document.original_url == "https://harbour.example"


def test_what_a_file_does_not_say_has_a_plain_default(tmp_path: Path) -> None:
    document = read(write(tmp_path, "two-trusts.txt"))
    assert (document.title, document.published_on, document.status) == ("two trusts", "undated", "current")


def test_the_register_goes_before_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "harbour.md", NOTE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known = Source("h", "The register's title", "Harbour Press", "report", "undated", "", "", "withdrawn", (), digest)
    document = read(path, Register({"h": known}))
    assert (document.title, document.status, document.published_on) == ("The register's title", "withdrawn", "undated")


def test_the_id_goes_with_the_path_and_the_version_with_the_words(tmp_path: Path) -> None:
    first = read(write(tmp_path, "a.md", NOTE))
    same = read(write(tmp_path, "a.md", NOTE))
    changed = read(write(tmp_path, "a.md", NOTE.replace("Two", "Three")))
    retitled = read(write(tmp_path, "a.md", NOTE.replace("Harbour trusts", "Cliff trusts")))
    other = read(write(tmp_path, "b.md", NOTE))
    assert first == same
    assert first.id == changed.id == retitled.id != other.id
    assert len({first.version, changed.version, retitled.version}) == 3


def test_the_register_is_the_folders_own_or_else_the_shipped_one(tmp_path: Path) -> None:
    entry = '[[publication]]\nid = "{0}"\ntitle = "{0}"\npublisher = "P"\nkind = "report"\n'
    shipped = write(tmp_path, "shipped.toml", entry.format("shipped"))
    write(tmp_path, "own/register.toml", entry.format("own"))
    write(tmp_path, "bare/a.md")
    assert set(register_of([tmp_path / "own"], shipped).sources) == {"own"}
    assert set(register_of([tmp_path / "bare"], shipped).sources) == {"shipped"}
    assert register_of([tmp_path / "bare"], tmp_path / "nowhere.toml").sources == {}


def test_a_file_that_cannot_be_read_is_told_by_its_name_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 5_000)
    bad = {
        "bad/date.md": (b"---\nas_of: 2024-13-45\n---\n\nText.", "front matter"),
        "bad/empty.md": (b"", "is empty"),
        "bad/image.txt": (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text"),
        "bad/huge.txt": (b"word " * 2_000, "is larger than"),
        "bad/noending": (b"Text.", "without an ending"),
        "bad/sheet.xlsx": (b"Text.", r"\.xlsx is not read"),
        "bad/page.pdf": (b"Not a PDF.", r"page\.pdf"),
        "bad/report.docx": (b"Not a zip.", r"report\.docx"),
        "bad/slides.pptx": (b"Not a zip.", r"slides\.pptx"),
    }
    for name, (data, _) in bad.items():
        write(tmp_path, name, data)
    write(tmp_path, "good/a.md")
    results = list(read_files(find_files([tmp_path]), Register({})))
    told = {r.file: r for r in results if isinstance(r, IngestError)}
    assert [r.path for r in results if isinstance(r, Document)] == ["good/a.md"]
    assert set(told) == set(bad)
    for name, (_, problem) in bad.items():
        with pytest.raises(IngestError, match=problem):
            raise told[name]
        assert str(told[name]).startswith(f"{name}: ")
        assert told[name].remedy


def test_a_file_that_is_gone_or_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.md")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(IngestError, match=r"a\.md: cannot be opened \(Permission denied\)"):
        read(path)
    path.unlink()
    with pytest.raises(IngestError, match="cannot be opened"):
        read(path)
