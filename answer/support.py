"""Support: does a text bear out a statement? A judge by rule, without a language model.

It reads words, figures, names, the small words that turn a meaning and, as far as word order tells, who does what to whom.
It holds for what is quoted and for close paraphrase; a free paraphrase it does not find supported: it errs on the side of doubt.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.agreement import faults
from answer.claim import Kind, Sentence, Token, read
from answer.hinges import OPPOSITES, marked

LEAST = 0.9  # share of a statement's words and figures that the evidence holds close together
_MOST_IN_DOUBT = 0.5  # score of what the evidence says otherwise
_HALF = 0.5  # with less of its words, two texts are not about the same, and comparing them would say nothing
_TRIED = 4  # stretches of the evidence that are compared in full
_LIST = 20  # items of a list that are read together
_NAMED = 5  # words that a reason lists
_POINTING = frozenset("it its they them their theirs this these that those he she his her both such".split())
_OPENING_WORD = re.compile(r"[^\W\d_]+")
_ENDS, _OPENS = ".!?:", '.!?:;•|”"'
# Words that no other may stand for, however much else is the same.
_FIRM = frozenset(
    """acute community mental physical adult children child women men older young local regional national north south east
    west northern southern eastern western increase decrease rise fall rose fell grow shrink higher lower larger smaller
    greater longer shorter better worse earlier later faster slower former previous current first last best worst minimum
    maximum include exclude join leave left open close start end begin success fail failed""".split()
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of a statement.

    Attributes:
        score: share of what the statement says that the evidence bears out, 0..1; at most 0.5 where it says otherwise.
        reasons: why it is not supported, in plain words; empty when it is.
        held: share of its words and figures that stand close together in the evidence, 0..1, whatever they say there.
        start, end: the stretch of the evidence that it was held against.
    """

    supported: bool
    score: float
    reasons: tuple[str, ...] = ()
    held: float = 0.0
    start: int = 0
    end: int = 0


NOTHING_TO_CHECK = "it says nothing that can be checked"
OTHER_WORDS = "most of its words do not stand in the source"


def supports(evidence: str, statement: str) -> bool:
    """Whether evidence bears out a statement; one without a word is borne out by nothing."""
    return judge(evidence, statement).supported


def points_back(text: str) -> bool:
    """Whether a text opens with a word such as "it", so that what it speaks of must stand before it."""
    first = _OPENING_WORD.search(text)
    return first is not None and first.group().lower() in _POINTING


def judge(evidence: str, statement: str) -> Verdict:
    """How far evidence bears out a statement of one or more sentences."""
    return Judge(evidence).verdict(statement)


class Judge:
    """Holds statements against one text, which is read once, when a statement is not found in it word for word."""

    def __init__(self, evidence: str) -> None:
        self._evidence = evidence
        self._source: list[Sentence] | None = None

    def verdict(self, statement: str) -> Verdict:
        """How far the text bears out a statement of one or more sentences."""
        place = _place(self._evidence, statement)
        if place and _is_whole(self._evidence, *place):
            return Verdict(True, 1.0, (), 1.0, *place)
        claims = [claim for claim in map(marked, read(statement)) if any(token.says for token in claim)]
        if not claims:
            return Verdict(True, 1.0, (), 1.0, *place) if place else Verdict(False, 0.0, (NOTHING_TO_CHECK,))
        if self._source is None:
            self._source = [sentence for sentence in map(marked, read(self._evidence)) if sentence]
        return _together([_of_sentence(claim, self._source) for claim in claims])


def _place(evidence: str, statement: str) -> tuple[int, int] | None:
    """Where a statement stands word for word in the evidence, white space aside."""
    words = statement.split()
    if not words:
        return None
    at = evidence.find(statement)
    if at >= 0 and statement == statement.strip():
        found = (at, at + len(statement))
    elif " ".join(words) in " ".join(evidence.split()):
        match = re.search(r"\s+".join(map(re.escape, words)), evidence)
        if match is None:
            return None
        found = match.span()
    else:
        return None
    cut = any(0 < n < len(evidence) and evidence[n - 1].isalnum() and evidence[n].isalnum() for n in found)
    return None if cut else found


