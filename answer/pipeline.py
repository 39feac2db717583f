"""The pipeline: guard, rewrite, retrieve, select, compose, verify, decide."""

import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from answer.answer import Answer, Citation, Nearest, Outcome, Question, Receipt, Statement
from answer.compose import as_of, compose, page_url
from answer.decide import Decision, decide
from answer.evidence import EvidenceModel
from answer.explained import explained
from answer.guard import guard
from answer.joined import joined
from answer.likeness import classifier
from answer.messages import message
from answer.naming import cased, offered, passages_for
from answer.notices import noticed
from answer.parts import split
from answer.query import Query, make_query
from answer.receipt import receipt_of, settings_digest
from answer.retrieve import candidates, retrieve
from answer.rewrite import about, lacks_referent, standalone, with_topic
from answer.select import SHORT, WIDE, Budget, select
from answer.spelling import corrected
from answer.status import notices, standing
from answer.suggest import NONE, load
from answer.units import Unit, units_of
from answer.verify import Dropped, verify
from answer.weigh import answerable, weighed
from index.search import MODELS, Hit, Searcher

COMPOSER = "extractive-1"
_TOGETHER = 110  # words of all parts of a question
_MEANT = 3  # things that a question without a referent is told it could be about
_OFF_SUBJECT = 0.05  # chance up to which a question is most likely about something else


@dataclass(frozen=True, slots=True)
class Trace:
    """What the steps saw and left out, for evaluation."""

    query: Query
    hits: Sequence[Hit]
    units: Sequence[Unit]
    chosen: Sequence[Unit]
    sureness: float
    decision: Decision
    dropped: Sequence[Dropped] = ()  # statements that their own spans do not bear out


