from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.library_schemas import document_out
from ingest.documents import Document, Successor


def test_search_gives_ranked_passages_at_their_place(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "chair of the ambulance alliance", "k": 2}).json()
    assert [hit["rank"] for hit in found["hits"]] == [1, 2][: len(found["hits"])]
    best = found["hits"][0]
    assert best["document"] == "moorland.md"
    assert {"score", "retriever", "passage_id", "locator", "text", "url"} <= set(best)
    stored = client.get(f"/api/documents/{best['document_id']}").json()
    assert stored["text"][best["locator"]["start"] : best["locator"]["end"]] == best["text"]


def test_search_takes_1_to_100_hits(client: TestClient) -> None:
    assert len(client.get("/api/search", params={"q": "trusts", "k": 1}).json()["hits"]) == 1
    for wrong in ("0", "101", "many"):
        response = client.get("/api/search", params={"q": "trusts", "k": wrong})
        assert (response.status_code, response.json()["field"]) == (422, "k")


def test_search_needs_words(client: TestClient) -> None:
    for params in ({}, {"q": ""}, {"q": "\x00"}, {"q": "??"}):
        response = client.get("/api/search", params=params)
        assert (response.status_code, response.json()["field"]) == (422, "q")


def test_documents_lists_all_without_their_text(client: TestClient) -> None:
    found = client.get("/api/documents").json()
    assert [each["document"] for each in found["documents"]] == ["harbour.md", "moorland.md"]
    assert found["snapshot"]
    assert "text" not in found["documents"][0]


def test_a_document_says_what_it_replaces_and_what_has_replaced_it() -> None:
    by = (Successor("New", "n1", "https://new.example"), Successor("Law", "", "https://law.example"))
    old = Document(
        "o1", "v1", "old.md", "Old", "", "note", "2020", "superseded", "", "", "Text.", (),
        supersedes=("older.md",), replaced_by=by, review_by="2027",
    )  # fmt: skip
    told = document_out(old).model_dump(mode="json")
    assert (told["status"], told["supersedes"], told["review_by"]) == ("superseded", ["older.md"], "2027")
    assert told["replaced_by"] == [
        {"title": "New", "url": "/sources/n1"},
        {"title": "Law", "url": "https://law.example"},
    ]


def test_a_document_comes_with_text_and_blocks(client: TestClient) -> None:
    listed = client.get("/api/documents").json()["documents"][0]
    found = client.get(f"/api/documents/{listed['document_id']}", params={"version": listed["version"]}).json()
    assert {key: found[key] for key in listed} == listed
    first = found["blocks"][0]
    assert (first["kind"], first["locator"]["start"]) == ("heading", 0)
    assert found["text"].startswith("The Harbour collaborative")


def test_an_unknown_document_or_version_is_404(client: TestClient) -> None:
    known = client.get("/api/documents").json()["documents"][0]["document_id"]
    unknown = client.get("/api/documents/nothing")
    assert (unknown.status_code, unknown.json()["field"]) == (404, "document_id")
    old = client.get(f"/api/documents/{known}", params={"version": "old"})
    assert (old.status_code, old.json()["field"]) == (404, "version")
    assert old.headers["content-type"] == "application/problem+json"


def test_a_hit_names_the_places_where_the_same_words_stand(copied_home: Path) -> None:
    with TestClient(create_app(copied_home)) as client:
        hits = client.get("/api/search", params={"q": "helicopter of the coastguard", "k": 100}).json()["hits"]
        assert [hit["document"] for hit in hits].count("news.txt") == 0
        (copy,) = hits[0]["copies"]
        assert (hits[0]["document"], copy["document"]) == ("notice.md", "news.txt")
        stored = client.get(f"/api/documents/{copy['document_id']}", params={"version": copy["version"]}).json()
        assert stored["text"][copy["locator"]["start"] : copy["locator"]["end"]] == copy["text"]
        assert client.get(copy["url"]).status_code == 200


def test_a_citation_names_the_other_places_of_its_words(copied_home: Path) -> None:
    with TestClient(create_app(copied_home)) as client:
        body = {"question": "What do the coastguard and two hospitals share?"}
        (citation,) = client.post("/api/ask", json=body).json()["citations"]
        (place,) = citation["also"]
        assert (place["document"], place["locator"]["start"], place["start"]) == ("news.txt", 0, 0)
        assert "helicopter" in client.get(place["url"]).text
