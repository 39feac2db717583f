"""Joined: the statements and citations of several parts of a question as those of one answer."""

from collections.abc import Sequence
from dataclasses import replace

from answer.answer import Citation, Statement


def joined(parts: Sequence[tuple[list[Statement], list[Citation]]]) -> tuple[list[Statement], list[Citation]]:
    """All parts in order; a span is cited once and what is said already is not said again."""
    statements: list[Statement] = []
    citations: dict[tuple[str, str, int, int], Citation] = {}
    said: set[tuple[str, str]] = set()
    for spoken, cited in parts:
        numbers: dict[int, int] = {}
        for citation in cited:
            place = (citation.document_id, citation.version, citation.start, citation.end)
            first = citations.setdefault(place, replace(citation, n=len(citations) + 1))
            numbers[citation.n] = first.n
        fresh = [s for s in spoken if (s.kind, s.text) not in said]
        said |= {(s.kind, s.text) for s in fresh}
        statements += [replace(s, citations=tuple(numbers[n] for n in s.citations)) for s in fresh]
    return statements, list(citations.values())
