"""An answer as a person reads it, and as a line of `guide batch`."""

from dataclasses import asdict
from typing import Any

from answer.answer import Answer, Citation, Outcome
from ingest.register import UNDATED


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
    lines += [notice.text for notice in answer.notices]
    if answer.as_of:
        lines.append(as_of_line(answer.as_of))
    if sources and answer.citations:
        lines += ["", "Sources:", *(source_line(c) for c in answer.citations)]
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
    """One numbered source on one line: title, nearest heading, who published it or what our note is based on, date."""
    place = citation.locator
    headings = [h for h in place.heading_path if h != citation.title]
    where = [f"page {place.page}"] if place.page else [f"slide {place.slide}"] if place.slide else headings[-1:]
    origins = dict.fromkeys(", ".join(filter(None, (o.publisher, o.published_on))) for o in citation.origins)
    told = "; ".join(origins) or ", ".join(filter(None, (citation.publisher, citation.published_on)))
    return f"[{citation.n}] {': '.join([citation.title, *where])} ({'from ' if origins else ''}{told})"


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
            }
            for c in answer.citations
        ],
        "receipt": asdict(answer.receipt) if answer.receipt else None,
    }
