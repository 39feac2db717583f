"""An answer as a person reads it, and as a line of `guide batch`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from answer.answer import Answer, Citation, Explained, Notice, Outcome, Place
from answer.status import TAGS
from ingest.documents import Locator
from ingest.register import UNDATED

_EXPLAINED = 3  # acronyms that are spelt out in a line
_ALSO = 3  # copies that are named in a line


def spoken(answer: Answer, sources: bool = False) -> str:
    """The message, statements (a list item a line), notices, the as-of date, acronyms and, if asked for, the numbered sources."""
    lines = [answer.message] if answer.message else []
    paragraph = ""
    for statement in answer.statements:
        marks = "".join(f"[{n}]" for n in statement.citations) if sources else ""
        text = f"{statement.text} {marks}".strip()
        if statement.kind in {"item", "row"}:
            lines += [paragraph] if paragraph else []
            paragraph = ""
            lines.append(f"- {text}")
        else:
            paragraph = f"{paragraph} {text}".strip()
            if statement.kind == "lead_in":
                lines.append(paragraph)
                paragraph = ""
    lines += [paragraph] if paragraph else []
    lines += [_noticed(notice, sources) for notice in answer.notices]
    if answer.as_of:
        lines.append(as_of_line(answer.as_of))
    if answer.acronyms:
        lines.append(acronyms_line(answer.acronyms))
    if sources and answer.citations:
        lines += ["", "Sources:", *_source_lines(answer.citations)]
    if sources and answer.nearest:
        lines += [
            "",
            "Nearest:",
            *(f"- {n.title}: {n.heading}" if n.heading else f"- {n.title}" for n in answer.nearest),
        ]
    return "\n".join(lines)


def as_of_line(date: str) -> str:
    """The as-of date in words."""
    return "The source gives no date." if date == UNDATED else f"As of {date}."


def acronyms_line(acronyms: Sequence[Explained]) -> str:
    """What up to three acronyms stand for."""
    return " ".join(f"{each.short}: {each.long}." for each in acronyms[:_EXPLAINED])


def _source_lines(citations: Sequence[Citation]) -> Iterator[str]:
    """A line for each place, with all its numbers, and one more where its words stand elsewhere too."""
    of_place: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        of_place.setdefault((citation.document_id, _source(citation)), []).append(citation)
    for (_, told), cited in of_place.items():
        yield f"{''.join(f'[{c.n}]' for c in cited)} {told}"
        yield from _also_in(cited)


def source_line(citation: Citation) -> str:
    """One numbered source on one line: title, nearest heading, who published it or what our note is based on, date, status."""
    return f"[{citation.n}] {_source(citation)}"


def _source(citation: Citation) -> str:
    origins = dict.fromkeys(_facts(o.publisher, o.published_on, o.status) for o in citation.origins)
    own = _facts(citation.publisher, citation.published_on, citation.status)
    told = f"from {'; '.join(origins)}" if origins else own
    if origins and citation.status in TAGS:
        told = f"{TAGS[citation.status].lower()}; {told}"
    return f"{_place(citation.title, citation.locator)} ({told})"


def _place(title: str, place: Locator) -> str:
    headings = [h for h in place.heading_path if h != title]
    where = [f"page {place.page}"] if place.page else [f"slide {place.slide}"] if place.slide else headings[-1:]
    return ": ".join([title, *where])


def _also_in(cited: Sequence[Citation]) -> list[str]:
    """A line on where else the words of a place stand, if they do: each place once, and not that place again."""
    own = {(citation.document_id, _place(citation.title, citation.locator)) for citation in cited}
    copies = [copy for citation in cited for copy in citation.also]
    elsewhere = [c for c in copies if (c.document_id, _place(c.title, c.locator)) not in own]
    named = list(dict.fromkeys(_copy(copy, cited[0]) for copy in elsewhere))
    more = [f"{len(named) - _ALSO} more"] if len(named) > _ALSO else []
    return [f"    Also in: {'; '.join([*named[:_ALSO], *more])}"] if named else []


def _copy(copy: Place, cited: Citation) -> str:
    """Where a copy stands, with its file where its document has the cited one's title, and with its status."""
    namesake = copy.title == cited.title and copy.document_id != cited.document_id
    told = ", ".join(filter(None, (copy.document if namesake else "", TAGS.get(copy.status, "").lower())))
    return _place(copy.title, copy.locator) + (f" ({told})" if told else "")


def _facts(publisher: str, published_on: str, status: str) -> str:
    return ", ".join(filter(None, (publisher, published_on, TAGS.get(status, "").lower())))


def _noticed(notice: Notice, sources: bool) -> str:
    return f"{notice.text} {''.join(f'[{n}]' for n in notice.citations)}".strip() if sources else notice.text


def batch_line(question_id: str, answer: Answer) -> dict[str, Any]:
    """The JSON object that `guide batch` writes for a question."""
    return {
        "id": question_id,
        "answer": spoken(answer),
        "outcome": answer.outcome.value,
        "reason": answer.reason,
        "abstained": answer.outcome in {Outcome.ABSTAINED, Outcome.CLARIFY},
        "signposted": answer.outcome is Outcome.SIGNPOSTED,
        "sureness": answer.sureness,
        "statements": [asdict(s) for s in answer.statements],
        "citations": [
            {
                "n": c.n,
                "text": c.quote,
                "document": c.document,
                "document_id": c.document_id,
                "version": c.version,
                "start": c.start,
                "end": c.end,
                "locator": asdict(c.locator),
                "title": c.title,
                "status": c.status,
                "replaced_by": [asdict(link) for link in c.replaced_by],
                "origins": [asdict(origin) for origin in c.origins],
                "also": [asdict(copy) for copy in c.also],
            }
            for c in answer.citations
        ],
        "as_of": answer.as_of,
        "notices": [asdict(notice) for notice in answer.notices],
        "acronyms": [asdict(each) for each in answer.acronyms],
        "suggestions": list(answer.suggestions),
        "receipt": asdict(answer.receipt) if answer.receipt else None,
    }
