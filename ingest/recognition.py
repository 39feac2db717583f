"""Scanned pages of a PDF -> their text, where a text recogniser (tesseract) is installed.

A scan is not to be trusted, so each step happens under limits: a page is drawn in a process of its own, and its bare
pixels are given to a tesseract that may write no file and has its own time and memory. A long scan needs more time than
one file may take; a page at a time, it gets it.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median

from ingest.isolation import Isolation, Reading
from ingest.loaders.recognised import Recognised, RecognisedLine, recognised_json
from ingest.parsing import Parsed, Refusal
from ingest.scans import pixels_of

PROGRAM = "tesseract"
MOST_PAGES = 300  # of one file: an hour's work
_SECONDS = 60  # a page takes 2 to 10
_MOST_IN_VAIN = 3  # pages of a file that failed or took all that time: more are not tried
_MEMORY = 2**30  # bytes
_CHECKOUT = Path(__file__).resolve().parent.parent
# Automatic layout; a page that lies on its side is turned.
_OPTIONS = ("stdin", "stdout", "--psm", "1", "--dpi", "300", "tsv")
_PASSED_ON = ("PATH", "TESSDATA_PREFIX")
_CUT_OFF: list[RecognisedLine] = []
_SURE = 55.0  # percent: a line that tesseract is less sure of is a stain, a stamp or a picture
_WORD = re.compile(r"[^\W\d_]{3}")
_ASCENDING, _DESCENDING = frozenset("bdfhkltij"), frozenset("gjpqy,;")


def installed() -> str:
    """Path of the recogniser; "" without one."""
    return shutil.which(PROGRAM) or ""


def read(isolation: Isolation, path: Path, name: str, loader: str) -> Reading:
    """Read one file as `isolation.read` does; where it has scanned pages that can be recognised, once more with their text.

    The `scans` of what is then found are those pages alone whose recognition failed and may succeed another time.
    """
    first = isolation.read(path, name, loader)
    if not first.found.scans or not installed():
        return first
    began = time.monotonic()
    recognised, failed = _recognised(isolation, path, first.found.scans[:MOST_PAGES])
    again = first
    if recognised:
        again = isolation.read(path, name, loader, recognised_json.dump_json(recognised).decode())
    taken = round(first.seconds + time.monotonic() - began, 3)
    return Reading(_looked_at(again.found, recognised, failed), taken, max(first.megabytes, again.megabytes))


def _looked_at(found: Parsed | Refusal, recognised: Recognised, failed: tuple[int, ...]) -> Parsed | Refusal:
    """What was found, its scans being those that are left to recognise."""
    if isinstance(found, Parsed):
        return replace(found, scans=failed)
    return replace(found, scans=failed, is_final=not recognised and not failed)


def _recognised(isolation: Isolation, path: Path, pages: Sequence[int]) -> tuple[Recognised, tuple[int, ...]]:
    """The lines of those pages that hold any, and the pages that failed; as many at a time as there are processors."""
    found: Recognised = {}
    failed: list[int] = []
    in_vain = 0
    at_once = os.cpu_count() or 1
    with ThreadPoolExecutor(at_once) as pool:
        for n in range(0, len(pages), at_once):
            part = pages[n : n + at_once]
            drawn = [isolation.ask(path, "ingest.scans", str(page)) for page in part]
            for page, lines in zip(part, pool.map(_lines, drawn), strict=True):
                in_vain += lines is None or lines is _CUT_OFF
                if lines is None:
                    failed.append(page)
                elif lines:
                    found[page] = lines
            if in_vain >= _MOST_IN_VAIN:
                break
    return found, tuple(failed)


def _lines(drawn: bytes | None) -> list[RecognisedLine] | None:
    """The lines of a drawn page; _CUT_OFF, which is empty, where its processor time was up, as it would be again.

    None where it could not be drawn or looked at this time.
    """
    try:
        width, height, pixels = pixels_of(drawn or b"")
    except ValueError:  # a page that could not be drawn
        return None
    program = (sys.executable, "-m", "ingest.limited", str(_SECONDS), str(_MEMORY), installed(), *_OPTIONS)
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            program,
            input=b"P5 %d %d 255\n" % (width, height) + pixels,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_CHECKOUT,
            env=environment,
            timeout=2 * _SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:  # the page stays a picture, which the report tells
        return _CUT_OFF if error.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else None
    except (OSError, subprocess.SubprocessError):
        return None
    lines = list(lines_of_words(done.stdout.decode("utf-8", "replace"), width, height))
    # In the grain of a photograph a lone letter is sometimes seen for sure.
    return lines if any(_WORD.search(line.text) for line in lines) else []


def lines_of_words(told: str, width: int, height: int) -> Iterator[RecognisedLine]:
    """The lines in tesseract's table of words (TSV, places in pixels of a picture of that size); lines of junk left out."""
    rows = (line.split("\t") for line in told.splitlines())
    table = [row for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip()]
    words = _upright([_word(row) for row in table])
    for paragraph, (_, inside) in enumerate(groupby(words, key=lambda word: word.paragraph)):
        for _, line in groupby(inside, key=lambda word: word.line):
            found = _line(list(line), width, height, paragraph)
            if found:
                yield found


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with its box in pixels from the upper left, and how sure it is (percent)."""

    paragraph: tuple[str, ...]
    line: str
    left: float
    top: float
    wide: float
    high: float
    sure: float
    text: str


def _word(row: Sequence[str]) -> _Word:
    left, top, wide, high, sure = map(float, row[6:11])
    return _Word(tuple(row[1:4]), row[4], left, top, wide, high, sure, row[11].strip())


def _upright(words: Sequence[_Word]) -> list[_Word]:
    """The words of a page that lay on its side or on its head, where they would be if it did not."""
    pairs = [(a, b) for a, b in pairwise(words) if (a.paragraph, a.line) == (b.paragraph, b.line)]
    across = sum(b.left - a.left for a, b in pairs)
    down = sum(b.top - a.top for a, b in pairs)
    if abs(across) >= abs(down):
        if across >= 0:
            return list(words)
        return [replace(w, left=-w.left - w.wide, top=-w.top - w.high) for w in words]
    if down > 0:
        return [replace(w, left=w.top, top=-w.left - w.wide, wide=w.high, high=w.wide) for w in words]
    return [replace(w, left=-w.top - w.high, top=w.left, wide=w.high, high=w.wide) for w in words]


def _line(words: Sequence[_Word], width: int, height: int, paragraph: int) -> RecognisedLine | None:
    text = " ".join(word.text for word in words)
    sure = sum(word.sure * len(word.text) for word in words) / sum(len(word.text) for word in words)
    if sure < _SURE or 2 * sum(c.isalnum() for c in text) < len(text.replace(" ", "")):
        return None
    feet = [word.top + word.high * (0.78 if _DESCENDING & set(word.text) else 1) for word in words]
    return RecognisedLine(
        text=text,
        left=min(word.left for word in words) / width,
        right=max(word.left + word.wide for word in words) / width,
        baseline=1 - median(feet) / height,
        size=median(word.high / _share(word.text) for word in words) / height,
        paragraph=paragraph,
    )


def _share(word: str) -> float:
    """Height of a word's ink in shares of its type size: letters reach above and below the middle ones, or not."""
    tall = any(c in _ASCENDING or c.isupper() or c.isdigit() for c in word)
    return 0.5 + 0.22 * tall + 0.2 * bool(_DESCENDING & set(word))
