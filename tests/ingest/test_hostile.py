"""A collection of hostile files, where it lies beside the checkout: each does what its manifest expects and harms nothing."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import IngestError
from ingest.reading import FileRead, FoundFile, read_files
from ingest.register import Register

HOSTILE = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "hostile"
MANIFEST = HOSTILE / "manifest.jsonl"
LONGEST = 31.0  # seconds: the limit, and ending a process
GROWTH = 200 * 2**20  # bytes: the documents themselves, all of which are held here

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not MANIFEST.is_file(), reason="the hostile files are not beside this checkout"),
]


def entries() -> list[dict[str, Any]]:
    lines = MANIFEST.read_text("utf-8").splitlines() if MANIFEST.is_file() else []
    return [json.loads(line) for line in lines]


def memory() -> int:
    """Bytes of memory that this process has in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in sorted(folder.rglob("*"))}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working folder and the folder for temporary files: nothing may come to stand in it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TMPDIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def results(elsewhere: Path) -> dict[str, FileRead]:
    """What became of every file, all read in one ingest."""
    files = [FoundFile(HOSTILE / entry["file"], entry["file"]) for entry in entries()]
    before, folder_before = memory(), listed(HOSTILE)
    found: dict[str, FileRead] = {}
    for result in read_files(files, Register({})):
        assert memory() - before < GROWTH, result.name
        assert result.seconds < LONGEST, result.name
        found[result.name] = result
    assert listed(HOSTILE) == folder_before
    assert listed(elsewhere) == {}
    return found


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: Path(entry["file"]).name[:40])
def test_a_hostile_file_does_what_is_expected_of_it(results: dict[str, FileRead], entry: dict[str, Any]) -> None:
    found = results[entry["file"]].found
    if isinstance(found, IngestError):
        assert entry["expect"] != "extract", str(found)
        assert found.problem and found.remedy and str(found).isprintable()
        return
    assert entry["expect"] in {"extract", "survive"}
    assert found.text.strip()
    assert entry.get("must_contain", "") in found.text
    assert entry.get("must_not_contain", "\0") not in found.text
