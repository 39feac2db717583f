"""Spelling: a word the corpus does not know, but nearly does, is read as the word it nearly is."""

import re
from collections.abc import Mapping

from index.words import STOP_WORDS, fold, stem

_SHORTEST, _LONG = 6, 9  # letters: shorter words have too many neighbours; long ones may have two slips


def corrected(text: str, forms: Mapping[str, str]) -> str:
    """The question with typing errors mended against the corpus's own words; `forms` maps stems to words.

    A slip is one letter lost, doubled, changed or swapped with its neighbour, never the first.
    """

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        folded = fold(word)
        if len(folded) < _SHORTEST or folded in STOP_WORDS or stem(folded) in forms:
            return word
        # A word that the corpus mostly has in the plural is as often misspelt in the singular.
        known = (known for form in forms.values() for known in dict.fromkeys((form, form.removesuffix("s"))))
        like = [form for form in known if form[:1] == folded[:1] and form.isalpha() and len(form) >= _SHORTEST - 1]
        slips = 2 if len(folded) >= _LONG else 1
        # Imported for a word that is not known, since most questions have none: it takes 0.05 s of processor time.
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extractOne

        best = extractOne(folded, like, scorer=OSA.distance, score_cutoff=slips)
        return str(best[0]) if best else word

    return re.sub(r"[^\W\d_]+", mend, text)
