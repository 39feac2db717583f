"""The pipeline: guard, rewrite, retrieve, select, compose, verify, decide."""

import hashlib
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from answer.answer import Answer, Citation, Nearest, Outcome, Question, Receipt, Span, Statement
from answer.compose import as_of, compose, page_url
from answer.decide import Decision, decide, sureness
from answer.guard import guard
from answer.messages import message
from answer.query import Query, make_query
from answer.retrieve import PASSAGES, candidates, retrieve
from answer.rewrite import lacks_referent, standalone
from answer.select import SHORT, WIDE, Unit, select
from answer.spelling import corrected
from answer.status import notices, standing
from answer.verify import verify
from index.search import DENSE_WEIGHT, DEPTH, Hit, Searcher

COMPOSER = "extractive-1"
_OFF_SUBJECT = 0.55  # sureness up to which a question is most likely about something else
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Trace:
    """What the steps saw and left out, for evaluation."""

    query: Query
    hits: Sequence[Hit]
    units: Sequence[Unit]
    sureness: float
    decision: Decision


@dataclass(slots=True)
class _Clock:
    """Milliseconds of each step."""

    spent: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.perf_counter)

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.spent[step] = round((now - self._last) * 1000, 2)
        self._last = now


class Answerer:
    """Answers questions from one snapshot; safe to share between threads."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self._settings = _settings_digest()

    @classmethod
    def open(cls, home: Path) -> "Answerer":
        """Open the current snapshot of a home; raises SnapshotError or EncoderError."""
        return cls(Searcher.open(home))

    def ask(self, question: Question) -> Answer:
        """Answer one question."""
        return self.explain(question)[0]

    def explain(self, question: Question) -> tuple[Answer, Trace | None]:
        """The answer and, where the corpus was searched, the trace of how it came about."""
        clock = _Clock()
        refused = guard(question.text)
        clock.lap("guard")
        if refused:
            answer = self._unanswered(question, question.text, refused.outcome, refused.reason, clock)
            return replace(answer, message=refused.message), None
        asked = standalone(corrected(question.text, self.searcher.sparse.forms), question.history)
        if lacks_referent(asked):
            clock.lap("rewrite")
            return self._unanswered(question, asked, Outcome.CLARIFY, "ambiguous", clock), None
        clock.lap("rewrite")
        trace = self._find(question, asked, clock)
        statements, citations = compose(trace.units, self.searcher)
        statements, _ = verify(self.searcher, statements, citations)
        clock.lap("compose and verify")
        if not statements or trace.decision is Decision.NONE:
            reason = "no_evidence" if trace.sureness > _OFF_SUBJECT else "out_of_scope"
            return self._unanswered(question, asked, Outcome.ABSTAINED, reason, clock, trace), trace
        return self._answered(question, asked, trace, statements, citations, clock), trace

    def _find(self, question: Question, asked: str, clock: _Clock) -> Trace:
        searcher = self.searcher
        query = make_query(asked, searcher)
        clock.lap("encode")
        hits = retrieve(searcher, query)
        clock.lap("retrieve")
        found = candidates(searcher, query, hits)
        units = select(query, found, SHORT[question.audience])
        sure = sureness(query, hits, units)
        decision = decide(sure)
        if decision is Decision.UNSURE:
            units = select(query, found, WIDE[question.audience])
        clock.lap("select and decide")
        return Trace(query, hits, units, sure, decision)

    def _answered(
        self,
        question: Question,
        asked: str,
        trace: Trace,
        statements: list[Statement],
        citations: list[Citation],
        clock: _Clock,
    ) -> Answer:
        sure = trace.decision is Decision.SURE
        cited = {n for statement in statements for n in statement.citations}
        kept = [c for c in citations if c.n in cited]
        return Answer(
            id=uuid.uuid4().hex,
            question=question.text,
            standalone_question=asked,
            outcome=Outcome.ANSWERED if sure else Outcome.PARTIAL,
            reason=None if sure else "unsure",
            message="" if sure else message("unsure"),
            statements=tuple(statements),
            citations=tuple(kept),
            as_of=as_of(kept),
            notices=notices(standing(citation) for citation in kept),
            receipt=self._receipt(kept),
            sureness=round(trace.sureness, 4),
            timings_ms=clock.spent,
        )

    def _unanswered(
        self,
        question: Question,
        asked: str,
        outcome: Outcome,
        reason: str,
        clock: _Clock,
        trace: Trace | None = None,
    ) -> Answer:
        return Answer(
            id=uuid.uuid4().hex,
            question=question.text,
            standalone_question=asked,
            outcome=outcome,
            reason=reason,
            message=message(reason),
            nearest=self._nearest(trace.hits if trace else ()),
            receipt=self._receipt([]),
            sureness=round(trace.sureness, 4) if trace else None,
            timings_ms=clock.spent,
        )

    def _nearest(self, hits: Sequence[Hit]) -> tuple[Nearest, ...]:
        """The sections of the best three documents."""
        found: dict[str, Nearest] = {}
        for hit in hits:
            document = self.searcher.snapshot.document(hit.passage.document_id)
            if document and document.id not in found and len(found) < 3:
                path = [h for h in hit.passage.locator.heading_path if h != document.title]
                url = page_url(document, hit.passage.start, hit.passage.end)
                found[document.id] = Nearest(document.title, path[-1] if path else "", url)
        return tuple(found.values())

    def _receipt(self, citations: Sequence[Citation]) -> Receipt:
        encoder = self.searcher.encoder
        return Receipt(
            snapshot=self.searcher.snapshot.id,
            settings=self._settings,
            models={encoder.name: encoder.digest},
            composer=COMPOSER,
            spans=tuple(Span(c.document_id, c.version, c.start, c.end) for c in citations),
        )


def _settings_digest() -> str:
    """Digest of what shapes answers beside snapshot and models: limits, words, and how much is searched and said."""
    body = b"".join((_HERE / name).read_bytes() for name in ("decision.toml", "messages.toml"))
    shaped = f"{COMPOSER} {SHORT} {WIDE} {PASSAGES} {DEPTH} {DENSE_WEIGHT}"
    return hashlib.sha256(body + shaped.encode()).hexdigest()[:16]
