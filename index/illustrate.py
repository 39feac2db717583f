"""Pictures of the pages of PDFs -> a home, after its snapshot is published: text never waits for pictures.

Whatever goes wrong with a picture costs that picture. A folder of pictures is made aside and moved into place whole.
"""

import hashlib
import io
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from index.pictures import FOLDER, folder_of
from index.snapshot import files_of_all
from ingest.alignment import TextWord, pages_of, words_by_page
from ingest.documents import Document
from ingest.drawing import Asked, Drawn, Measures, drawn
from ingest.isolation import Isolation
from ingest.register import Register

WIDTH = 1000  # pixels: print of 10 points on A4 is 17 of them high
SECONDS = 600.0  # for all pages of a file; each has the limits of its process besides
LARGE = 60_000  # bytes of a lossless picture, from which a photograph is more likely than print
_MOST_FAILED = 3  # pages of a file: more are not tried, each may take its full time
_MAKING = ".making-"
_DRAWING = "Drawing pages"
_LEVELS = [round(value / 17) * 17 for value in range(256)]  # 16 of 256 shades: print stays sharp at half the size
_LOSSY_QUALITY, _LOSSLESS_EFFORT = 50, 1  # more effort takes longer and saves little
_ENOUGH, _FEW = 20, 0.1  # words of a page, and the share of them that any two pages may have in common
_NAMED = 12  # pages named one by one in a warning
Watch = Callable[[str, int, int], None]  # what is done, how far, out of how many


def illustrate(
    home: Path, documents: Sequence[Document], paths: Mapping[str, Path], sha256: Mapping[str, str], watch: Watch
) -> dict[str, str]:
    """Make the pictures that are not there yet and remove those of no snapshot; never raises for what a file does.

    `paths` and `sha256` are the file of each document and its digest, by the document's path. Returns a sentence for the
    report for each document that lacks pictures.
    """
    wanted = {
        document.path: (document, folder)
        for document in documents
        if paths[document.path].suffix.lower() == ".pdf"
        and (folder := folder_of(home, sha256[document.path], document))
    }
    _remove_remains(home)
    missing = {name: folder for name, (_, folder) in wanted.items() if not folder.is_dir()}
    pages = {name: len(pages_of(wanted[name][0])) for name in missing}
    done, total = 0, sum(pages.values())
    with Isolation(Register({})) as isolation:
        for name, folder in missing.items():
            if not folder.is_dir():  # a copy of a file has the pictures of the other
                advance = partial(_advance, watch, done, total)
                _make(folder, wanted[name][0], paths[name], sha256[name], isolation, advance)
            done += pages[name]
            watch(_DRAWING, done, total)
    _remove_others(home, {folder for _, folder in wanted.values()})
    told = {name: _told(document, folder) for name, (document, folder) in wanted.items()}
    return {name: sentence for name, sentence in told.items() if sentence}


def _advance(watch: Watch, before: int, total: int, done: int) -> None:
    watch(_DRAWING, before + done, total)


def _make(
    folder: Path,
    document: Document,
    path: Path,
    sha256: str,
    isolation: Isolation,
    advance: Callable[[int], None],
) -> None:
    """Draw a file's pages aside and move them into place, unless it is no longer the file that was read."""
    aside = folder.parent / f"{_MAKING}{os.getpid()}"
    try:
        aside.mkdir(parents=True)
        _draw(aside, words_by_page(document), path, isolation, advance)
        if _digest(path) == sha256:
            os.sync()  # or a power cut could leave a folder of empty files
            aside.rename(folder)
    except OSError:  # no space, or the file is gone: told as pictures that are not there, and tried again
        pass
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _draw(
    folder: Path,
    words: Mapping[int, list[list[TextWord]]],
    path: Path,
    isolation: Isolation,
    advance: Callable[[int], None],
) -> None:
    failed, until = 0, time.monotonic() + SECONDS
    for done, (page, blocks) in enumerate(words.items()):
        advance(done)
        made = drawn(isolation, path, Asked(page, WIDTH, blocks))
        if made and _same_page(blocks, made.measures):
            _keep(folder, page, made)
        else:
            failed += 1
        if failed > _MOST_FAILED or time.monotonic() > until:
            return


def _same_page(blocks: list[list[TextWord]], measures: Measures) -> bool:
    """Whether a page holds the words that were read from it: libraries may count the pages of a damaged file differently."""
    asked = sum(map(len, blocks))
    return min(asked, measures.seen) < _ENOUGH or len(measures.words) >= _FEW * asked


def _keep(folder: Path, page: int, made: Drawn) -> None:
    size = (made.measures.width, made.measures.height)
    picture = Image.frombytes(made.measures.mode, size, made.pixels)
    (folder / f"{page}.webp").write_bytes(webp_of(picture))
    words = [(word.start, word.end, *word.box) for word in made.measures.words]
    said = {"width": picture.width, "height": picture.height, "words": words}
    (folder / f"{page}.json").write_text(json.dumps(said, separators=(",", ":")), "utf-8")


def webp_of(picture: Image.Image) -> bytes:
    """A picture as WebP: without loss but for its fine shades where that is small, as it is for print."""
    shaded = picture.point(_LEVELS * len(picture.getbands()))
    exact = _webp(shaded, lossless=True, method=_LOSSLESS_EFFORT)
    if len(exact) <= LARGE:
        return exact
    return min(exact, _webp(picture, quality=_LOSSY_QUALITY), key=len)


def _webp(picture: Image.Image, **options: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", **options)
    return written.getvalue()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(document: Document, folder: Path) -> str:
    pages = pages_of(document)
    lacking = [page for page in pages if not (folder / f"{page}.json").is_file()]
    if not lacking:
        return ""
    if len(lacking) == len(pages):
        return "No pictures of its pages: they could not be drawn."
    more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    return f"No pictures of pages {', '.join(map(str, lacking[:_NAMED]))}{more}: they could not be drawn."


def _remove_remains(home: Path) -> None:
    """What a killed ingest left: only one works at a time."""
    for left in (home / FOLDER).glob(f"*/{_MAKING}*"):
        shutil.rmtree(left, ignore_errors=True)


def _remove_others(home: Path, wanted: set[Path]) -> None:
    """Pictures of files that no kept snapshot holds, and such of current files as were made for an earlier text."""
    held = files_of_all(home)
    current = {folder.parent for folder in wanted}
    for of_file in (home / FOLDER).glob("*"):
        if of_file in current:
            for folder in set(of_file.iterdir()) - wanted:
                shutil.rmtree(folder, ignore_errors=True)
        elif of_file.name not in held:
            shutil.rmtree(of_file, ignore_errors=True)
