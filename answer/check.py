"""Check: any text, sentence by sentence, against given texts or against the documents of a snapshot."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.answer import Citation
from answer.compose import citation_of
from answer.support import NOTHING_TO_CHECK, Judge, Verdict, judge, points_back
from index.search import Hit, Searcher
from index.words import stem_set, stems
from ingest.documents import BlockKind, Document, Passage, Sentence

_PASSAGES = 12  # that are looked for
_READ = 6  # of these are read, those that hold most of a sentence's words
_NEAR = 0.6  # share of a sentence's words from which a place counts as saying something on it
_MARKS = re.compile(r"\s*\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")  # "[1]": what an answer cites is no part of what it says

NOT_HELD = "nothing near to it stands in the documents"
NO_REFERENT = "what its first word stands for was not found"


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of a text and what was found on it.

    Attributes:
        start, end: its span in the text: code points, end excluded.
        evidence: the stored place that speaks most for it or, with the reasons of the verdict, against it.
        given: number from 1 of the given text that does so.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    evidence: Citation | None = None
    given: int | None = None


def groundedness(checked: Sequence[Checked]) -> float | None:
    """Share of sentences that are supported, 0..1; None without a sentence."""
    return sum(each.verdict.supported for each in checked) / len(checked) if checked else None


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text that hold a word beside marks such as "[1]"."""
    # Imported when it is needed: answering a question never splits anything.
    from ingest.sentences import split

    return [(a, b) for a, b in split(text) if any(c.isalnum() for c in _MARKS.sub("", text[a:b]))]


def check_against(evidence: Sequence[str], text: str) -> list[Checked]:
    """Each sentence of a text against the given text that says most on it."""
    judges = [Judge(each) for each in evidence]
    checked: list[Checked] = []
    for start, end, said in _sentences(text):
        before = checked[-1].given if checked and points_back(said) else None
        if checked and points_back(said) and before is None:
            checked.append(Checked(text[start:end], start, end, _without_referent(said)))
            continue
        found = [(n, one.verdict(said)) for n, one in enumerate(judges, start=1) if before in (None, n)]
        given, verdict = max(found, key=lambda each: (*_rank(each[1]), -each[0]))
        near = verdict.supported or verdict.held >= _NEAR
        checked.append(Checked(text[start:end], start, end, verdict, None, given if near else None))
    return checked


def check(searcher: Searcher, text: str) -> list[Checked]:
    """Each sentence of a text against the place in the documents that says most on it.

    A sentence that opens with "it" or the like is about what the one before it is about: only that document counts.
    """
    checked: list[Checked] = []
    for start, end, said in _sentences(text):
        leans = bool(checked) and points_back(said)
        about = checked[-1].evidence if leans else None
        if leans and about is None:
            checked.append(Checked(text[start:end], start, end, _without_referent(said)))
            continue
        query = f"{checked[-1].text} {said}" if leans else said
        verdict, evidence = _found(searcher, query, said, len(checked) + 1, about.document_id if about else None)
        checked.append(Checked(text[start:end], start, end, verdict, evidence))
    return checked


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, words without marks) of each sentence."""
    for start, end in sentences_of(text):
        yield start, end, _MARKS.sub("", text[start:end]).strip()


def _without_referent(said: str) -> Verdict:
    checkable = judge("", said).reasons != (NOTHING_TO_CHECK,)
    return Verdict(False, 0.0, (NO_REFERENT if checkable else NOTHING_TO_CHECK,))


def _rank(verdict: Verdict) -> tuple[bool, float, float]:
    return verdict.supported, verdict.held, verdict.score


def _found(searcher: Searcher, query: str, said: str, n: int, only: str | None) -> tuple[Verdict, Citation | None]:
    """The verdict of the best place, and that place if it is near enough to say something on the sentence."""
    best: tuple[tuple[bool, float, float, bool], Verdict, Document, Passage] | None = None
    for hit in _to_read(searcher.search(query, _PASSAGES), said):
        document = searcher.snapshot.document(hit.passage.document_id)
        if document is None or only not in (None, document.id):
            continue
        verdict = judge(hit.passage.text, said)
        rank = (*_rank(verdict), document.status == "current")
        if best is None or rank > best[0]:
            best = rank, verdict, document, hit.passage
    if best is None:
        return Verdict(False, 0.0, (NOT_HELD,)), None
    _, verdict, document, passage = best
    if not verdict.supported and verdict.held < _NEAR:
        reasons = verdict.reasons if verdict.reasons == (NOTHING_TO_CHECK,) else (NOT_HELD,)
        return replace(verdict, reasons=reasons), None
    return verdict, citation_of(n, document, passage, _stretch(passage, verdict), searcher)


def _to_read(hits: Sequence[Hit], said: str) -> list[Hit]:
    """The hits that hold most of a sentence's words, before all those that hold it word for word."""
    wanted = set(stems(said))

    def held(hit: Hit) -> tuple[bool, int]:
        return said in hit.passage.text, len(wanted & stem_set(hit.passage.text))

    return sorted(hits, key=held, reverse=True)[:_READ]


def _stretch(passage: Passage, verdict: Verdict) -> Sentence:
    """The whole sentences of a passage that a verdict rests on, as one."""
    start, end = passage.start + verdict.start, passage.start + verdict.end
    inside = [s for s in passage.sentences if s.start < end and s.end > start] or list(passage.sentences)
    sources = tuple(dict.fromkeys(ref for sentence in inside for ref in sentence.sources))
    return Sentence(inside[0].start, inside[-1].end, BlockKind.PARAGRAPH, None, sources)
