"""Verify: each statement against the span it cites, before it is shown. What fails is dropped."""

from collections.abc import Sequence

from answer.answer import Citation, Statement
from index.search import Searcher


def verify(
    searcher: Searcher, statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[list[Statement], list[Statement]]:
    """(kept, dropped): kept statements stand word for word in a quote that stands at its offsets in the stored version."""
    sound = {c.n: c.quote for c in citations if _stands(searcher, c)}
    kept: list[Statement] = []
    dropped: list[Statement] = []
    for statement in statements:
        held = all(n in sound and statement.text in sound[n] for n in statement.citations)
        (kept if held and statement.citations else dropped).append(statement)
    return kept, dropped


def _stands(searcher: Searcher, citation: Citation) -> bool:
    document = searcher.snapshot.document(citation.document_id, citation.version)
    return document is not None and document.text[citation.start : citation.end] == citation.quote
