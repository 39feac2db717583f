"""A collection of hostile files, where it lies beside the checkout: each does what its manifest expects and harms nothing."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import IngestError
from ingest.reading import FileRead, FoundFile, read_files
from ingest.register import Register

HOSTILE = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "hostile"
MANIFEST = HOSTILE / "manifest.jsonl"
LONGEST = 31.0  # seconds: the limit, and ending a process
ENCODED = 60.0  # seconds: all that is left to do for the files together
OWN_MEMORY = 600 * 2**10  # KiB of the ingest's own process: with its libraries and the encoder about 300 MiB
CHECKOUT = Path(__file__).resolve().parent.parent.parent
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


def longest(warnings: Sequence[str]) -> float:
    """Seconds that reading a file may take; a page that is recognised has time of its own, and the file is read again."""
    return LONGEST * (3 if any("recognised" in warning for warning in warnings) else 1)


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
        assert result.seconds < longest(result.warnings), result.name
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
    if entry["expect"] == "flag-no-text":  # read where text recognition is installed, and said to be so
        assert any("recognised" in warning for warning in results[entry["file"]].warnings)
    else:
        assert entry["expect"] in {"extract", "survive"}
    assert found.text.strip()
    assert entry.get("must_contain", "") in found.text
    assert entry.get("must_not_contain", "\0") not in found.text


# The most memory of this process alone: what is told of children would hold that of the readers, which have their own limit.
INGEST = """
import sys
from guide import main
code = main(["ingest", *sys.argv[1:]])
with open("/proc/self/status") as status:
    print([line.split()[1] for line in status if line.startswith("VmHWM")][0])
sys.exit(code)
"""


def ingest(home: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", INGEST, *map(str, paths), "--home", str(home), "--json", str(home) + ".json"]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=1200, check=False)


def test_the_whole_collection_is_ingested_with_the_real_encoder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = ingest(home, HOSTILE / "files")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert int(done.stdout.split()[-1]) < OWN_MEMORY
    files = json.loads(Path(f"{home}.json").read_text())["files"]
    there = {p.name for p in (HOSTILE / "files").iterdir() if not p.name.startswith(".")}
    assert {file["name"] for file in files} == there
    for file in files:
        assert file["passages"] or (file["problem"] and file["remedy"]), file["name"]
        assert file["seconds"] < longest(file["warnings"]), file["name"]
    for name in (file["name"] for file in files if not file["passages"]):
        assert f"not read: {name}" in done.stderr


@pytest.mark.parametrize("name", ["huge_table.md", "zalgo_200k.txt", "nested_quotes_5000.md", "million_newlines.txt"])
def test_a_huge_file_is_read_or_refused_in_bounded_time(tmp_path: Path, name: str) -> None:
    """Half a minute to read it, and what is then cut and encoded is little or the file is refused."""
    begun = time.monotonic()
    done = ingest(tmp_path / "home", HOSTILE / "files" / name)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - begun < LONGEST + ENCODED


def test_what_was_there_serves_on_when_nothing_of_a_folder_can_be_read(tmp_path: Path) -> None:
    home, good, bad = tmp_path / "home", tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    (good / "note.md").write_text("# Made up\n\nTwo trusts share a list.\n")
    assert ingest(home, good).returncode == 0
    before = listed(home / "snapshots")
    bad.mkdir()
    for entry in entries():
        if entry["expect"] == "reject":
            (bad / f"{len(list(bad.iterdir()))}{Path(entry['file']).suffix}").symlink_to(HOSTILE / entry["file"])
    done = ingest(home, bad)
    assert done.returncode == 1
    assert "left as it was" in done.stderr
    assert listed(home / "snapshots") == before
