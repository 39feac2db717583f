"""When two texts are the same words: copied as they are, or with a change that says nothing new.

What would make them say something else is never passed over: a figure, a name, a denial, "may" for "must", "was" for "is",
one subject for another. Such texts are two pieces of evidence, however alike they look.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.words import STOP_WORDS, words

ALIKE = 0.9  # share of the words of both that stand in both, in one order
LEAST_NEAR = 12  # words: of shorter texts no word may be missing
_LONG_WORD = 8  # letters: in words so long, a letter doubled, s for z or two letters in the wrong order are spelling

_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z]\w*")
_SIGN = re.compile(r"[$€<>≤≥±+]|(?<!\w)[-−](?=\d)")  # what makes another figure of the same digits
_DENIALS = """no not nor non never none neither without unless except excluding but or if fail fails failed refuse refuses
    refused lack lacks lacked"""
_MODALS = "must shall should will would may might can could ought"
_TENSES = "is are was were has have had do does did"
_AMOUNTS = """all any some most many few fewer more less least only both either each every almost nearly about over under
    above below up down half quarter third double twice first second last next one two three four five six seven eight
    nine ten eleven twelve twenty thirty forty fifty hundred thousand million billion"""
_TIMES = """before after until since former formerly previous previously current currently proposed planned expected draft
    daily weekly monthly quarterly annual annually day days week weeks month months year years"""
_SUBJECTS = "adult adults child children young older men women acute community mental physical local regional national"
_HINGES = frozenset(" ".join((_DENIALS, _MODALS, _TENSES, _AMOUNTS, _TIMES, _SUBJECTS)).split())
_DIRECTIONS = frozenset("to from by for against into out off".split())
_MAY_MOVE = frozenset("a an the and also that".split())
_DOUBLED = re.compile(r"(.)\1")
_IRREGULAR = {"cannot": "can", "cant": "can", "wont": "will", "shant": "shall"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it is compared.

    Attributes:
        words: folded, contractions spelt out.
        key: its letters and what its meaning hangs on; the same for texts that differ in case, punctuation or hyphens only.
        hinges: the words that its meaning hangs on, in order: figures, names, denials, modal verbs and their like.
    """

    words: tuple[str, ...]
    key: str
    hinges: tuple[str, ...]


def wording(text: str) -> Wording:
    """How a text is compared."""
    found = tuple(_spelt_out(words(text)))
    meant = tuple(word for word in found if word in _HINGES or _is_figure(word))
    meant += tuple(_SIGN.findall(text))
    capitalised = (name for match in _NAME.finditer(text.strip()) for name in words(match.group()))
    names = (name for name in capitalised if name not in STOP_WORDS)
    # The letters alone would not tell "12 3" from "1 23", nor "not able" from "notable".
    return Wording(found, f"{''.join(found)}|{' '.join(meant)}", (*meant, "|", *names))


def same(one: Wording, other: Wording) -> bool:
    """Whether two texts are the same words; false for texts without a word."""
    if not one.words or not other.words:
        return False
    if one.key == other.key:
        return True
    if one.hinges != other.hinges or min(len(one.words), len(other.words)) < LEAST_NEAR:
        return False
    # Imported when it is needed: answering a question seldom comes here.
    from rapidfuzz.distance import Indel

    if Indel.normalized_similarity(one.words, other.words) < ALIKE:
        return False
    if _are_turned(one.words, other.words):
        return False
    mine, theirs = _beside(one, other), _beside(other, one)
    # A name may hide in the capital that opens a sentence.
    if one.words[0] in mine or other.words[0] in theirs:
        return False
    return not mine or not theirs or _are_spellings(mine, theirs)


def hinges_of(texts: Iterable[str]) -> set[str]:
    """The figures, names, denials and their like that stand in texts."""
    return {hinge for text in texts for hinge in wording(text).hinges} - {"|"}


def _spelt_out(found: Iterable[str]) -> Iterable[str]:
    for word in found:
        verb = _IRREGULAR.get(word) or (word[:-2] if word.endswith("nt") and word[:-2] in _HINGES else "")
        yield from (verb, "not") if verb else (word,)


def _is_figure(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _are_turned(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether a word stands elsewhere in the other text, or "to" for "from": who pays whom may have changed places."""
    from rapidfuzz.distance import Indel

    first, second = sorted((one, other))  # either way round, the same alignment
    left, come = Counter[str](), Counter[str]()
    for step in Indel.opcodes(first, second):
        if step.tag != "equal":
            left.update(first[step.src_start : step.src_end])
            come.update(second[step.dest_start : step.dest_end])
    return bool((left & come).keys() - _MAY_MOVE or (_DIRECTIONS & left.keys() and _DIRECTIONS & come.keys()))


def _beside(one: Wording, other: Wording) -> list[str]:
    """The words of one that carry a subject and that the other has in neither singular nor plural."""
    left = Counter(map(_singular, one.words)) - Counter(map(_singular, other.words))
    return [word for word in dict.fromkeys(one.words) if _singular(word) in left and word not in STOP_WORDS]


def _singular(word: str) -> str:
    # Not the stem: "employer" and "employee" have the same.
    return word.removesuffix("s")


def _are_spellings(mine: list[str], theirs: list[str]) -> bool:
    """Whether words are those of the other text with a hyphen, or long words spelt in another way."""
    if "".join(mine) == "".join(theirs):
        return True
    return len(mine) == len(theirs) and all(map(_are_one_word, mine, theirs))


def _are_one_word(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG_WORD:
        return False
    if _DOUBLED.sub(r"\1", one.replace("s", "z")) == _DOUBLED.sub(r"\1", other.replace("s", "z")):
        return True
    from rapidfuzz.distance import OSA

    return sorted(one) == sorted(other) and OSA.distance(one, other) == 1
