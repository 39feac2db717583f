"""Promises of isolation: whatever a file makes its reader do costs that file, takes a bounded time, and leaves nothing."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ingest import isolation, reading
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.reading import FileRead, find_files, read_files
from ingest.register import Register

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 1.0


@pytest.fixture(autouse=True, scope="module")
def small_limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(reading.LOADERS, ".deed", "tests.ingest.misbehaving")
        patch.setattr(isolation, "SECONDS", SECONDS)
        patch.setattr(isolation, "OUTPUT", 2**20)
        patch.setattr(isolation, "MEMORY", 2**27)
        yield


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


def running() -> dict[int, int]:
    """Processes that have not ended, and who started each."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
            if state != "Z":
                found[int(stat.parent.name)] = int(parent)
    return found


def children() -> set[int]:
    """Processes that this one started, and those that they started."""
    found, all_running = {os.getpid()}, running()
    for _ in range(3):
        found |= {pid for pid, parent in all_running.items() if parent in found}
    return found - {os.getpid()}


def read(folder: Path, *deeds: str) -> list[FileRead]:
    """What becomes of files that do these deeds, in this order."""
    folder.mkdir(exist_ok=True)
    for n, deed in enumerate(deeds):
        (folder / f"{n:02}.deed").write_text(f"{deed}\nTwo trusts share one list.", "utf-8")
    return list(read_files(find_files([folder]), Register({})))


def problem(result: FileRead) -> str:
    assert isinstance(result.found, IngestError)
    assert result.found.remedy
    return result.found.problem


TOLD = {
    "sleep": "takes longer than 1 seconds to read",
    "spin": "takes longer than 1 seconds to read",
    "allocate": "takes more than 128 MiB of memory to read",
    "allocate_slowly": "takes more than 128 MiB of memory to read",
    "crash SIGSEGV": "makes its reader crash (SIGSEGV)",
    "crash SIGABRT": "makes its reader crash (SIGABRT)",
    "crash SIGKILL": "most likely for want of memory",
    "stray": "makes its reader crash (SIGSEGV)",
    "recurse": "is nested too deeply",
    "talk 1400000": "holds more than 1 MiB of text",
    "leave": "makes its reader crash",
    "interrupt": "makes its reader crash",
    "blunder": "cannot be read (KeyError)",
    "run true": "reading it asked for subprocess.Popen",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[FileRead, FileRead]]:
    """Each deed, what became of the file that does it, and of the harmless one after it; all in one ingest."""
    deeds = [deed for bad in TOLD for deed in (bad, "behave")]
    results = read(tmp_path_factory.mktemp("deeds"), *deeds)
    return dict(zip(TOLD, zip(results[::2], results[1::2], strict=True), strict=True))


@pytest.mark.parametrize("deed", TOLD)
def test_what_a_file_does_to_its_reader_costs_that_file_alone(
    told: dict[str, tuple[FileRead, FileRead]], deed: str
) -> None:
    bad, good = told[deed]
    assert TOLD[deed] in problem(bad)
    assert isinstance(good.found, Document)
    assert good.found.text == "Two trusts share one list."
    assert bad.seconds <= SECONDS + 1


def test_time_and_memory_are_told_of_every_file(tmp_path: Path) -> None:
    slow, large, good = read(tmp_path / "in", "sleep", "allocate_slowly", "behave")
    assert SECONDS <= slow.seconds < SECONDS + 1
    assert 64 < large.megabytes <= 200
    assert 5 < good.megabytes < large.megabytes
    assert good.seconds < SECONDS


def test_text_up_to_the_bound_comes_back_whole(tmp_path: Path) -> None:
    (result,) = read(tmp_path / "in", f"talk {2**19}")
    assert isinstance(result.found, Document)
    assert len(result.found.text) > 2**19 - 10


def test_every_file_has_a_process_of_its_own(tmp_path: Path) -> None:
    told = [r.found.text for r in read(tmp_path / "in", "tell", "tell") if isinstance(r.found, Document)]
    pids = [text.split("pid ")[1].split() for text in told]
    assert pids[0][0] != pids[1][0]
    assert pids[0][2] == pids[1][2] != str(os.getpid())


