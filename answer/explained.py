"""Explained: the acronyms of an answer that it does not spell out, each with the sentence of the corpus that does."""

import re
from collections.abc import Iterator, Sequence, Set

from answer.answer import Citation, Explained, Statement
from answer.compose import place_of
from index.acronyms import key
from index.search import Searcher, best
from index.words import stems, words
from ingest.documents import Passage, Sentence

_ACRONYM = re.compile(r"(?<![\w@/.-])[A-Z][A-Za-z&]*[A-Z]s?(?![\w@-])")
# Plain to anybody who starts in the NHS.
_PLAIN = frozenset({"nhs", "gp", "gps", "uk", "ae", "covid", "it", "hr", "ceo", "faq", "pdf", "phd", "mp", "tv", "id"})
_LOOKED_INTO = 40  # passages that are looked into for the spelling out


def explained(
    question: str, statements: Sequence[Statement], citations: Sequence[Citation], searcher: Searcher
) -> tuple[Explained, ...]:
    """The acronyms that neither the question nor the statements up to them spell out, in the order in which they are met.

    One that stands for several things is explained only where a cited document itself says which.
    """
    cited = frozenset(c.document_id for c in citations)
    found: dict[str, Explained] = {}
    passed: set[str] = set()
    before = question
    for statement in statements:
        before += f"\n{statement.text}"
        for match in _ACRONYM.finditer(statement.text):
            short = key(match.group())
            if short in passed or short in _PLAIN:
                continue
            passed.add(short)
            longs = searcher.acronyms.long_forms(match.group())
            if longs and not any(_says(before, long) for long in longs):
                told = _told(match.group(), longs, cited, searcher)
                found |= {short: told} if told else {}
    return tuple(found.values())


def _says(text: str, long: str) -> bool:
    return f" {' '.join(stems(long))} " in f" {' '.join(stems(text))} "


def _told(short: str, longs: Sequence[str], cited: Set[str], searcher: Searcher) -> Explained | None:
    """What an acronym stands for where the corpus says it best: in a cited document, in force, in the same number."""
    places = list(_places(short, longs, searcher))
    if not places:
        return None
    if not _one_meaning(longs):
        places = [place for place in places if place[1].document_id in cited]
        if len({" ".join(stems(long)) for long, *_ in places}) != 1:
            return None

    def rank(place: tuple[str, Passage, Sentence]) -> tuple[bool, bool, bool]:
        long, passage, _ = place
        document = searcher.snapshot.document(passage.document_id)
        current = document is not None and document.status == "current"
        return (long.endswith("s") and not short.endswith("s"), passage.document_id not in cited, not current)

    long, passage, sentence = min(places, key=rank)  # the first of equals: the best passage
    document = searcher.snapshot.document(passage.document_id)
    one = short if long.endswith("s") else short.removesuffix("s")  # "ICBs", but "integrated care board"
    return Explained(one, long, place_of(document, passage, sentence, searcher)) if document else None


def _one_meaning(longs: Sequence[str]) -> bool:
    """Whether the long forms differ in their number or in what is added only."""
    sets = sorted((set(stems(long)) for long in longs), key=len)
    return all(sets[0] <= other for other in sets)


def _places(short: str, longs: Sequence[str], searcher: Searcher) -> Iterator[tuple[str, Passage, Sentence]]:
    """(long form as it stands, passage, sentence) for each sentence that says what an acronym stands for."""
    patterns = [_spelling_out(short, long) for long in longs]
    for row in best(searcher.sparse.scores(f"{short} {longs[0]}"), _LOOKED_INTO):
        passage = searcher.snapshot.passage(row)
        for sentence in passage.sentences:
            text = passage.text_of(sentence)
            for pattern in patterns:
                if match := pattern.search(text):
                    yield " ".join((match["long"] or match["after"]).split()), passage, sentence
                    break


def _spelling_out(short: str, long: str) -> re.Pattern[str]:
    """ "long form (LF)", "LF (long form)", "LF: long form", "LF stands for long form"."""
    said = r"[\W_]+".join(map(re.escape, re.findall(r"\w+", long)))
    letters = re.escape(short.removesuffix("s") if len(words(short)[0]) > 3 else short)
    return re.compile(
        rf"\b(?P<long>(?i:{said}))\s*\(\W?{letters}s?\b|\b{letters}s?\W{{0,3}}(?: stands? for | means | is short for |\(|: )(?:the )?"
        rf"(?P<after>(?i:{said}))\b"
    )
