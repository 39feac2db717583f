"""Finding copies when a snapshot is built: the same words in two documents, or far apart in one.

Sentences, list items and table rows are compared, since a paragraph is cut in other ways in a PDF and on a web page. Equal
ones are found by their letters. Near ones share one of their rarest words (prefix filtering, Chaudhuri, Ganti and Kaushik
2006: unlike MinHash it misses none and needs no seed); `index/wording.py` decides.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.copies import Copies
from index.wording import LEAST_NEAR, Wording, same, wording
from index.words import stems
from ingest.check import leans
from ingest.documents import BlockKind, Document, Passage
from ingest.register import STATUSES, UNDATED

LEAST = 8  # words that are a copy wherever they stand; fewer only beside a copy, or as a part of a whole copied list
_BESIDE = 0.2  # share of its words that the longer of two near copies can have beside the other's: twice 1 - ALIKE
_PROPOSED = 20  # texts with one rare word: a word of more is not rare, and they are records in prose

_Group = list[int]  # lines that are copies of each other


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence, list item or table row; `lead` is the key of the line that leads into it, `listed` its list."""

    row: int
    document: str
    start: int
    end: int
    kind: BlockKind
    wording: Wording
    lead: str
    listed: int | None
    leans: bool


def find_copies(passages: Sequence[Passage], documents: Iterable[Document]) -> Copies:
    """The copies among passages, given by row. The order of the rows makes no difference to what is found."""
    lines = _lines(passages)
    groups = _Groups(lines)
    for group in (*_sentences(lines), *_lists(lines)):
        groups.add(group)
    groups.spread()
    words: dict[int, int] = defaultdict(int)
    for line in lines:
        words[line.row] += len(line.wording.words)
    precedence = precedences(documents)
    table = [
        (n, line.row, line.start, line.end, len(line.wording.words), words[line.row], precedence[line.document])
        for n, group in enumerate(groups.found)
        for line in (lines[at] for at in group)
    ]
    return Copies(np.array(table, dtype=np.int64).reshape(-1, 7))


def precedences(documents: Iterable[Document]) -> dict[str, int]:
    """The place of each document, by id, in the order in which one speaks for others: current, newest, first by path."""

    def newest_last(document: Document) -> str:
        return "" if document.published_on == UNDATED else document.published_on

    by_path = sorted(documents, key=lambda d: d.path)
    by_date = sorted(by_path, key=newest_last, reverse=True)
    order = ("current", "draft", *STATUSES)
    return {d.id: n for n, d in enumerate(sorted(by_date, key=lambda d: order.index(d.status)))}


def _lines(passages: Sequence[Passage]) -> list[_Line]:
    """Every line, by document and place."""
    lines = []
    for row, passage in enumerate(passages):
        for sentence in passage.sentences:
            text, lead_in = passage.text_of(sentence), passage.lead_in_of(sentence)
            lead = wording(lead_in).key if lead_in else ""
            place = (row, passage.document_id, sentence.start, sentence.end, sentence.kind)
            lines.append(_Line(*place, wording(text), lead, sentence.group, leans(text)))
    return sorted(lines, key=lambda line: (line.document, line.start))


def _sentences(lines: Sequence[_Line]) -> Iterable[_Group]:
    """Long enough lines of the same words that lean on no other and stand in no list of another kind."""
    by_key: dict[str, _Group] = defaultdict(list)
    for n, line in enumerate(lines):
        if len(line.wording.words) >= LEAST and not line.leans:
            by_key[line.wording.key].append(n)
    for keys in _near([lines[of_one[0]] for of_one in by_key.values()]):
        yield from _by_lead(lines, [n for key in keys for n in by_key[key]])


def _by_lead(lines: Sequence[_Line], group: _Group) -> Iterable[_Group]:
    """A benefit is no copy of a risk: where the lines above lists differ, each has its own group."""
    by_lead: dict[str, _Group] = defaultdict(list)
    for n in sorted(group):
        by_lead[lines[n].lead].append(n)
    return [sorted(group)] if len(by_lead.keys() - {""}) <= 1 else by_lead.values()


