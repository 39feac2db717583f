"""How an answer is set on a page: statements as paragraphs and lists, citations under their sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answer.answer import Answer, Citation, Explained, Origin, Outcome, Statement
from ingest.register import UNDATED

_MEMBERS = ("item", "row")


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph (`kind` "text") or a list ("list", "rows") with the line that leads into it, if any."""

    kind: str
    statements: tuple[Statement, ...] = ()
    lead_in: Statement | None = None


@dataclass(frozen=True, slots=True)
class BasedOn:
    """A publication behind a note, with all the cited places in it."""

    origin: Origin
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """A cited source with all its citations, in the order of their numbers."""

    first: Citation
    citations: tuple[Citation, ...]

    @property
    def publisher(self) -> str:
        """Return who published it; a note of this service says so."""
        return self.first.publisher or ("Our own note" if self.based_on else "")

    @property
    def published_on(self) -> str:
        """Return the newest date among the citations: a note's paragraphs can differ in age."""
        dates = [cited.published_on for cited in self.citations if cited.published_on != UNDATED]
        return max(dates, default=self.first.published_on)

    @property
    def based_on(self) -> list[BasedOn]:
        """Return the publications behind the citations, each once."""
        places: dict[str, dict[str, None]] = {}
        origins: dict[str, Origin] = {}
        for origin in (origin for cited in self.citations for origin in cited.origins):
            origins.setdefault(origin.source_id, origin)
            places.setdefault(origin.source_id, {})[origin.place] = None
        return [BasedOn(origin, tuple(filter(None, places[name]))) for name, origin in origins.items()]


def settings(answer: Answer) -> list[Setting]:
    """Group statements: neighbours of one document are a paragraph, a lead-in and its items a list."""
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
        elif last is not None and last.kind == "text" and document == before and _ended(last):
            groups[-1] = Setting("text", (*last.statements, statement))
        else:
            groups.append(Setting("text", (statement,)))
        before = document
    return groups


def _ended(group: Setting) -> bool:
    """Say whether the next sentence may follow on: a line of a slide without a full stop stands alone."""
    return group.statements[-1].text.rstrip("\"'”’)]").endswith((".", "!", "?"))


def _add_member(groups: list[Setting], statement: Statement, joins: bool) -> None:
    kind = "rows" if statement.kind == "row" else "list"
    last = groups[-1] if groups else None
    fresh = last is not None and last.lead_in is not None and not last.statements
    if last is not None and joins and (fresh or last.kind == kind):
        groups[-1] = Setting(kind, (*last.statements, statement), last.lead_in)
    else:
        groups.append(Setting(kind, (statement,)))


@dataclass(frozen=True, slots=True)
class Worded:
    """A piece of a statement: plain words, or an acronym that can be touched for what it stands for."""

    text: str
    explained: Explained | None = None


def worded(answer: Answer) -> dict[Statement, list[Worded]]:
    """Cut statements where an explained acronym is first met: once in an answer is enough to touch."""
    waiting = {each.short: each for each in answer.acronyms}
    return {statement: list(_cut(statement.text, waiting)) for statement in answer.statements}


def _cut(text: str, waiting: dict[str, Explained]) -> Iterator[Worded]:
    """Yield the pieces of a text; what is met is taken out of `waiting`."""
    at = 0
    if waiting:
        names = "|".join(re.escape(short) for short in sorted(waiting, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text):
            explained = waiting.pop(match.group(), None)
            if explained is None:
                continue
            yield Worded(text[at : match.start()])
            yield Worded(match.group(), explained)
            at = match.end()
    yield Worded(text[at:])


def source_groups(answer: Answer) -> list[SourceGroup]:
    """Put each citation under its document version, sources in the order in which they are first cited."""
    by_document: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        by_document.setdefault((citation.document_id, citation.version), []).append(citation)
    return [SourceGroup(citations[0], tuple(citations)) for citations in by_document.values()]


def echoes_question(answer: Answer) -> bool:
    """Say whether the page repeats the question: not when it may hold someone's details or distress."""
    return answer.outcome is not Outcome.SIGNPOSTED and answer.reason != "personal_data"