def _is_whole(evidence: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends where sentences or lines do: a part may leave a "not" behind."""
    before, after = evidence[:start], evidence[end:]
    opens = not before.strip() or before.rstrip()[-1] in _OPENS or "\n" in before[len(before.rstrip()) :]
    blank = after[: len(after) - len(after.lstrip())]
    ends = not after.strip() or evidence[end - 1] in _ENDS or after.lstrip()[0] in _ENDS or "\n" in blank
    return opens and ends


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict on several sentences: all must be supported."""
    if len(verdicts) == 1:
        return verdicts[0]
    return Verdict(
        supported=all(each.supported for each in verdicts),
        score=round(sum(each.score for each in verdicts) / len(verdicts), 3),
        reasons=tuple(dict.fromkeys(reason for each in verdicts for reason in each.reasons)),
        held=round(sum(each.held for each in verdicts) / len(verdicts), 3),
        start=min(each.start for each in verdicts),
        end=max(each.end for each in verdicts),
    )


def _of_sentence(claim: Sentence, source: Sequence[Sentence]) -> Verdict:
    """The verdict of the stretch of sentences that speaks most for a sentence."""
    wanted = Counter(token.key for token in claim if token.says)
    tried = [(_share(wanted, stretch), stretch) for stretch in _stretches(claim, source)]
    tried.sort(key=lambda each: (-each[0], sum(map(len, each[1]))))
    verdicts = [_of_stretch(claim, wanted, stretch, share) for share, stretch in tried[:_TRIED]]
    return max(verdicts, key=lambda v: (v.supported, v.held, v.score), default=Verdict(False, 0.0, (OTHER_WORDS,)))


def _stretches(claim: Sentence, source: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Sentences of the evidence that may be read as one: each, those that speak of the same thing, a list with its lead-in."""
    named = {token.key for token in claim if token.name or (token.opens and token.says)}
    for n, sentence in enumerate(source):
        yield source[n : n + 1]
        for last in range(n + 1, min(n + 3, len(source))):
            if not _goes_on(source[last], named):
                break
            yield source[n : last + 1]
        if _leads_in(sentence):
            items = source[n + 1 : n + 1 + _LIST]
            yield from ([sentence, item] for item in items)
            yield [sentence, *items]


def _goes_on(sentence: Sentence, named: set[str]) -> bool:
    """Whether a sentence speaks of what the one before it does, or of what the claim names."""
    return sentence[0].form in _POINTING or any(token.key in named for token in sentence)


def _leads_in(sentence: Sentence) -> bool:
    return sentence[-1].kind is Kind.BREAK and sentence[-1].form == ":"


def _share(wanted: Counter[str], stretch: Sequence[Sentence]) -> float:
    """Largest share of the wanted keys in one window of the stretch: 0..1."""
    given = [token.key for sentence in stretch for token in sentence if token.says]
    total = wanted.total()
    if len(given) <= _width(total):
        return (wanted & Counter(given)).total() / total
    return overlap(list(wanted.elements()), given)


def _width(wanted: int) -> int:
    return int(1.5 * wanted) + 6


def overlap(wanted: Sequence[str], given: Sequence[str]) -> float:
    """Largest share of the wanted words, as a multiset, in one window of the given ones: 0..1."""
    need, have = Counter(wanted), Counter[str]()
    width = _width(len(wanted))
    held = best = 0
    for at, word in enumerate(given):
        have[word] += 1
        held += have[word] <= need[word]
        if at >= width:
            gone = given[at - width]
            held -= have[gone] <= need[gone]
            have[gone] -= 1
        best = max(best, held)
    return best / len(wanted) if wanted else 0.0


def _of_stretch(claim: Sentence, wanted: Counter[str], stretch: Sequence[Sentence], share: float) -> Verdict:
    flat = [token for sentence in stretch for token in sentence]
    start, end = flat[0].start, flat[-1].end
    missing = _missing(claim, flat)
    if share < _HALF:
        return Verdict(False, round(share, 3), (OTHER_WORDS,), round(share, 3), start, end)
    firm = list(_firm_faults(missing, claim, flat))
    otherwise = [*(told for _, told in firm), *faults(claim, stretch)]
    rest = [token for token in missing if token not in [named for named, _ in firm]]
    lacking = [] if share >= LEAST or (firm and not rest) else [_lacking(rest)]
    said = wanted.total() + sum(token.kind is Kind.HINGE and token.form not in OPPOSITES for token in claim)
    score = max(0.0, 1 - (wanted.total() * (1 - share) + len(otherwise)) / said)
    verdict = Verdict(not otherwise and not lacking, round(score, 3), (), round(share, 3), start, end)
    reasons = tuple(dict.fromkeys([*otherwise, *lacking]))
    return replace(verdict, score=min(verdict.score, _MOST_IN_DOUBT) if otherwise else verdict.score, reasons=reasons)


def _missing(claim: Sentence, source: Sequence[Token]) -> list[Token]:
    """The words and figures of a claim that the source does not have, or not as often."""
    left = Counter(token.key for token in source if token.says)
    missing = []
    for token in claim:
        if token.says:
            if left[token.key] == 0:
                missing.append(token)
            left[token.key] -= 1
    return missing


def _firm_faults(missing: Sequence[Token], claim: Sentence, source: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Words that the source lacks and that no other may stand for, each with what is to be said of it.

    They are figures, names, opposites, and what stands in another word's place.
    """
    for token in missing:
        if token.kind is Kind.FIGURE:
            yield token, f"the figure “{token.form}” does not stand in the source"
        elif (other := _replaced(token, claim, source)) is not None:
            yield token, f"it says “{token.form}” where the source says “{other}”"
        elif token.name or token.form in _FIRM or (token.opens and not token.form.endswith("ly")):
            yield token, f"“{token.form}” does not stand in the source"


def _replaced(token: Token, claim: Sentence, source: Sequence[Token]) -> str | None:
    """The word that stands in the source between the neighbours that a word has in the claim."""
    said, told = [t for t in claim if t.says], [t for t in source if t.says]
    at = said.index(token)
    before = said[at - 1].key if at else None
    after = said[at + 1].key if at + 1 < len(said) else None
    ours = {t.key for t in said}
    for n, other in enumerate(told):
        if other.key in ours:
            continue
        left = told[n - 1].key if n else None
        right = told[n + 1].key if n + 1 < len(told) else None
        if left == before and right == after:
            return other.form
    return None


def _lacking(missing: Sequence[Token]) -> str:
    told = list(dict.fromkeys(token.form for token in missing))
    if not told:
        return "its words stand far apart in the source"
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    return f"the source does not hold the words: {', '.join(told[:_NAMED])}{more}"