@dataclass(frozen=True, slots=True)
class _Part:
    """What was found for one of the things that a question asks."""

    asked: str
    trace: Trace
    statements: list[Statement]
    citations: list[Citation]

    @property
    def missing(self) -> bool:
        """Whether there is no answer to it."""
        return not self.statements or self.trace.decision is Decision.NONE


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
        self.evidence = EvidenceModel.open(MODELS / "evidence")
        self.settings = settings_digest()
        self.suggestions = load(searcher.snapshot, self.settings) or NONE

    @classmethod
    def open(cls, home: Path) -> "Answerer":
        """Open the current snapshot of a home; raises SnapshotError or EncoderError."""
        return cls(Searcher.open(home))

    def ask(self, question: Question) -> Answer:
        """Answer one question."""
        return self.explain(question)[0]

    def explain(self, question: Question) -> tuple[Answer, Trace | None]:
        """The answer and, where the corpus was searched, the trace of how it came about."""
        answer, trace = self._explained(question)
        before = [turn.question for turn in question.history]
        near = self.suggestions.near(trace.query.vector, answer, before) if trace else ()
        # The receipt is of the answer alone: suggestions stand beside it.
        return replace(answer, receipt=self._receipt(question, answer), suggestions=near or answer.suggestions), trace

    def _explained(self, question: Question) -> tuple[Answer, Trace | None]:
        clock = _Clock()
        refused = guard(question.text, lambda text: self.searcher.encoder.encode_queries([text])[0])
        clock.lap("guard")
        if refused:
            answer = self._unanswered(question, question.text, refused.outcome, refused.reason, clock)
            return replace(answer, message=refused.message), None
        asked = self._understood(question)
        if lacks_referent(asked[0]):
            clock.lap("rewrite")
            return self._asked_back(question, asked[0], clock), None
        clock.lap("rewrite")
        parts = [self._part(question, part, clock, len(asked)) for part in asked]
        if len(parts) > 1 and any(part.missing for part in parts):
            parts = self._with_whole(question, parts, clock)
        trace = _together([part.trace for part in parts])
        if all(part.missing for part in parts):
            reason = "no_evidence" if trace.sureness > _OFF_SUBJECT else "out_of_scope"
            return self._unanswered(question, " ".join(asked), Outcome.ABSTAINED, reason, clock, trace), trace
        return self._answered(question, parts, clock), trace

    def _understood(self, question: Question) -> tuple[str, ...]:
        """The things that a question asks, each as a question that stands alone."""
        words = self.searcher.sparse
        text = corrected(question.text, words.forms, words.frequencies, self.searcher.encoder.is_word)
        if question.history:
            text = cased(text, passages_for(self.searcher, text))
        return tuple(standalone(part, question.history) for part in split(text))

    def _part(self, question: Question, asked: str, clock: _Clock, share: int) -> _Part:
        trace = self._find(question, asked, clock, share)
        fuller = with_topic(asked, question.history)
        if trace.decision is not Decision.SURE and fuller != asked:
            with_it = self._find(question, fuller, clock, share)
            if with_it.sureness > trace.sureness:
                asked, trace = fuller, with_it
        statements, citations = compose(trace.chosen, self.searcher)
        statements, dropped = verify(self.searcher, statements, citations)
        clock.lap("compose and verify")
        return _Part(asked, replace(trace, dropped=dropped), statements, citations)

    def _with_whole(self, question: Question, parts: list[_Part], clock: _Clock) -> list[_Part]:
        """Parts where what is missing may be answered by what the question as a whole finds: that is not sure."""
        whole = self._part(question, " ".join(part.asked for part in parts), clock, len(parts))
        told = {statement.text for part in parts if not part.missing for statement in part.statements}
        if whole.trace.decision is not Decision.SURE or told.issuperset(s.text for s in whole.statements):
            return parts
        perhaps = replace(whole, trace=replace(whole.trace, decision=Decision.UNSURE))
        return [replace(perhaps, asked=part.asked) if part.missing else part for part in parts]

    def _asked_back(self, question: Question, asked: str, clock: _Clock) -> Answer:
        """Which thing is meant? Those are named of which the corpus can tell what is asked."""
        found = self.searcher.search(asked)
        names = offered(asked, [hit.passage.preface + hit.passage.text for hit in found], _MEANT + 1)
        tried = {name: self._find(question, about(asked, name), clock).decision is Decision.SURE for name in names}
        sure = [name for name, answered in tried.items() if answered][:_MEANT]
        clock.lap("ask back")
        answer = self._unanswered(question, asked, Outcome.CLARIFY, "ambiguous", clock)
        if not names:
            return answer
        told = message("ambiguous_of").format(names=_either(sure or names[:_MEANT]))
        return replace(answer, message=told, suggestions=tuple(about(asked, name) for name in sure))

    def _find(self, question: Question, asked: str, clock: _Clock, share: int = 1) -> Trace:
        searcher = self.searcher
        query = make_query(asked, searcher)
        clock.lap("encode")
        hits = retrieve(searcher, query)
        clock.lap("retrieve")
        found = candidates(searcher, query, hits)
        units = weighed(query, units_of(found), self.evidence, share)
        clock.lap("weigh")
        sure = answerable(query, units)
        decision = decide(query, hits, units, sure)
        budget = (SHORT if decision is Decision.SURE else WIDE)[question.audience]
        chosen = select(query, units, found, _shared(budget, share))
        clock.lap("decide and select")
        return Trace(query, hits, units, chosen, sure, decision)

    def _answered(self, question: Question, parts: Sequence[_Part], clock: _Clock) -> Answer:
        told = [part for part in parts if not part.missing]
        trace = _together([part.trace for part in told])
        asked = " ".join(part.asked for part in parts)
        statements, citations = joined([(part.statements, part.citations) for part in told])
        outcome, reason, words = _outcome(parts)
        cited = {n for statement in statements for n in statement.citations}
        kept = [c for c in citations if c.n in cited]
        more = noticed(asked, statements, kept, trace.hits, self.searcher)
        acronyms = explained(asked, statements, kept, self.searcher)
        kept += more.citations
        clock.lap("notices")
        return Answer(
            id=uuid.uuid4().hex,
            question=question.text,
            standalone_question=asked,
            outcome=outcome,
            reason=reason,
            message=words,
            statements=tuple(statements),
            citations=tuple(kept),
            as_of=as_of(kept),
            notices=(*notices(standing(citation) for citation in kept), *more.notices),
            acronyms=acronyms,
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

    def _receipt(self, question: Question, answer: Answer) -> Receipt:
        searcher = self.searcher
        return receipt_of(
            question,
            answer,
            snapshot=searcher.snapshot.id,
            settings=self.settings,
            models={
                searcher.encoder.name: searcher.encoder.digest,
                self.evidence.name: self.evidence.digest,
                "guard": classifier().digest,
            },
            composer=COMPOSER,
        )


def _together(traces: Sequence[Trace]) -> Trace:
    """What was seen for all parts of a question; it is as sure as the least sure of them."""
    if len(traces) == 1:
        return traces[0]
    return Trace(
        query=traces[0].query,
        hits=[hit for trace in traces for hit in trace.hits],
        units=[unit for trace in traces for unit in trace.units],
        chosen=[unit for trace in traces for unit in trace.chosen],
        sureness=min(trace.sureness for trace in traces),
        decision=min((trace.decision for trace in traces), key=[*reversed(Decision)].index),
        dropped=[one for trace in traces for one in trace.dropped],
    )


def _outcome(parts: Sequence[_Part]) -> tuple[Outcome, str | None, str]:
    """Outcome, reason and words for what was found of a question, of which something was."""
    missing = [_quotable(part.asked) for part in parts if part.missing]
    unsure = [_quotable(part.asked) for part in parts if not part.missing and part.trace.decision is Decision.UNSURE]
    if not missing and not unsure:
        return Outcome.ANSWERED, None, ""
    if len(parts) == 1:
        return Outcome.PARTIAL, "unsure", message("unsure")
    words = [message("part_missing").format(part=part) for part in missing]
    words += [message("part_unsure").format(part=part) for part in unsure]
    return Outcome.PARTIAL, "part_missing" if missing else "unsure", " ".join(words)


def _quotable(text: str) -> str:
    """A text to stand between quotation marks."""
    return re.sub("[“”]", '"', text)


def _shared(budget: Budget, parts: int) -> Budget:
    """What one of several parts may say, so that all together stay readable."""
    return replace(budget, words=min(budget.words, _TOGETHER // parts))


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
