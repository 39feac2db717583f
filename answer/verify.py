"""Verify: each statement against the spans it cites, before it is shown. What fails is dropped, and the reason is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.answer import Citation, Statement
from answer.support import Verdict, judge, points_back
from index.search import Searcher


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that is not shown, and why, in plain words."""

    statement: Statement
    reasons: tuple[str, ...]


def verify(
    searcher: Searcher, statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[list[Statement], list[Dropped]]:
    """(kept, dropped): kept statements are borne out by quotes that stand at their offsets in the stored version.

    Their support is what was measured. A statement with a citation that adds nothing to it is dropped as well.
    """
    sound = {c.n: c.quote for c in citations if _stands(searcher, c)}
    kept: list[Statement] = []
    dropped: list[Dropped] = []
    for statement in statements:
        found = _verdict(statement, sound)
        if found.supported:
            kept.append(replace(statement, support=found.score))
        else:
            dropped.append(Dropped(statement, found.reasons))
    return kept, dropped


def _verdict(statement: Statement, sound: dict[int, str]) -> Verdict:
    numbers = statement.citations
    if not numbers:
        return Verdict(False, 0.0, ("it cites nothing",))
    if wrong := [n for n in numbers if n not in sound]:
        return Verdict(False, 0.0, tuple(f"citation {n} does not quote what stands at its place" for n in wrong))
    quotes = [sound[n] for n in numbers]
    found = judge("\n".join(quotes), statement.text)
    if found.supported and len(quotes) > 1:
        idle = [n for n in numbers if _adds_nothing(n, numbers, sound, statement.text)]
        if idle:
            return Verdict(False, 0.0, tuple(f"citation {n} has nothing to do with it" for n in idle))
    return replace(found, score=_alone(found.score, quotes, statement.text))


def _adds_nothing(n: int, numbers: Sequence[int], sound: dict[int, str], text: str) -> bool:
    others = "\n".join(sound[m] for m in numbers if m != n)
    return not judge(sound[n], text).supported and judge(others, text).supported


def _alone(score: float, quotes: Sequence[str], text: str) -> float:
    """The score of a statement whose first word points at something that no quote names: one word is not borne out."""
    opens = any(quote.lstrip().startswith(text[:20].lstrip()) for quote in quotes)
    words = len(text.split())
    return round(score * words / (words + 1), 3) if opens and points_back(text) else score


def _stands(searcher: Searcher, citation: Citation) -> bool:
    document = searcher.snapshot.document(citation.document_id, citation.version)
    return document is not None and document.text[citation.start : citation.end] == citation.quote
