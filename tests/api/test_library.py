from fastapi.testclient import TestClient


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
