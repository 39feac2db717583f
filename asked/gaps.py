"""Gaps: questions that had no answer, or one that did not help, clustered by meaning, with the document that is nearest.

It is read by people, who then write. Nothing here changes what is searched or answered: docs/decisions/0023.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from answer.answer import Outcome
from answer.compose import page_url
from answer.naming import cased, passages_for
from asked.store import Asked, Feedback, Mark
from index.search import Searcher
from index.snapshot import Snapshot
from ingest.documents import Document

# Of the cosine of what a question says beside its names and the mean of a cluster. Measured on 46 questions in 17 clusters:
# 82 % of the pairs that come together belong together, and 71 % of those that belong together come together; 100 and 55 %
# at 0.87; 28 and 61 % at best where names are not set apart. Every wording is shown, so a person sees what is mixed.
ALIKE = 0.86
FAR = 0.83  # cosine of question and best passage: below it, ten of ten looked at were about something else
MOST = 1000  # wordings that are clustered, the most asked first: each costs some milliseconds
_EVERYWHERE = frozenset({"NHS", "England"})  # names that tell nothing apart
_UNANSWERED = (Outcome.ABSTAINED, Outcome.CLARIFY)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it was typed, and how often."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Near:
    """The document that comes nearest to a gap: where it could be filled.

    Attributes:
        owner: who publishes it, or whose publications it is made from; "" where nobody says.
        far: whether even this one is about something else, so that the gap may need a document of its own.
    """

    document: str
    title: str
    heading: str
    url: str
    owner: str
    far: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same and were not answered, or not so that it helped.

    Attributes:
        times: how often they were asked; each counts once, even when it was neither answered nor helped.
        unsure: how many got what comes nearest, with a word that it may be no answer.
        off_subject: how many of the unanswered seem to be about something else altogether.
        reasons: why answers did not help, most frequent first.
        comments: what people wrote beside.
    """

    wordings: tuple[Wording, ...]
    times: int
    unanswered: int
    unsure: int
    unhelpful: int
    off_subject: int
    last: date
    reasons: dict[str, int]
    comments: tuple[str, ...]
    nearest: Near | None


@dataclass(frozen=True, slots=True)
class GapReport:
    """What was asked in the time for which questions are kept, and where the documents fall short.

    Attributes:
        questions, helpful, unhelpful: how many were kept, and how many marks of each kind.
        left_out: wordings beyond those that are clustered.
        remarks: what people wrote of answers whose question is not kept.
    """

    questions: int
    helpful: int
    unhelpful: int
    gaps: tuple[Gap, ...]
    left_out: int
    remarks: tuple[str, ...]


def gap_report(asked: Feedback, searcher: Searcher) -> GapReport:
    """Cluster what was not answered or did not help; the gap with most left unanswered first. Raises AskedFault."""
    questions, marks = asked.questions(), asked.marks()
    by_wording: dict[str, list[Asked]] = defaultdict(list)
    for one in questions:
        if one.outcome in (*_UNANSWERED, Outcome.PARTIAL) or (one.mark and not one.mark.helpful):
            by_wording[" ".join(one.question.casefold().split())].append(one)
    most = sorted(by_wording.items(), key=lambda held: (-len(held[1]), held[0]))
    wordings = [held for _, held in most[:MOST]]
    gaps = [
        _gap([wordings[n] for n in cluster], searcher)
        for cluster in alike([held[-1].question for held in wordings], searcher)
    ]
    known = {one.answer_id for one in questions}
    return GapReport(
        questions=len(questions),
        helpful=sum(mark.helpful for mark in marks),
        unhelpful=sum(not mark.helpful for mark in marks),
        gaps=tuple(
            sorted(
                gaps, key=lambda gap: (gap.unsure - gap.times, -gap.times, -gap.last.toordinal(), gap.wordings[0].text)
            )
        ),
        left_out=len(most[MOST:]),
        remarks=tuple(_said(mark) for mark in marks if mark.comment and mark.answer_id not in known),
    )


