"""How an answer is set on a page: statements as paragraphs and lists, citations under their sources."""

from dataclasses import dataclass

from answer.answer import Answer, Citation, Origin, Outcome, Statement

_MEMBERS = ("item", "row")


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph (`kind` "text") or a list ("list", "rows") with the line that leads into it, if any."""

    kind: str
    statements: tuple[Statement, ...] = ()
    lead_in: Statement | None = None


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """A cited source with all its citations, in the order of their numbers."""

    first: Citation
    citations: tuple[Citation, ...]
    origins: tuple[Origin, ...]


def settings(answer: Answer) -> list[Setting]:
    """Group statements: neighbours from one document share a paragraph, a lead-in and its items are one list."""
    documents = {citation.n: citation.document_id for citation in answer.citations}
    groups: list[Setting] = []
    before: str | None = None
    for statement in answer.statements:
        document = documents.get(statement.citations[0]) if statement.citations else None
        last = groups[-1] if groups else None
        if statement.kind == "lead_in":
            groups.append(Setting("list", (), statement))
        elif statement.kind in _MEMBERS:
            _add_member(groups, statement, joins=document == before)
        elif last is not None and last.kind == "text" and document == before:
            groups[-1] = Setting("text", (*last.statements, statement))
        else:
            groups.append(Setting("text", (statement,)))
        before = document
    return groups


def _add_member(groups: list[Setting], statement: Statement, joins: bool) -> None:
    kind = "rows" if statement.kind == "row" else "list"
    last = groups[-1] if groups else None
    fresh = last is not None and last.lead_in is not None and not last.statements
    if last is not None and joins and (fresh or last.kind == kind):
        groups[-1] = Setting(kind, (*last.statements, statement), last.lead_in)
    else:
        groups.append(Setting(kind, (statement,)))


def source_groups(answer: Answer) -> list[SourceGroup]:
    """Put each citation under its document version, sources in the order in which they are first cited."""
    by_document: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        by_document.setdefault((citation.document_id, citation.version), []).append(citation)
    return [
        SourceGroup(
            first=citations[0],
            citations=tuple(citations),
            origins=tuple(dict.fromkeys(origin for cited in citations for origin in cited.origins)),
        )
        for citations in by_document.values()
    ]


def echoes_question(answer: Answer) -> bool:
    """Say whether the page repeats the question: not when it may hold someone's details or distress."""
    return answer.outcome is not Outcome.SIGNPOSTED
