"""GET /sources/{id}/pages/{n}.webp: pages of PDFs as they are seen, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

import guide
from api.app import create_app
from index.snapshot import Snapshot
from ingest.documents import Document
from tests.ingest.drawn_pages import Line, Page, write_pdf


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an index over a PDF and a note."""
    folder = tmp_path_factory.mktemp("files")
    write_pdf(folder / "estuary.pdf", [Page([Line(60, 700, "The Estuary partnership shares one list of beds.")])])
    (folder / "note.md").write_text("# Ferry\n\nThe ferry sails at noon.", "utf-8")
    made = tmp_path_factory.mktemp("home")
    assert guide.main(["ingest", str(folder), "--home", str(made)]) == 0
    return made


@pytest.fixture(scope="module")
def documents(home: Path) -> dict[str, Document]:
    return {document.path: document for document in Snapshot.open(home).documents()}


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(home), raise_server_exceptions=False) as opened:
        yield opened


def test_a_page_is_a_picture_that_browsers_keep(client: TestClient, documents: dict[str, Document]) -> None:
    pdf = documents["estuary.pdf"]
    found = client.get(f"/sources/{pdf.id}/pages/1.webp", params={"version": pdf.version})
    assert (found.status_code, found.headers["content-type"]) == (200, "image/webp")
    assert (found.content[:4], found.content[8:12]) == (b"RIFF", b"WEBP")
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["x-content-type-options"] == "nosniff"
    head = client.head(f"/sources/{pdf.id}/pages/1.webp", params={"version": pdf.version})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(found.content))


def test_without_a_version_it_is_not_kept(client: TestClient, documents: dict[str, Document]) -> None:
    found = client.get(f"/sources/{documents['estuary.pdf'].id}/pages/1.webp")
    assert (found.status_code, found.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize(
    "page",
    ["0", "01", "2", "-1", "1.5", "one", "", "9" * 5000, "..%2F1", "%2e%2e%2f1", "1%00", "../pages/1", "１"],
)
def test_what_is_no_page_is_not_found(client: TestClient, documents: dict[str, Document], page: str) -> None:
    pdf = documents["estuary.pdf"]
    found = client.get(f"/sources/{pdf.id}/pages/{page}.webp", params={"version": "0"} if page == "../pages/1" else {})
    assert found.status_code == 404
    assert "image" not in found.headers["content-type"]


def test_another_version_another_document_and_a_note_have_no_picture(
    client: TestClient, documents: dict[str, Document]
) -> None:
    pdf, note = documents["estuary.pdf"], documents["note.md"]
    for address in (
        f"/sources/{pdf.id}/pages/1.webp?version=other",
        f"/sources/{note.id}/pages/1.webp",
        "/sources/nothing/pages/1.webp",
        f"/sources/{quote('../' + pdf.id, safe='')}/pages/1.webp",
    ):
        assert client.get(address).status_code == 404, address
    shown = client.get(f"/sources/{pdf.id}/pages/7.webp", headers={"Accept": "text/html"})
    assert (shown.status_code, "Read the document" in shown.text) == (404, True)


def test_the_page_of_a_cited_span_shows_its_picture(client: TestClient, documents: dict[str, Document]) -> None:
    pdf = documents["estuary.pdf"]
    start = pdf.text.index("one list")
    address = f"/sources/{pdf.id}?version={pdf.version}&start={start}&end={start + 8}"
    shown = client.get(address).text
    assert shown.index('id="cited"') < shown.index("<figure")
    (href,) = {part.split('"')[0].replace("&amp;", "&") for part in shown.split('href="') if ".webp" in part[:200]}
    assert client.get(href).headers["content-type"] == "image/webp"
    for other in (f"/sources/{pdf.id}", f"/sources/{pdf.id}?start=5&end=5", f"/sources/{pdf.id}?start=0&end=99999"):
        assert "<figure" not in client.get(other).text
    note = documents["note.md"]
    assert "<figure" not in client.get(f"/sources/{note.id}?start=0&end=9").text


def test_a_home_without_its_pictures_shows_the_text_alone(
    client: TestClient, home: Path, documents: dict[str, Document]
) -> None:
    pdf = documents["estuary.pdf"]
    (home / "pictures").rename(home / "elsewhere")
    try:
        shown = client.get(f"/sources/{pdf.id}?start=0&end=9")
        assert (shown.status_code, "<figure" in shown.text, 'id="cited"' in shown.text) == (200, False, True)
        assert client.get(f"/sources/{pdf.id}/pages/1.webp").status_code == 404
    finally:
        (home / "elsewhere").rename(home / "pictures")