def alike(questions: Sequence[str], searcher: Searcher) -> list[list[int]]:
    """Group questions (by their number) that ask the same of the same.

    A name outweighs all else in a question's vector: "who chairs CMAST" lies nearer to "where does CMAST meet" than to
    "name of CMAST's chair". So the names that the corpus knows must be the same, and what is left must mean the same.
    """
    by_names: dict[frozenset[str], list[int]] = defaultdict(list)
    rests = []
    for n, question in enumerate(questions):
        names, rest = _parted(question, searcher)
        by_names[names].append(n)
        rests.append(rest)
    found = []
    for numbers in by_names.values():
        vectors = searcher.encoder.encode_queries([rests[n] for n in numbers])
        found += [[numbers[k] for k in cluster] for cluster in clusters(vectors)]
    return found


def _parted(question: str, searcher: Searcher) -> tuple[frozenset[str], str]:
    """The names in a question, as the corpus writes them, and what it says beside them."""
    words = cased(question.casefold(), passages_for(searcher, question)).split()
    names = [word for word in words if not word.islower() and any(c.isalpha() for c in word)]
    rest = " ".join(word for word in words if word not in names)
    return frozenset(name.strip("?!.,;:'’\"()") for name in names) - _EVERYWHERE, rest or question


def clusters(vectors: Sequence[np.ndarray[Any, Any]] | np.ndarray[Any, Any]) -> list[list[int]]:
    """Group unit vectors [d]: each joins the cluster whose mean is nearest, where that is ALIKE, or begins one.

    The same order gives the same clusters. Unlike connected components, a chain of neighbours makes no cluster.
    """
    sums: list[np.ndarray[Any, Any]] = []
    found: list[list[int]] = []
    for n, vector in enumerate(vectors):
        near = [float(vector @ total) / float(np.linalg.norm(total)) for total in sums]
        best = max(range(len(near)), key=near.__getitem__, default=-1)
        if best >= 0 and near[best] >= ALIKE:
            found[best].append(n)
            sums[best] = sums[best] + vector
        else:
            found.append([n])
            sums.append(np.array(vector))
    return found


def _gap(wordings: Sequence[Sequence[Asked]], searcher: Searcher) -> Gap:
    """The gap of these wordings, the most asked one first."""
    each = [one for held in wordings for one in held]
    unanswered = [one for one in each if one.outcome in _UNANSWERED]
    unhelpful = [one.mark for one in each if one.mark and not one.mark.helpful]
    reasons = Counter(str(mark.reason) for mark in unhelpful if mark.reason)
    return Gap(
        wordings=tuple(Wording(held[-1].question, len(held)) for held in wordings),
        times=len(each),
        unanswered=len(unanswered),
        unsure=sum(one.outcome == Outcome.PARTIAL and not one.mark for one in each),
        unhelpful=len(unhelpful),
        off_subject=sum(one.reason == "out_of_scope" for one in unanswered),
        last=max(one.day for one in each),
        reasons=dict(reasons.most_common()),
        comments=tuple(mark.comment for mark in unhelpful if mark.comment),
        nearest=_nearest(wordings[0][-1].question, searcher),
    )


def _nearest(question: str, searcher: Searcher) -> Near | None:
    hit = next(iter(searcher.search(question, 1)), None)
    document = searcher.snapshot.document(hit.passage.document_id) if hit else None
    if not hit or not document:
        return None
    headings = [heading for heading in hit.passage.locator.heading_path if heading != document.title]
    url = page_url(document, hit.passage.start, hit.passage.end)
    owner = _owner(document, searcher.snapshot)
    return Near(document.path, document.title, headings[-1] if headings else "", url, owner, hit.cosine < FAR)


def _owner(document: Document, snapshot: Snapshot) -> str:
    if document.publisher:
        return document.publisher
    sources = (snapshot.sources.get(ref.source_id) for ref in document.sources)
    publishers = dict.fromkeys(source.publisher for source in sources if source)
    return f"our own note, from {', '.join(publishers)}" if publishers else ""


def _said(mark: Mark) -> str:
    return f"{mark.reason}: {mark.comment}" if mark.reason else mark.comment
