"""Promises of reading: every file is a document or is told of by its name."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from ingest import reading
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.parsing import parse
from ingest.reading import LOADERS, FoundFile, find_files, read_files, register_of
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
    return parse(path, path.name, LOADERS[path.suffix], register or Register({})).document


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
        "bad/image.txt": (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text but a PNG image"),
        "bad/binary.txt": (b"Text.\x00", "is not text"),
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
    told = {r.name: r.found for r in results if isinstance(r.found, IngestError)}
    assert [r.found.path for r in results if isinstance(r.found, Document)] == ["good/a.md"]
    assert set(told) == set(bad)
    for name, (_, problem) in bad.items():
        with pytest.raises(IngestError, match=problem):
            raise told[name]
        assert str(told[name]).startswith(f"{name}: ")
        assert told[name].remedy


@pytest.mark.parametrize("gone", [True, False])
def test_a_file_that_is_gone_or_no_file_is_told(tmp_path: Path, gone: bool) -> None:
    path = tmp_path / "a.md"
    if not gone:
        path.mkdir()
    (result,) = read_files([FoundFile(path, "a.md")], Register({}))
    with pytest.raises(IngestError, match=r"a\.md: cannot be opened \("):
        raise result.found  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "start", "told"),
    [
        ("a.txt", b"%PDF-1.7 ...", r"is not text but a PDF. Let its name end in \.pdf"),
        ("a.html", b"PK\x03\x04...", r"is not HTML but a zip archive.* end in \.docx or \.pptx"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "is not a PDF but a PNG image. Leave it out, or save its text"),
        ("a.docx", b"%PDF-1.7 ...", "is not a Word file but a PDF"),
        ("a.md", b"{\\rtf1 text}", "is not text but a rich text file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        ("a.pptx", b"PK\x03\x04...", "is damaged, cut short or not a PowerPoint"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(tmp_path: Path, name: str, start: bytes, told: str) -> None:
    (result,) = read_files(find_files([write(tmp_path, name, start)]), Register({}))
    with pytest.raises(IngestError, match=told):
        raise result.found  # type: ignore[misc]


@pytest.mark.parametrize(
    "name", ["-rf.txt", "a\x1b[31m\nb.txt", "n" * 230 + ".txt", "\u202etxt.exe.txt", "ünïcode.txt"]
)
def test_odd_names_are_read_and_safe_to_print(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"in/{name}")
    write(tmp_path, f"in/{name[:-4]}.odd")
    document, error = sorted(
        (r.found for r in read_files(find_files([tmp_path / "in"]), Register({}))),
        key=lambda f: isinstance(f, Exception),
    )
    assert isinstance(document, Document)
    assert document.path == name
    assert str(error).isprintable()


def test_a_name_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")).write_text("Text.", "utf-8")
    (result,) = read_files(find_files([tmp_path]), Register({}))
    assert str(result.found) == "bad\\udcff.txt: has a name that is not UTF-8. Rename it."


def told(root: Path) -> dict[str, str]:
    """What is said of each file that is not read."""
    reads = read_files(find_files([root]), Register({}))
    return {read.name: str(read.found) for read in reads if isinstance(read.found, IngestError)}


def test_what_is_no_plain_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    (tmp_path / "in" / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in" / "loop.md").symlink_to("loop.md")
    (tmp_path / "in" / "up.txt").symlink_to(tmp_path)
    (tmp_path / "in" / "endless.md").symlink_to("/dev/zero")
    assert told(tmp_path / "in") == {
        "endless.md": "endless.md: is no plain file but a pipe, socket or device. Remove it.",
        "gone.md": "gone.md: cannot be opened (No such file or directory). Mend or remove the link.",
        "loop.md": "loop.md: cannot be opened (Too many levels of symbolic links). Mend or remove the link.",
        "pipe.txt": "pipe.txt: is no plain file but a pipe, socket or device. Remove it.",
        "up.txt": "up.txt: is a link to a folder, which is not followed. Name that folder itself.",
    }


def test_a_pipe_that_is_named_outright_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no plain file" in told(tmp_path / "pipe.txt")["pipe.txt"]


def test_a_path_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="cannot be opened"):
        find_files([tmp_path / ("n" * 300)])


def test_folders_of_any_depth_are_looked_through(tmp_path: Path) -> None:
    deepest = tmp_path / "in" / "/".join(["d"] * 600)
    deepest.mkdir(parents=True)
    (deepest / "a.txt").write_text("Two trusts share one list.", "utf-8")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(500)
    try:
        (found,) = find_files([tmp_path / "in"])
    finally:
        sys.setrecursionlimit(limit)
    assert found.name.endswith("d/d/a.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="who may do all may open every folder")
def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    write(tmp_path, "in/closed/a.txt")
    (tmp_path / "in" / "closed").chmod(0)
    try:
        assert "cannot be opened (a folder)" in told(tmp_path / "in")["closed"]
    finally:
        (tmp_path / "in" / "closed").chmod(0o700)


@pytest.mark.parametrize("kind", ["pipe", "device", "large"])
def test_a_side_car_that_has_no_end_is_told_and_not_read(tmp_path: Path, kind: str) -> None:
    write(tmp_path, "in/a.txt")
    beside = tmp_path / "in" / "a.txt.toml"
    match kind:
        case "pipe":
            os.mkfifo(beside)
        case "device":
            beside.symlink_to("/dev/zero")
        case _:
            beside.write_bytes(b"#" * 30_000)
    assert "its side-car a.txt.toml is" in told(tmp_path / "in")["a.txt"]


def test_a_side_car_with_a_number_beyond_all_bounds_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "a.txt.toml").write_text(f"title = {'9' * 5000}", "utf-8")
    assert "its side-car a.txt.toml is not TOML" in told(tmp_path)["a.txt"]