@pytest.mark.parametrize("deed", ["write", "append"])
def test_a_reader_writes_no_file(tmp_path: Path, deed: str) -> None:
    there = tmp_path / "there"
    there.write_text("as it was", "utf-8")
    results = read(tmp_path / "in", f"{deed} {tmp_path / 'new'}", f"{deed} {there}")
    assert ["reading it asked for open" in problem(result) for result in results] == [True, True]
    assert not (tmp_path / "new").exists()
    assert there.read_text("utf-8") == "as it was"


def test_a_reader_opens_no_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        assert "reading it asked for socket" in problem(read(tmp_path / "in", f"connect {port}")[0])
        with pytest.raises(TimeoutError):
            server.accept()


def test_pages_and_notes_that_name_addresses_make_nobody_fetch_them(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        at = f"http://127.0.0.1:{server.getsockname()[1]}"
        page = f"""<!DOCTYPE html SYSTEM "{at}/dtd"><html><head><link rel="stylesheet" href="{at}/css">
            <base href="{at}/"><script src="{at}/js"></script></head><body><p>Two trusts share one list of beds.</p>
            <img src="{at}/png"><iframe src="{at}/frame"></iframe></body></html>"""
        (tmp_path / "page.html").write_text(page, "utf-8")
        (tmp_path / "note.md").write_text(f"Two trusts share one list. ![]({at}/png)\n\n<img src='{at}/x'>", "utf-8")
        results = list(read_files(find_files([tmp_path]), Register({})))
        assert all(isinstance(result.found, Document) for result in results)
        with pytest.raises(TimeoutError):
            server.accept()


def test_what_libraries_print_reaches_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (result,) = read(tmp_path / "in", "print_much")
    assert isinstance(result.found, Document)
    assert capfd.readouterr() == ("", "")


def test_a_refusal_is_safe_to_print(tmp_path: Path) -> None:
    (result,) = read(tmp_path / "in", "refuse")
    assert str(result.found) == "00.deed: is odd\\x1b[31m. Do not\\nread it."


def test_a_file_of_headings_alone_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Title\n\n## Part\n", "utf-8")
    (result,) = read_files(find_files([tmp_path]), Register({}))
    assert "headings but no text" in problem(result)


def test_stopping_midway_leaves_no_process(tmp_path: Path) -> None:
    read(tmp_path / "in", "behave", "sleep")
    results = read_files(find_files([tmp_path / "in"]), Register({}))
    next(results)
    assert children()
    results.close()  # type: ignore[attr-defined]


def test_a_forkserver_that_is_killed_costs_one_file(tmp_path: Path) -> None:
    read(tmp_path / "in", "behave", "behave", "behave")
    results = read_files(find_files([tmp_path / "in"]), Register({}))
    assert isinstance(next(results).found, Document)
    for pid in children():
        os.kill(pid, signal.SIGKILL)
    assert "crash" in problem(next(results))
    assert isinstance(next(results).found, Document)
    assert list(results) == []


def test_files_are_read_where_other_threads_run(tmp_path: Path) -> None:
    found: list[FileRead] = []
    stop = threading.Event()
    busy = threading.Thread(target=stop.wait)
    busy.start()
    reader = threading.Thread(target=lambda: found.extend(read(tmp_path / "in", "crash SIGSEGV", "behave")))
    reader.start()
    reader.join(20)
    stop.set()
    busy.join()
    assert [isinstance(result.found, Document) for result in found] == [False, True]


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_of_an_ingest_that_is_ended(tmp_path: Path, ended_by: signal.Signals) -> None:
    (tmp_path / "a.deed").write_text("sleep\n", "utf-8")
    code = (
        "import sys; from pathlib import Path; from ingest import reading; from ingest.register import Register\n"
        "reading.LOADERS['.deed'] = 'tests.ingest.misbehaving'\n"
        "print('began', flush=True)\n"
        "list(reading.read_files(reading.find_files([Path(sys.argv[1])]), Register({})))"
    )
    ingest = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert ingest.stdout is not None
    assert ingest.stdout.readline() == b"began\n"
    until = time.monotonic() + 20
    while len(left := children() - {ingest.pid}) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(left) == 2  # the forkserver and the child at work
    ingest.send_signal(ended_by)
    ingest.wait(10)
    ingest.stdout.close()
    while (left := left & running().keys()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left
