"""The register's publications that have an address -> files beside each other, with a side-car each."""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import httpx

from ingest.errors import IngestError
from ingest.metadata import SIDE_CAR, side_car_of
from ingest.register import Register, Source
from ingest.transport import AddressRefused, PublicTransport

AGENT = "CollaborativeGuide/0.1 (guide fetch: reads the publications that its register lists)"
LARGEST = 100 * 1024 * 1024  # bytes of one publication
LONGEST_S = 600.0  # seconds for one publication; what has arrived by then is kept for the next run
PAUSE_S = 1.0  # seconds between two publications
REDIRECTS = 5
BOOK = ".fetched.json"
_OOXML = "application/vnd.openxmlformats-officedocument."
ENDINGS = {
    "application/pdf": ".pdf",
    f"{_OOXML}wordprocessingml.document": ".docx",
    f"{_OOXML}presentationml.presentation": ".pptx",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
_OPENINGS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".pptx": b"PK\x03\x04"}
_AGAIN = "Run this again later: it goes on where it stopped"


class Outcome(StrEnum):
    """What became of a publication."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One publication: its id, what became of it, and the file or the reason with what to do."""

    id: str
    outcome: Outcome
    about: str


class _Stop(Exception):
    """Ends one publication: why, and what to do next."""

    def __init__(self, outcome: Outcome, why: str, remedy: str) -> None:
        super().__init__(f"{why}. {remedy}.")
        self.outcome = outcome


@dataclass(slots=True)
class _Kept:
    """What is remembered of a publication between runs: `part` is the ETag or date of the unfinished file."""

    address: str = ""
    file: str = ""
    sha256: str = ""
    etag: str = ""
    changed: str = ""
    part: str = ""


@dataclass(slots=True)
class _Shelf:
    """The folder of originals and its book."""

    folder: Path
    kept: dict[str, _Kept] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> "_Shelf":
        try:
            folder.mkdir(parents=True, exist_ok=True)
            book = json.loads((folder / BOOK).read_text("utf-8"))
            return cls(folder, {key: _Kept(**entry) for key, entry in book.items()})
        except (
            FileNotFoundError,
            ValueError,
            TypeError,
            AttributeError,
        ):  # no book, or a damaged one: all is fetched anew
            return cls(folder)

    def of(self, source: Source) -> _Kept:
        kept = self.kept.get(source.id)
        if kept is None or kept.address != source.address or kept.file != Path(kept.file).name:
            kept = self.kept[source.id] = _Kept(source.address)
            self.part(source).unlink(missing_ok=True)
        return kept

    def part(self, source: Source) -> Path:
        return self.folder / f".{safe_name(source.id)}.part"

    def write(self, name: str, text: str) -> None:
        aside = self.folder / f".{name[:100]}.new"
        aside.write_text(text, "utf-8")
        aside.replace(self.folder / name)

    def save(self) -> None:
        entries = {key: {name: getattr(kept, name) for name in kept.__slots__} for key, kept in self.kept.items()}
        self.write(BOOK, json.dumps(entries, indent=1, sort_keys=True))


def fetch(register: Register, into: Path, *, allow_loopback: bool = False) -> Iterator[Fetched]:
    """Download each publication with an address, one at a time; raises IngestError where the folder cannot be written.

    `allow_loopback` is for tests, which have no public server.
    """
    try:
        shelf = _Shelf.open(into)
        for n, source in enumerate(s for s in register.sources.values() if s.address):
            if n:
                time.sleep(PAUSE_S)
            yield _fetch(source, shelf, allow_loopback)
            shelf.save()
    except OSError as error:
        raise IngestError(str(into), f"cannot be written to ({error.strerror})", "Name another folder") from error


