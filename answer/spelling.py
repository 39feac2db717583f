"""Spelling: a word that neither the corpus nor English knows, but the corpus nearly does, is read as the word it nearly is."""

import re
from collections.abc import Callable, Iterable, Mapping

from index.acronyms import variants
from index.words import STOP_WORDS, fold, stem

_SHORTEST, _LONG = 4, 9  # letters: shorter words have too many neighbours; long ones may have two slips
_SHORT = 5  # letters up to which a word has to be a common one of the corpus to be meant
_COMMON = 3  # passages
_CLEARLY = 4  # times as many passages, from which one of two words as near is the one that is meant
_ACRONYM = 3  # letters of the shortest acronym that is put together again
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "ly", "er", "ers")
# The word that opens a question tells what is asked, and is too short to have a nearest word.
_OPENERS = dict.fromkeys(("wat", "wot", "waht", "wht", "whta"), "what") | {
    "wen": "when",
    "whn": "when",
    "wich": "which",
}
_OPENER = re.compile(rf"^(\W*)({'|'.join(_OPENERS)})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"\b([^\W\d_]{1,5})[- ]([^\W\d_]{1,6})\b")


def corrected(
    text: str,
    forms: Mapping[str, str],
    frequencies: Mapping[str, int] | None = None,
    english: Callable[[str], bool] | None = None,
) -> str:
    """The question with typing errors mended against the corpus's own words.

    A slip is one letter lost, doubled, changed or swapped with its neighbour, two in a long word; the first letter is
    only ever swapped. `forms` maps stems to words, `frequencies` stems to passages; `english` knows words that are right
    though the corpus lacks them.
    """
    counts = frequencies or {}

    def known(word: str) -> bool:
        folded = fold(word)
        return folded in STOP_WORDS or stem(folded) in forms

    def bare(word: str) -> bool:
        # A name of the corpus without its s is no word of it: "leed" is only the stem of Leeds.
        return forms.get(stem(word)) == word + "s"

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        folded = fold(word)
        if len(folded) < _SHORTEST or (english and _is_english(folded, english)):
            return word
        if known(folded) and not (english and bare(folded)):
            return word
        if word.isupper():  # an acronym has no likeness of words, but variants of its own
            near = variants(folded, forms.values())
            return near[0].upper() if len(near) == 1 else word
        meant = _nearest(folded, forms, counts)
        return word if meant is None else meant.capitalize() if word[0].isupper() else meant

    def joined(match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        is_word = len(whole) > _ACRONYM and stem(fold(whole)) in forms
        return whole if is_word and not (known(match[1]) and known(match[2])) else match.group()

    opened = _OPENER.sub(lambda match: match[1] + _OPENERS[match[2].lower()], text)
    return _WORD.sub(mend, _APART.sub(joined, opened))


def _is_english(word: str, english: Callable[[str], bool]) -> bool:
    """Whether English has a word or what is left of it without an ending."""
    bare = [word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 3]
    return english(word) or any(english(each) or english(each + "e") for each in bare)


def _nearest(word: str, forms: Mapping[str, str], counts: Mapping[str, int]) -> str | None:
    """The corpus's word that is meant by a word with slips, or None where none is or several could be."""
    # Imported for a word that is not known, since most questions have none: it takes 0.05 s of processor time.
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    slips = 2 if len(word) >= _LONG else 1
    like = list(dict.fromkeys(_candidates(word, forms.values())))
    found = extract(word, like, scorer=OSA.distance, score_cutoff=slips, limit=8)
    least = min((distance for _, distance, _ in found), default=0)
    near = sorted((form for form, distance, _ in found if distance == least), key=lambda f: -counts.get(stem(f), 0))
    if not near:
        return _apart(word, forms, counts)
    often = [counts.get(stem(form), 0) for form in near]
    if len(word) <= _SHORT and counts and often[0] < _COMMON:
        return None
    others = [n for form, n in zip(near[1:], often[1:], strict=True) if stem(form) != stem(near[0])]
    if others and counts and often[0] < _CLEARLY * others[0] and len(word) <= _LONG:
        return None
    return near[0]


def _candidates(word: str, forms: Iterable[str]) -> Iterable[str]:
    """Words that begin alike, or with the first two letters swapped; what is mostly a plural also as a singular."""
    swapped = word[1::-1]
    for form in forms:
        if form.isalpha() and len(form) >= _SHORTEST and (form[0] == word[0] or form[:2] == swapped):
            yield form
            if form.endswith("s") and not form.endswith("ss") and len(form) > _SHORT:
                yield form[:-1]


def _apart(word: str, forms: Mapping[str, str], counts: Mapping[str, int]) -> str | None:
    """A word of the corpus and a little word that are written as one ("levelup")."""
    for at in range(len(word) - 2, 2, -1):
        first, second = word[:at], word[at:]
        if second in STOP_WORDS and stem(first) in forms and counts.get(stem(first), 0) >= _COMMON:
            return f"{first} {second}"
    return None
