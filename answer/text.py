"""An answer as a person reads it, and as a line of `guide batch`."""

from dataclasses import asdict
from typing import Any

from answer.answer import Answer, Citation, Notice, Outcome
from answer.status import TAGS
from ingest.documents import Locator
from ingest.register import UNDATED

_ALSO = 3  # copies that are named in a line


def spoken(answer: Answer, sources: bool = False) -> str:
    """The message, statements (a list item a line), notices, the as-of date and, if asked for, the numbered sources."""
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
    if sources and answer.citations:
        lines += ["", "Sources:", *(line for c in answer.citations for line in (source_line(c), *_also_in(c)))]
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


def source_line(citation: Citation) -> str:
    """One numbered source on one line: title, nearest heading, who published it or what our note is based on, date, status."""
    origins = dict.fromkeys(_facts(o.publisher, o.published_on, o.status) for o in citation.origins)
    own = _facts(citation.publisher, citation.published_on, citation.status)
    told = f"from {'; '.join(origins)}" if origins else own
    if origins and citation.status in TAGS:
        told = f"{TAGS[citation.status].lower()}; {told}"
    return f"[{citation.n}] {_place(citation.title, citation.locator)} ({told})"


def _place(title: str, place: Locator) -> str:
    headings = [h for h in place.heading_path if h != title]
    where = [f"page {place.page}"] if place.page else [f"slide {place.slide}"] if place.slide else headings[-1:]
    return ": ".join([title, *where])


def _also_in(citation: Citation) -> list[str]:
    """A line on where else the words stand, if they do."""
    places = [_place(copy.title, copy.locator) for copy in citation.also[:_ALSO]]
    more = [f"{len(citation.also) - _ALSO} more"] if len(citation.also) > _ALSO else []
    return [f"    Also in: {'; '.join([*places, *more])}"] if places else []


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
        "receipt": asdict(answer.receipt) if answer.receipt else None,
    }
