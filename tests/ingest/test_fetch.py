"""Promises of fetching, against a real server: what is sound arrives, what is not is refused or failed by name."""

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import fetch as fetching
from ingest.errors import IngestError
from ingest.fetch import Fetched, Outcome, fetch, safe_name
from ingest.metadata import read_side_car
from ingest.reading import find_files
from ingest.register import Register, Source

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400
ETAG = '"first"'
Page = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Site"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.close_connection = True
        self.server.pages.get(self.path, lambda handler: handler.reply(404))(self)

    def reply(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Site(ThreadingHTTPServer):
    """A server of made-up pages, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, *_: object) -> None:
        pass  # a client that hangs up is what some tests are about


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def source(address: str, id_: str = "report", sha256: str = "") -> Source:
    return Source(id_, "A report", "Press", "report", "2022", address, "OGL", "current", sha256=sha256)


def fetched(into: Path, *sources: Source) -> list[Fetched]:
    return list(fetch(Register({s.id: s for s in sources}), into, allow_loopback=True))


def one(into: Path, address: str, sha256: str = "") -> Fetched:
    (result,) = fetched(into, source(address, sha256=sha256))
    return result


def pdf(handler: Handler) -> None:
    """A PDF that can be asked for in parts and only when it is new."""
    if handler.headers["If-None-Match"] == ETAG:
        return handler.reply(304, ETag=ETAG)
    start = 0
    if handler.headers["If-Range"] == ETAG and handler.headers["Range"]:
        start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    if start >= len(PDF):
        return handler.reply(416)
    span = {"Content_Range": f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"} if start else {}
    return handler.reply(206 if start else 200, PDF[start:], ETag=ETAG, Content_Type="application/pdf", **span)


def cut(etag: str = ETAG) -> Page:
    """The same PDF, the connection cut after 1,000 bytes."""

    def page(handler: Handler) -> None:
        headers = {"ETag": etag} if etag else {}
        handler.reply(200, PDF[:1000], Content_Type="application/pdf", Content_Length=str(len(PDF)), **headers)

    return page


def files(into: Path) -> set[str]:
    return {path.name for path in into.iterdir()}


def test_an_original_arrives_with_its_side_car(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = pdf
    assert one(tmp_path, site.address("/a")) == Fetched("report", Outcome.FETCHED, "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == PDF
    assert read_side_car(tmp_path / "report.pdf")["title"] == "A report"
    assert [f.name for f in find_files([tmp_path])] == ["report.pdf"]
    assert "CollaborativeGuide" in site.asked[0][1]["user-agent"]


def test_what_did_not_change_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = pdf
    for _ in range(2):
        result = one(tmp_path, site.address("/a"))
    assert result == Fetched("report", Outcome.UNCHANGED, "report.pdf")
    assert site.asked[1][1]["if-none-match"] == ETAG
    (tmp_path / "report.pdf").write_bytes(b"damaged")
    assert one(tmp_path, site.address("/a")).outcome is Outcome.FETCHED
    assert (tmp_path / "report.pdf").read_bytes() == PDF


def test_the_same_bytes_from_a_server_without_etags_are_unchanged(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = lambda handler: handler.reply(200, b"Text.", Content_Type="text/plain; charset=utf-8")
    assert one(tmp_path, site.address("/a")).outcome is Outcome.FETCHED
    assert one(tmp_path, site.address("/a")) == Fetched("report", Outcome.UNCHANGED, "report.txt")


def test_a_cut_download_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = cut()
    broken = one(tmp_path, site.address("/a"))
    assert broken.outcome is Outcome.FAILED
    assert "Run this again" in broken.about
    assert "report.pdf" not in files(tmp_path)
    assert find_files([tmp_path]) == []
    site.pages["/a"] = pdf
    assert one(tmp_path, site.address("/a")).outcome is Outcome.FETCHED
    assert (tmp_path / "report.pdf").read_bytes() == PDF
    assert site.asked[1][1]["range"] == "bytes=1000-"


@pytest.mark.parametrize("etag", ['"other"', 'W/"first"', ""], ids=["changed meanwhile", "only a weak ETag", "no ETag"])
def test_a_cut_download_of_which_the_rest_may_differ_starts_anew(site: Site, tmp_path: Path, etag: str) -> None:
    site.pages["/a"] = cut(etag)
    one(tmp_path, site.address("/a"))
    site.pages["/a"] = pdf
    assert one(tmp_path, site.address("/a")).outcome is Outcome.FETCHED
    assert (tmp_path / "report.pdf").read_bytes() == PDF


@pytest.mark.parametrize("code", [206, 416])
def test_a_server_that_sends_another_part_is_asked_for_the_whole(site: Site, tmp_path: Path, code: int) -> None:
    site.pages["/a"] = cut()
    one(tmp_path, site.address("/a"))

    def wrong(handler: Handler) -> None:
        if handler.headers["Range"]:
            handler.reply(code, PDF[5:], Content_Type="application/pdf", Content_Range="bytes 5-9/10")
        else:
            pdf(handler)

    site.pages["/a"] = wrong
    assert one(tmp_path, site.address("/a")).outcome is Outcome.FETCHED
    assert (tmp_path / "report.pdf").read_bytes() == PDF


def test_a_part_of_another_address_is_not_used(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/a": cut(), "/b": pdf}
    one(tmp_path, site.address("/a"))
    assert one(tmp_path, site.address("/b")).outcome is Outcome.FETCHED
    assert "range" not in site.asked[1][1]


def test_redirects_are_followed(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/a": lambda handler: handler.reply(302, Location="b"), "/b": pdf}
    assert one(tmp_path, site.address("/a#part")).outcome is Outcome.FETCHED
    assert [path for path, _ in site.asked] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("/a", "more than 5 redirects"),
        ("http://10.0.0.1/", "leads to 10.0.0.1, which is not on the public internet"),
        ("http://169.254.169.254/latest/", "not on the public internet"),
        ("file:///etc/passwd", "not an http or https address"),
        ("ftp://example.org/a.pdf", "not an http or https address"),
    ],
)
def test_a_redirect_to_nowhere_good_is_refused(site: Site, tmp_path: Path, location: str, told: str) -> None:
    site.pages["/a"] = lambda handler: handler.reply(302, Location=location)
    result = one(tmp_path, site.address("/a"))
    assert result.outcome is Outcome.REFUSED
    assert told in result.about
    assert len(site.asked) <= 6


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("application/zip", b"PK", "is of the type application/zip, which is not read"),
        ("", b"?", "has no content type"),
        ("application/pdf", b"<html>Please log in</html>", "is said to be a .pdf file and is none"),
    ],
)
def test_what_is_not_read_is_refused(site: Site, tmp_path: Path, kind: str, body: bytes, told: str) -> None:
    site.pages["/a"] = lambda handler: handler.reply(200, body, **({"Content_Type": kind} if kind else {}))
    result = one(tmp_path, site.address("/a"))
    assert result.outcome is Outcome.REFUSED
    assert told in result.about
    assert files(tmp_path) <= {fetching.BOOK}


@pytest.mark.parametrize("said", [True, False], ids=["with its length", "without a length"])
def test_what_is_too_large_is_refused(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bool) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1000)

    def page(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/pdf")
        if said:
            handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        handler.wfile.write(PDF)

    site.pages["/a"] = page
    result = one(tmp_path, site.address("/a"))
    assert result.outcome is Outcome.REFUSED
    assert "is larger than" in result.about
    assert files(tmp_path) <= {fetching.BOOK}


def test_a_slow_server_fails_in_time_and_what_came_is_kept(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LONGEST_S", 0.4)

    def page(handler: Handler) -> None:
        handler.reply(200, PDF[:500], Content_Type="application/pdf", ETag=ETAG, Content_Length=str(len(PDF)))
        for n in range(100):
            handler.wfile.write(PDF[500 + n : 501 + n])
            time.sleep(0.05)

    site.pages["/a"] = page
    started = time.monotonic()
    result = one(tmp_path, site.address("/a"))
    assert (result.outcome, "too slow" in result.about) == (Outcome.FAILED, True)
    assert time.monotonic() - started < 3
    assert PDF.startswith((tmp_path / ".report.part").read_bytes())
    monkeypatch.undo()
    site.pages["/a"] = pdf
    assert one(tmp_path, site.address("/a")).outcome is Outcome.FETCHED
    assert (tmp_path / "report.pdf").read_bytes() == PDF


@pytest.mark.parametrize(
    ("code", "told"),
    [(404, "correct it in the register"), (403, "correct it"), (503, "again later"), (429, "again later")],
)
def test_an_answer_that_is_no_file_fails_with_what_to_do(site: Site, tmp_path: Path, code: int, told: str) -> None:
    site.pages["/a"] = lambda handler: handler.reply(code)
    result = one(tmp_path, site.address("/a"))
    assert result.outcome is Outcome.FAILED
    assert str(code) in result.about
    assert told in result.about


def test_the_digest_of_the_register_is_held_against_the_file(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = pdf
    refused = one(tmp_path, site.address("/a"), "0" * 64)
    assert (refused.outcome, "sha256" in refused.about) == (Outcome.REFUSED, True)
    assert files(tmp_path) <= {fetching.BOOK}
    assert one(tmp_path, site.address("/a"), hashlib.sha256(PDF).hexdigest()).outcome is Outcome.FETCHED


def test_one_that_fails_leaves_the_others(site: Site, tmp_path: Path) -> None:
    site.pages["/b"] = pdf
    results = fetched(
        tmp_path, source(site.address("/a"), "a"), source(site.address("/b"), "b"), source("", "c"), source("?", "d")
    )
    assert [(r.id, r.outcome) for r in results] == [
        ("a", Outcome.FAILED),
        ("b", Outcome.FETCHED),
        ("d", Outcome.REFUSED),
    ]


def test_a_page_that_becomes_a_pdf_leaves_one_file(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = lambda handler: handler.reply(200, b"<html>Soon</html>", Content_Type="text/html")
    one(tmp_path, site.address("/a"))
    site.pages["/a"] = pdf
    one(tmp_path, site.address("/a"))
    assert files(tmp_path) == {fetching.BOOK, "report.pdf", "report.pdf.toml"}


def test_loopback_is_refused_outside_tests(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = pdf
    (result,) = fetch(Register({"report": source(site.address("/a"))}), tmp_path)
    assert result.outcome is Outcome.REFUSED
    assert site.asked == []


def test_a_damaged_book_is_as_good_as_none(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = pdf
    for text in ("{", "[]", '{"report": 1}', '{"report": {"file": "../../outside"}}'):
        (tmp_path / fetching.BOOK).write_text(text)
        assert one(tmp_path, site.address("/a")).about == "report.pdf"


def test_a_server_that_is_not_there_fails_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    result = one(tmp_path, address)
    assert (result.outcome, "Check the network" in result.about) == (Outcome.FAILED, True)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IngestError, match="cannot be written to"):
        fetched(tmp_path / "file", source("http://127.0.0.1/"))


@given(st.text(min_size=1, max_size=120), st.text(min_size=1, max_size=120))
def test_every_id_makes_a_safe_name_of_its_own(one_id: str, other_id: str) -> None:
    name = safe_name(one_id)
    assert name and len(name) < 100
    assert not set(name) & set("/\\\0 ") and not name.startswith(".")
    assert (name == safe_name(other_id)) == (one_id == other_id)
