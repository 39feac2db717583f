"""Claim: a text as the judge of support reads it: content words, figures, names, and the small words between them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from answer.figures import DATE, FIGURE, LARGER, MONTHS, NUMBERS, RANKS, dated, figure_key, plain, times, value_of
from index.words import STOP_WORDS, fold, stem


class Kind(Enum):
    """What a token is to the judge."""

    WORD = "word"  # carries a subject
    FIGURE = "figure"
    SMALL = "small"
    HINGE = "hinge"  # a small word that turns the meaning, see hinges.py
    BREAK = "break"  # ends a clause
    END = "end"  # ends a sentence or a line


@dataclass(frozen=True, slots=True)
class Token:
    """A token with its span in the text.

    Attributes:
        form: folded, contractions spelt out.
        key: what it is compared by: a stem, or a figure's value with its unit.
        name: whether it is written as a name.
        opens: whether it opens a sentence, where a capital says little.
    """

    kind: Kind
    form: str
    key: str
    start: int
    end: int
    name: bool = False
    opens: bool = False

    @property
    def says(self) -> bool:
        """Whether it carries content."""
        return self.kind is Kind.WORD or self.kind is Kind.FIGURE


Sentence = tuple[Token, ...]

_TOKEN = re.compile(
    rf"(?P<date>{DATE})|(?P<figure>{FIGURE})"
    r"|(?P<letters>\b(?:[^\W\d_]\.){2,})"  # e.g.
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)*)"
    r"|(?P<end>[.!?]+(?=[\s\"'”’)\]]|$)|[\n\r]+)"
    r"|(?P<sign>[<>≤≥])|(?P<break>[;:,()\[\]|•–—]|(?<=\s)-(?=\s))"
)
_SHORTENED = frozenset("dr mr mrs ms prof st no vs approx inc ltd co jr sr".split())
_CONTRACTED = {"can't": "can", "won't": "will", "shan't": "shall", "cannot": "can"}
_SIGNS = {"<": "under", ">": "over", "≤": "most", "≥": "least"}
_BEFORE_MONTHS = frozenset("in since by from until of during early late mid".split())
_NOT_A_FIGURE = frozenset("no any every each the other of another or".split())  # beside "one"
# Words of no subject that the index does not leave out.
_SMALL = STOP_WORDS | frozenset(
    """shall every always never none neither nor without cannot across within among amongst per via upon toward towards
    onto since during till although though because whether unless except however therefore thus hence ought""".split()
)
_APART = {"employee": "employee", "employees": "employee"}  # an employer is not an employee, though their stems are one


def read(text: str) -> list[Sentence]:
    """The sentences of a text, as tokens without the marks that end them; a list item is a sentence."""
    sentences: list[Sentence] = []
    current: list[Token] = []
    for token in _tokens(text):
        if token.kind is not Kind.END:
            current.append(token)
        elif current and not _is_shortened(token, text, current[-1]):
            sentences.append(_finished(current, text))
            current = []
    return [*sentences, _finished(current, text)] if current else sentences


def _is_shortened(mark: Token, text: str, before: Token) -> bool:
    """Whether a full stop is that of "Dr."."""
    return text[mark.start : mark.end] == "." and before.form in _SHORTENED and before.end == mark.start


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, start, end, raw = match.lastgroup, *match.span(), match.group()
        if kind == "word":
            yield from _worded(raw, start, end)
        elif kind == "figure":
            yield Token(Kind.FIGURE, raw.lower(), figure_key(raw), start, end)
        elif kind == "date":
            day, month, year = dated(raw)
            yield Token(Kind.FIGURE, day, day, start, end)
            yield Token(Kind.WORD, month, stem(month), start, end, name=True)
            yield Token(Kind.FIGURE, year, year, start, end)
        elif kind in {"letters", "sign"}:
            form = _SIGNS.get(raw, raw.lower())
            yield Token(Kind.SMALL, form, form, start, end)
        else:
            yield Token(Kind.END if kind == "end" else Kind.BREAK, raw[:1], raw[:1], start, end)


def _worded(raw: str, start: int, end: int) -> Iterator[Token]:
    form = (raw.lower() if raw.isascii() else fold(raw)).removesuffix("'s")
    verb = _CONTRACTED.get(form) or (form[:-3] if form.endswith("n't") else "")
    if verb:
        yield Token(Kind.SMALL, verb, verb, start, end)
        yield Token(Kind.SMALL, "not", "not", start, end)
        return
    form = form.replace("'", "")
    capital = raw[0].isupper()
    if form in RANKS:
        yield Token(Kind.FIGURE, form, RANKS[form], start, end, name=capital)
    elif form in _SMALL or form in NUMBERS:
        yield Token(Kind.SMALL, form, form, start, end, name=capital)
    else:
        yield Token(Kind.WORD, form, _APART.get(form) or stem(form), start, end, name=capital)


def _finished(found: Sequence[Token], text: str) -> Sentence:
    """A sentence with its months, figures in words and units put together, and its first word's capital judged."""
    tokens = list(_with_units(_with_numbers(_with_months(found))))
    at = next((n for n, token in enumerate(tokens) if token.kind is not Kind.BREAK), 0)
    first, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    told = text[first.start : first.end]
    # "Leeds has" may open with a name or not; "Leeds Trust has" and "CMAST has" do for certain.
    certain = told[1:] != told[1:].lower() or (following is not None and following.name and following.says)
    tokens[at] = replace(first, name=first.name and certain, opens=True)
    return tuple(tokens)


