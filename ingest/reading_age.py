"""How hard a text is to read: the Flesch-Kincaid grade, told as an age.

The formula is of Kincaid, Fishburne, Rogers and Chissom (1975), "Derivation of new readability formulas for Navy enlisted
personnel": grade = 0.39 words a sentence + 11.8 syllables a word - 15.59. A pupil of grade g is about g + 5 years old.
"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúàèâêîôûäëïöü]+")
_SILENT = re.compile(
    r"(?:[^laeiouy]e|[^aeioutdy]ed|[^aeiouyscxzg]es)$"
)  # make, joined, makes; but not table, wanted, uses


def syllables(word: str) -> int:
    """Syllables of an English word, counted as groups of vowels without a silent end; NHS and ICB are spelled out."""
    if word.isupper() and len(word) > 1 and (len(word) < 4 or not set(word) & set("AEIOU")):
        return len(word) + 2 * word.count("W")
    plain = re.sub(r"['’].*", "", word.lower())
    groups = len(_VOWELS.findall(plain))
    return max(1, groups - (groups > 1 and bool(_SILENT.search(plain))))


def reading_age(sentences: Sequence[str]) -> float:
    """Age in years at which the sentences read easily, 5 at the lowest; 0 without words."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(5.0, grade + 5)