def _near(lines: Sequence[_Line]) -> Iterable[list[str]]:
    """Keys of the lines, those of near copies together, each pair of them the same words."""
    alike: dict[tuple[str, ...], list[Wording]] = defaultdict(list)
    for line in lines:
        # A row that differs in a word is another record.
        if line.kind is BlockKind.TABLE_ROW or len(line.wording.words) < LEAST_NEAR:
            yield [line.wording.key]
        else:
            alike[line.wording.hinges].append(line.wording)
    for wordings in alike.values():
        yield from _clusters(sorted(wordings, key=lambda w: w.key))


def _clusters(wordings: Sequence[Wording]) -> Iterable[list[str]]:
    """Keys of texts with the same hinges, near copies together."""
    if len(wordings) == 1:
        return [[wordings[0].key]]
    subjects = [set(stems(" ".join(each.words))) for each in wordings]
    frequency = Counter(stem for of_one in subjects for stem in of_one)
    holding: dict[str, list[int]] = defaultdict(list)
    clusters: list[list[Wording]] = []
    opened_by: list[set[str]] = []  # the subjects of each cluster's first text
    for one, subject in zip(wordings, subjects, strict=True):
        rarest = sorted(subject, key=lambda stem: (frequency[stem], stem))[: int(_BESIDE * len(one.words)) + 1]
        proposed = {n for stem in rarest if len(holding[stem]) <= _PROPOSED for n in holding[stem]}
        for n in sorted(proposed):
            # Cheap, and enough to turn down most: one text has the other's words, spelling of one of them aside.
            beside = min(len(subject - opened_by[n]), len(opened_by[n] - subject))
            if beside <= 1 and all(same(one, other) for other in clusters[n]):
                clusters[n].append(one)
                break
        else:
            for stem in rarest:
                holding[stem].append(len(clusters))
            clusters.append([one])
            opened_by.append(subject)
    return [[w.key for w in cluster] for cluster in clusters]


def _lists(lines: Sequence[_Line]) -> Iterable[_Group]:
    """The lines of whole lists of the same words, lead-in and all, however short each of them is."""
    whole: dict[tuple[str, int], _Group] = defaultdict(list)
    for n, line in enumerate(lines):
        if line.listed is not None:
            whole[line.document, line.listed].append(n)
    by_key: dict[tuple[str, ...], list[_Group]] = defaultdict(list)
    for group in whole.values():
        led = lines[group[0]].kind is BlockKind.LEAD_IN
        if led and len(group) > 1 and sum(len(lines[n].wording.words) for n in group) >= LEAST:
            by_key[tuple(lines[n].wording.key for n in group)].append(group)
    for groups in by_key.values():
        yield from (list(column) for column in zip(*groups, strict=True))


class _Groups:
    """Groups of lines, each line in one group at most and no two of a group in one passage."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._lines = lines
        self._taken: set[int] = set()
        self.found: list[_Group] = []

    def add(self, group: _Group) -> None:
        """Take a group, less what is taken already."""
        one_a_row = {self._lines[n].row: n for n in reversed(group) if n not in self._taken}
        if len(one_a_row) > 1:
            self.found.append(sorted(one_a_row.values()))
            self._taken.update(one_a_row.values())

    def spread(self) -> None:
        """Take what stands beside copies in all their places alike: short lines, and such as lean on the one before."""
        waiting = deque(self.found)
        while waiting:
            group = waiting.popleft()
            for step in (1, -1):
                before = len(self.found)
                for beside in self._beside(group, step):
                    self.add(beside)
                waiting.extend(self.found[before:])

    def _beside(self, group: _Group, step: int) -> Iterable[_Group]:
        by_words: dict[tuple[str, str], _Group] = defaultdict(list)
        for n in group:
            at = n + step
            if not 0 <= at < len(self._lines) or self._lines[at].document != self._lines[n].document:
                continue
            line = self._lines[at]
            if line.wording.words and not (step < 0 and line.leans):
                by_words[line.wording.key, line.lead].append(at)
        return by_words.values()
