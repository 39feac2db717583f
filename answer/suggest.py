"""Suggest: follow-up questions that this corpus answers, because each of them was asked and answered when it was indexed."""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from answer.answer import Answer, Citation, Outcome, Question
from answer.receipt import settings_digest
from index.snapshot import Snapshot, current_id
from index.words import stem_set, stems

if TYPE_CHECKING:
    from answer.asking import Candidate
    from answer.pipeline import Answerer

FOLDER = "questions"
SHOWN = 3
_ASKED = 90  # questions that are tried: each takes as long as an answer
_FIRST = 2  # citations among which that of the sentence must be for which a question was made
_OPENERS = 4
# Of cosine: what the answer's own documents hold, and what is about a thing that it names, goes before what is as near.
_SAME_DOCUMENT, _SAME_SUBJECT = 0.02, 0.05
# What anybody asks first, where the corpus answers it.
_STARTERS = (
    "What is a provider collaborative?",
    "What are the benefits of provider collaboratives?",
    "How many provider collaboratives are there?",
)
_OF_ONE_SUBJECT = 2
_MEANT = frozenset({"mean", "meant", "stand", "stood"})
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The questions of a snapshot that were answered, the best-known subjects first.

    Attributes:
        subjects: what each is about, folded.
        spans: for each the document's id, start and end of the sentence that answers it.
        vectors: a unit vector for each, float16 [n, d].
    """

    questions: tuple[str, ...]
    subjects: tuple[str, ...]
    spans: tuple[tuple[str, int, int], ...]
    vectors: np.ndarray[Any, Any]

    def near(self, vector: np.ndarray[Any, Any], answer: Answer, before: Sequence[str]) -> tuple[str, ...]:
        """Up to three that are nearest to a question (unit vector [d]): none asked `before`, none that is answered already."""
        if not self.questions:
            return ()
        asked = {key(question) for question in (answer.question, answer.standalone_question, *before)}
        if answer.reason == "out_of_scope":  # nothing is near: what this corpus is about
            return tuple(question for question in self.openers() if key(question) not in asked)[:SHOWN]
        scores = self.vectors.astype(np.float32) @ vector + self._ties(answer)
        chosen: list[int] = []
        for n in np.argsort(-scores, kind="stable").tolist():
            subjects = [self.subjects[other] for other in chosen]
            fresh = key(self.questions[n]) not in asked and not _shown(self.spans[n], answer.citations)
            if fresh and subjects.count(self.subjects[n]) < _OF_ONE_SUBJECT:
                chosen.append(n)
            if len(chosen) == SHOWN:
                break
        return tuple(self.questions[n] for n in chosen)

    def _ties(self, answer: Answer) -> np.ndarray[Any, Any]:
        """What speaks for each beside its words: float32 [n], in cosine."""
        documents = {c.document_id for c in answer.citations}
        said = frozenset(stems(" ".join((answer.standalone_question, *(s.text for s in answer.statements)))))
        ties = [
            _SAME_DOCUMENT * (document in documents) + _SAME_SUBJECT * (set(subject.split()) <= said)
            for (document, _, _), subject in zip(self.spans, self.subjects, strict=True)
        ]
        return np.array(ties, np.float32)

    def openers(self) -> tuple[str, ...]:
        """Up to four to begin with, of different documents and subjects that take more than a word to name."""
        chosen: list[int] = []
        for n in range(len(self.questions)):
            if " " not in self.subjects[n]:
                continue
            other = [(self.spans[k][0], self.subjects[k]) for k in chosen]
            if all(self.spans[n][0] != document and self.subjects[n] != subject for document, subject in other):
                chosen.append(n)
        return tuple(self.questions[n] for n in chosen[:_OPENERS])


NONE = Suggestions((), (), (), np.zeros((0, 0), np.float16))


def key(question: str) -> frozenset[str]:
    """The same for "What is a lead provider?", "What are lead providers?" and "What is meant by lead provider?"."""
    return frozenset(stems(question)) - _MEANT


def prepare(answerer: "Answerer", watch: Watch = lambda what, done, total: None) -> Suggestions:
    """Ask what the corpus may answer, keep what it does answer, and store that in the home for its snapshot.

    What is stored already is read. A home that cannot be written to does without.
    """
    from answer.asking import Candidate, questions  # its patterns take time to make, and answers need none of them

    searcher = answerer.searcher
    stored = load(searcher.snapshot, answerer.settings)
    if stored is not None:
        return stored
    known = searcher.sparse.frequencies
    starters = [Candidate(question, " ".join(stems(question)), "", 0, 0) for question in _STARTERS]
    made = [*starters, *_best_known(questions(searcher.snapshot.passages()), known)][:_ASKED]
    kept: list[Candidate] = []
    vectors: list[np.ndarray[Any, Any]] = []
    for done, candidate in enumerate(made, start=1):
        answer, trace = answerer.explain(Question(candidate.question))
        if trace and _answers(answer, candidate):
            first = answer.citations[0]
            found_in = replace(candidate, document_id=first.document_id, start=first.start, end=first.end)
            kept.append(candidate if candidate.document_id else found_in)
            vectors.append(trace.query.vector.astype(np.float16))
        watch("Trying questions", done, len(made))
    found = Suggestions(
        tuple(c.question for c in kept),
        tuple(c.subject for c in kept),
        tuple((c.document_id, c.start, c.end) for c in kept),
        np.stack(vectors) if vectors else NONE.vectors,
    )
    _store(searcher.snapshot, answerer.settings, found)
    return found


def prepared(home: Path) -> bool:
    """Whether the questions of the current snapshot are there already."""
    return (home / FOLDER / f"{current_id(home)}-{settings_digest()}.npz").is_file()


def load(snapshot: Snapshot, settings: str) -> Suggestions | None:
    """What was prepared for this snapshot and this program; None where nothing was, or what is there is damaged."""
    try:
        with np.load(_file(snapshot, settings), allow_pickle=False) as held:
            listed = json.loads(str(held["listed"]))
            vectors = held["vectors"]
        spans = tuple((str(document), int(start), int(end)) for document, start, end in listed["spans"])
        found = Suggestions(tuple(listed["questions"]), tuple(listed["subjects"]), spans, vectors)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if len(found.questions) == len(found.subjects) == len(spans) == len(vectors) else None


def _store(snapshot: Snapshot, settings: str, found: Suggestions) -> None:
    file = _file(snapshot, settings)
    listed = json.dumps({"questions": found.questions, "subjects": found.subjects, "spans": found.spans})
    aside = file.with_name(f".{os.getpid()}.npz")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(aside, listed=np.array(listed), vectors=found.vectors)
        aside.replace(file)
        _clear(snapshot, file)
    except OSError:
        aside.unlink(missing_ok=True)


def _clear(snapshot: Snapshot, file: Path) -> None:
    """Remove what belongs to snapshots that are gone, and to other programs of this one."""
    snapshots = {folder.name for folder in snapshot.folder.parent.iterdir()}
    for other in file.parent.glob("*.npz"):
        name = other.stem.partition("-")[0]
        if other != file and (name == snapshot.id or name not in snapshots):
            other.unlink(missing_ok=True)


def _file(snapshot: Snapshot, settings: str) -> Path:
    return snapshot.home / FOLDER / f"{snapshot.id}-{settings}.npz"


def _best_known(made: "Sequence[Candidate]", frequencies: Mapping[str, int]) -> "list[Candidate]":
    """A question on each subject, those on the best-known first, before the second question on any."""
    by_fame = sorted(made, key=lambda candidate: -_fame(candidate, frequencies))
    met: Counter[str] = Counter()
    nth = []
    for candidate in by_fame:
        nth.append(met[candidate.subject])
        met[candidate.subject] += 1
    return [candidate for _, candidate in sorted(zip(nth, by_fame, strict=True), key=lambda pair: pair[0])]


def _fame(candidate: "Candidate", frequencies: Mapping[str, int]) -> int:
    """In how many passages the rarest word of its subject stands."""
    return min((frequencies.get(s, 0) for s in candidate.subject.split()), default=0)


def _answers(answer: Answer, candidate: "Candidate") -> bool:
    """Whether it was answered from the sentence it was made for or opens with its subject, and names what it asks about."""
    if answer.outcome is not Outcome.ANSWERED:
        return False
    span = (candidate.document_id, candidate.start, candidate.end)
    said = [s.text for s in answer.statements]
    above = [heading for c in answer.citations for heading in c.locator.heading_path] if candidate.document_id else []
    named = " ".join((*said, *above))
    if not set(candidate.subject.split()) <= stem_set(named):
        return False
    defined = " ".join(stems(answer.statements[0].text)).startswith(candidate.subject)
    return not candidate.document_id or defined or _shown(span, answer.citations[:_FIRST])


def _shown(span: tuple[str, int, int], citations: Sequence[Citation]) -> bool:
    document, start, end = span
    places = [(c.document_id, c.start, c.end) for c in citations]
    places += [(place.document_id, place.start, place.end) for c in citations for place in c.also]
    return any(held == document and first <= start and end <= last for held, first, last in places)