def _with_months(tokens: Sequence[Token]) -> Iterator[Token]:
    """May, and the short names of months, are months beside a figure or after "in" and its like."""
    for n, token in enumerate(tokens):
        if token.name and token.form in MONTHS:
            beside = [*tokens[max(0, n - 1) : n], *tokens[n + 1 : n + 2]]
            after = n > 0 and tokens[n - 1].form in _BEFORE_MONTHS
            if after or any(each.kind is Kind.FIGURE for each in beside):
                full = MONTHS[token.form]
                # With its capital, which tells it from "may".
                token = replace(token, kind=Kind.WORD, form=full.capitalize(), key=stem(full))
        yield token


def _with_numbers(tokens: Iterable[Token]) -> list[Token]:
    """Figures in words as figures: "two hundred and six", "4.6 million"."""
    found: list[Token] = []
    waiting: list[Token] = []
    for token in tokens:
        joins = token.form == "and" and bool(waiting) and waiting[-1].form in {"hundred", "thousand"}
        if token.kind is Kind.SMALL and (token.form in NUMBERS or joins):
            waiting.append(token)
        else:
            found += [*_number(waiting, found[-1:], token), token] if waiting else [token]
            waiting = []
    return [*found, *_number(waiting, found[-1:], None)] if waiting else found


def _number(waiting: Sequence[Token], before: Sequence[Token], after: Token | None) -> list[Token]:
    """The figure that number words in a row make; "million" after a figure is its unit and is left to that."""
    last = waiting[-1]
    words = waiting[:-1] if last.form == "and" else waiting
    if len(words) == 1 and words[0].form == "one":
        beside = {token.form for token in before} | ({after.form} if after else set())
        if beside & _NOT_A_FIGURE:
            return list(waiting)
    if before and before[0].kind is Kind.FIGURE and all(word.form in LARGER for word in words):
        return list(waiting)
    key = plain(value_of([word.form for word in words]))
    figure = Token(Kind.FIGURE, " ".join(word.form for word in words), key, words[0].start, words[-1].end)
    return [figure, *waiting[len(words) :]]


def _with_units(tokens: Sequence[Token]) -> Iterator[Token]:
    """Figures with the "million", "per cent" or "pounds" that stands after them."""
    n = 0
    while n < len(tokens):
        token = tokens[n]
        n += 1
        if token.kind is Kind.FIGURE:
            while n < len(tokens) and tokens[n].form in LARGER:
                token = replace(token, key=times(token.key, tokens[n].form), end=tokens[n].end)
                n += 1
            following = [each.form for each in tokens[n : n + 2]]
            if following[:1] == ["percent"] or following == ["per", "cent"]:
                n += 1 if following[0] == "percent" else 2
                token = replace(token, key=f"{token.key}%", end=tokens[n - 1].end)
            elif following[:1] in (["pounds"], ["pound"]):
                n += 1
                token = replace(token, key=f"£{token.key}", end=tokens[n - 1].end)
        yield token
