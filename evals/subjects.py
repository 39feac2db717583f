"""What is evaluated: a home opened in this process, or a running service over HTTP. Both give the same types."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from answer.answer import Answer, Question
from evals.errors import EvaluationError
from evals.gold import Found
from evals.retrieval import DEPTH

_SECONDS = 60.0


class Subject(Protocol):
    """Something that answers and searches.

    Attributes:
        name: what a report calls it.
    """

    name: str

    def ask(self, question: Question) -> Answer:
        """Answer one question."""

    def search(self, query: str) -> list[Found]:
        """The best passages for a query, at most 100."""

    def texts(self) -> dict[str, str]:
        """The stored text of every current document by its path."""

    def stored(self, document_id: str, version: str) -> str | None:
        """The stored text of one document version, or None when it is not held."""


class Home:
    """A home opened in this process."""

    def __init__(self, home: Path) -> None:
        from answer.pipeline import Answerer

        self.answerer = Answerer.open(home)
        self.searcher = self.answerer.searcher
        self._snapshot = self.searcher.snapshot
        self.name = f"snapshot {self._snapshot.id}"
        self._paths = {d.id: d.path for d in self._snapshot.documents()}

    def ask(self, question: Question) -> Answer:
        """Answer one question."""
        return self.answerer.ask(question)

    def search(self, query: str) -> list[Found]:
        """The best passages for a query, at most 100."""
        hits = self.searcher.search(query, DEPTH)
        return [replace(self.found(hit.row), copies=tuple(self.found(c.row) for c in hit.copies)) for hit in hits]

    def found(self, row: int) -> Found:
        """The passage of a row."""
        passage = self._snapshot.passage(row)
        return Found(self._paths[passage.document_id], passage.start, passage.end, passage.text)

    def texts(self) -> dict[str, str]:
        """The stored text of every current document by its path."""
        return {d.path: d.text for d in self._snapshot.documents()}

    def stored(self, document_id: str, version: str) -> str | None:
        """The stored text of one document version, or None when it is not held."""
        document = self._snapshot.document(document_id, version)
        return document.text if document else None


class Service:
    """A running service, asked over HTTP."""

    def __init__(self, url: str) -> None:
        import httpx
        from pydantic import TypeAdapter

        self._answers = TypeAdapter(Answer)
        self._url = url.rstrip("/")
        self._client = httpx.Client(timeout=_SECONDS)
        self._versions: dict[tuple[str, str], str | None] = {}
        if not {"snapshot", "documents"} <= self._listed.keys():
            raise EvaluationError(f"{self._url}/api/documents lists no snapshot: another service answers there.")
        self.name = f"{self._url}, snapshot {self._listed['snapshot']}"

    def ask(self, question: Question) -> Answer:
        """Answer one question."""
        history = [{"question": t.question, "answer": t.answer} for t in question.history]
        body = {"question": question.text, "history": history, "audience": question.audience.value}
        return self._answers.validate_python(self._call("POST", "/api/ask", json=body))

    def search(self, query: str) -> list[Found]:
        """The best passages for a query, at most 100."""
        hits = self._call("GET", "/api/search", params={"q": query, "k": DEPTH})["hits"]
        return [replace(_found(hit), copies=tuple(map(_found, hit["copies"]))) for hit in hits]

    def texts(self) -> dict[str, str]:
        """The stored text of every current document by its path."""
        listed = self._listed["documents"]
        return {d["document"]: self.stored(d["document_id"], d["version"]) or "" for d in listed}

    def stored(self, document_id: str, version: str) -> str | None:
        """The stored text of one document version, or None when it is not held."""
        key = (document_id, version)
        if key not in self._versions:
            path = f"/api/documents/{quote(document_id, safe='')}"
            body = self._call("GET", path, params={"version": version}, may_lack=True)
            self._versions[key] = body["text"] if body else None
        return self._versions[key]

    @cached_property
    def _listed(self) -> dict[str, Any]:
        return self._call("GET", "/api/documents")

    def _call(self, method: str, path: str, may_lack: bool = False, **options: Any) -> dict[str, Any]:
        """The JSON object of a response; {} for a 404 that may be; EvaluationError says what the service said."""
        import httpx

        try:
            response = self._client.request(method, self._url + path, **options)
            if may_lack and response.status_code == httpx.codes.NOT_FOUND:
                return {}
            if response.is_success:
                return dict(response.json())
        except (httpx.HTTPError, httpx.InvalidURL, TypeError, ValueError) as error:
            raise EvaluationError(
                f"{self._url}{path} gave no usable response ({error})."
                " Is the service running there? Start it with 'guide serve'."
            ) from error
        raise EvaluationError(f"{method} {path} was answered with {response.status_code}: {response.text[:300]}")


def _found(passage: dict[str, Any]) -> Found:
    place = passage["locator"]
    return Found(passage["document"], place["start"], place["end"], passage["text"])