def safe_name(publication_id: str) -> str:
    """An id as a file name; one that has to be changed gets a digest, so that no two become the same."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", publication_id).strip(".-")[:80]
    if name == publication_id:
        return name
    return f"{name or 'publication'}-{hashlib.sha256(publication_id.encode()).hexdigest()[:8]}"


def _fetch(source: Source, shelf: _Shelf, allow_loopback: bool) -> Fetched:
    transport = PublicTransport(time.monotonic() + LONGEST_S, allow_loopback)
    with httpx.Client(transport=transport, trust_env=False, headers=_headers()) as client:
        try:
            outcome, about = _publication(client, source, shelf)
        except _Stop as stop:
            outcome, about = stop.outcome, str(stop)
        except AddressRefused as error:
            outcome, about = Outcome.REFUSED, f"{error}. Correct the address in the register."
        except httpx.InvalidURL as error:
            outcome, about = Outcome.REFUSED, f"its address cannot be read ({error}). Correct it in the register."
        except httpx.TimeoutException:
            outcome, about = Outcome.FAILED, f"the server was too slow. {_AGAIN}."
        except httpx.ConnectError as error:
            outcome, about = (
                Outcome.FAILED,
                f"no connection ({error}). Check the network and the address, and run this again.",
            )
        except httpx.HTTPError as error:
            outcome, about = Outcome.FAILED, f"the connection broke ({error}). {_AGAIN}."
    return Fetched(source.id, outcome, about)


def _headers() -> dict[str, str]:
    return {"User-Agent": AGENT, "Accept": ", ".join(ENDINGS), "Accept-Encoding": "identity"}


def _publication(client: httpx.Client, source: Source, shelf: _Shelf) -> tuple[Outcome, str]:
    kept, part = shelf.of(source), shelf.part(source)
    have = part.stat().st_size if kept.part and part.is_file() else 0
    response = _get(client, source.address, _conditions(shelf, kept, have))
    if have and not _goes_on(response, have):
        if response.status_code != httpx.codes.OK:
            response.close()
            response = _get(client, source.address, {})
        have = 0
    try:
        if response.status_code == httpx.codes.NOT_MODIFIED and not have:
            return Outcome.UNCHANGED, kept.file
        ending = _ending(response, have)
        kept.part = _validator(response)
        shelf.save()
        _receive(response, part, have)
    finally:
        response.close()
    return _shelve(source, shelf, ending, response)


def _conditions(shelf: _Shelf, kept: _Kept, have: int) -> dict[str, str]:
    """Go on with what has begun, or else fetch only what is not as it was."""
    if have:
        return {"Range": f"bytes={have}-", "If-Range": kept.part}
    if not kept.file or _digest(shelf.folder / kept.file) != kept.sha256:
        return {}
    conditions = {"If-None-Match": kept.etag, "If-Modified-Since": kept.changed}
    return {name: value for name, value in conditions.items() if value}


def _get(client: httpx.Client, address: str, headers: dict[str, str]) -> httpx.Response:
    """The answer after redirects, its body unread; each address on the way is checked like the first."""
    url = httpx.URL(address)
    for _ in range(REDIRECTS + 1):
        if url.scheme not in ("http", "https") or not url.host:
            raise _Stop(Outcome.REFUSED, f"{url} is not an http or https address", "Correct it in the register")
        response = client.send(client.build_request("GET", url, headers=headers), stream=True)
        if not response.has_redirect_location:
            return response
        response.close()
        url = url.join(response.headers["location"])
    raise _Stop(Outcome.REFUSED, f"more than {REDIRECTS} redirects", "Find the address it ends at and register that")


def _goes_on(response: httpx.Response, have: int) -> bool:
    span = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
    return response.status_code == httpx.codes.PARTIAL_CONTENT and span is not None and int(span[1]) == have


def _ending(response: httpx.Response, have: int) -> str:
    """Ending of the file by its content type; stops for what is not there, not read or too large."""
    code = response.status_code
    if code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT) or (code != httpx.codes.OK and not have):
        waits = code in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
        remedy = "Run this again later" if waits else "Open the address and correct it in the register"
        raise _Stop(Outcome.FAILED, f"the server answered {code} {response.reason_phrase}".rstrip(), remedy)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ENDINGS:
        what = f"is of the type {kind}" if kind else "has no content type"
        raise _Stop(
            Outcome.REFUSED, f"{what}, which is not read", "Register the address of a PDF, Word, web or text file"
        )
    length = response.headers.get("content-length", "")
    if length.isdigit() and have + int(length) > LARGEST:
        raise _too_large()
    return ENDINGS[kind]


def _too_large() -> _Stop:
    return _Stop(Outcome.REFUSED, f"is larger than {LARGEST // 2**20} MiB", "Fetch it by hand and split it")


def _validator(response: httpx.Response) -> str:
    """What tells whether the rest still belongs to what has arrived: a strong ETag, or the date of the last change."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return ""
    etag: str = response.headers.get("etag", "")
    return etag if etag and not etag.startswith("W/") else response.headers.get("last-modified", "")


def _receive(response: httpx.Response, part: Path, have: int) -> None:
    try:
        with part.open("ab" if have else "wb") as out:
            for piece in response.iter_bytes():
                have += len(piece)
                if have > LARGEST:
                    raise _too_large()
                out.write(piece)
    except _Stop:
        part.unlink()
        raise


def _shelve(source: Source, shelf: _Shelf, ending: str, response: httpx.Response) -> tuple[Outcome, str]:
    """Check what has arrived and put it in its place, with the side-car that says what the register says."""
    kept, part = shelf.of(source), shelf.part(source)
    kept.part = ""
    digest = _digest(part)
    with part.open("rb") as file:
        opening = file.read(1024)
    if _OPENINGS.get(ending, b"") not in opening:
        part.unlink()
        raise _Stop(
            Outcome.REFUSED, f"is said to be a {ending} file and is none", "Open the address: it may want a log-in"
        )
    if source.sha256 and digest != source.sha256:
        part.unlink()
        raise _Stop(
            Outcome.REFUSED, "its sha256 is not that of the register", "Look what changed and correct the register"
        )
    name = safe_name(source.id) + ending
    same = _digest(shelf.folder / name) == digest
    if kept.file and kept.file != name:
        for old in (kept.file, kept.file + SIDE_CAR):
            (shelf.folder / old).unlink(missing_ok=True)
    part.replace(shelf.folder / name)
    shelf.write(name + SIDE_CAR, side_car_of(source))
    kept.file, kept.sha256 = name, digest
    kept.etag, kept.changed = response.headers.get("etag", ""), response.headers.get("last-modified", "")
    return (Outcome.UNCHANGED if same else Outcome.FETCHED), name


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
