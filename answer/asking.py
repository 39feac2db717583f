"""Asking: sentences of a corpus -> questions that they answer, in good English or not at all.

A question is made only where a sentence has its subject at the front: "The Harbour Alliance was formed in 2019." gives
"When was the Harbour Alliance formed?" with the article, number and verb that the sentence itself has.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from answer.disagreement import GENERIC
from answer.rewrite import lacks_referent
from answer.suggest import key
from index.words import STOP_WORDS, stems, words
from ingest.documents import BlockKind, Passage, Sentence

_WORD = r"[\w’'/&-]+"
_SUBJECT = rf"(?=[A-Z])(?P<article>The |An? )?(?P<name>{_WORD}(?: {_WORD}){{0,8}}?)(?: \([A-Z][\w&]+\))?"
_YEAR = r"(?:(?:in|on|from) (?:[\w ]{0,14})?)(?:19|20)\d{2}\b"
_BEGAN = r"established|formed|founded|launched|set up|created|introduced"
_DEFINES = re.compile(
    rf"^{_SUBJECT} (?P<be>is|are) (?:an? (?!few|little|lot|bit)|the (?:name|process|term|practice|way|work|programme|group|partnership"
    r"|organisation|body|name)\b|[a-z-]+(?: [a-z-]+){0,2} (?:that|which|who|between|where|in which)\b)"
)
_STANDS_FOR = re.compile(r"^(?P<name>[A-Z][A-Za-z&]*[A-Z]s?) stands for ")
_BEGINS = re.compile(
    rf"^(?:(?:[A-Z][a-z]+ )?\d{{4}}: )?{_SUBJECT} (?P<be>was|were) (?:\w+ly )?(?P<verb>{_BEGAN})\b(?P<when>[^.]*)"
)
_DATED_ITEM = re.compile(
    rf"^(?:[A-Z][a-z]+ )?(?:19|20)\d{{2}}: (?P<article>the )?(?P<name>[A-Z]{_WORD}(?: {_WORD}){{0,8}}?)"
    rf" (?P<be>was|were) (?:\w+ly )?(?P<verb>{_BEGAN})\b"
)
_LED = re.compile(rf"^{_SUBJECT} (?:is|are) (?:\w+ly )?(?P<verb>led|chaired|hosted|run) by (?:the |an? )?[A-Z]")
_LEADS = re.compile(
    rf"\b(?:is|are) the (?P<verb>lead provider|NHS lead|chair|chief executive|programme director|clinical director) (?:of|for)"
    rf" (?P<article>the )?(?P<name>[A-Z]{_WORD}(?: (?:(?:of|and|for|in|the) )?[A-Z]{_WORD}){{0,6}})"
)
# A line that leads into a list: "The three aims of the alliance in 2022 were:" names what the list holds.
_LEAD_IN = re.compile(
    rf"^(?:The (?P<what>[\w ’'&/-]{{12,110}}?)|(?P<whose>[A-Z]{_WORD}(?:’s|'s|s’|s') [\w ’'&/-]{{5,80}}?))(?:, (?:as|in|according) [^,]*,)?"
    r" (?P<be>are|were):$"
)
_TERM = re.compile(r"^(?P<name>[A-Za-z][\w’'& -]{2,40}): (?:[a-z]|[A-Z][a-z]+ [a-z]|[A-Z][a-z]+ [A-Z])")
_TERMS = re.compile(r"\b(?:glossary|terms|jargon|definitions?|abbreviations?|acronyms?|dictionary)\b", re.I)
_UNEXPLAINED = re.compile(r"\b(?:not|never)\b|n[’']t\b", re.I)
_DID = re.compile(
    rf"^{_SUBJECT} (?:has|have|had|) ?(?:already )?(?:saved|cut|reduced|opened|delivered|achieved|improved|halved|raised|brought down)\b"
)
_MEMBERS = re.compile(
    rf"^{_SUBJECT} (?:is |are |was |were )?(?:brings? together|made up of|comprises?|consists? of) (?:[\w ]{{0,20}})"
    r"(?:trusts|members|organisations|providers|partners)\b"
)
_LIST_OF = re.compile(
    rf"^The (?P<lead>[\w ]{{0,40}}?(?:trusts|members|partners|organisations|providers|councils)) (?:of|in) (?P<article>the )?"
    rf"(?P<name>[A-Z]{_WORD}(?: (?:(?:of|and|for|in|the) )?[A-Z]{_WORD}){{0,6}}) (?:are|were)\b"
)
_HEADING = re.compile(r"^(?:What|Who|When|Where|Why|How|Which|Is|Are|Do|Does|Can|Should|Must) [\w ’'&,“”()-]{8,80}\?$")

_WITHOUT = re.compile(  # what no subject of a question of its own may hold
    r"\b(?:is|are|was|were|be|has|have|had|will|can|may|must|should|would|that|which|who|whose|where|when|while|if|as|because|than"
    r"|this|these|those|it|its|they|their|them|we|our|us|you|your|i|my|he|his|she|her|here|there|such|other|another|same|above"
    r"|below|following|former|latter|first|second|third|last|next|also|only|one|some|many|most|each|every|both|all|any|no|not|two"
    r"|three|four|five|so|but|or|by|from|with|at|to|on|said|says|named|called|according)\b",
    re.I,
)
_OPEN_END = re.compile(r"\b(?:of|and|for|in|the|an?|&)$", re.I)
# "When will the certificate start?": which one stands further up in its document.
_THE_ONE = re.compile(r"\b(?:will|do|does|did|can|should|must|is|are|was|were) the [a-z]+(?: [a-z]+)?\?$")
# What is asked about the documents and not about their subject.
_OF_PAPER = re.compile(
    r"\b(?:named|pictured|slides?|pages?|webinar|briefing|document|report|appendix|annex|following)\b", re.I
)
# On their own they name no particular thing.
_BARE = frozenset(
    """aim approach area board briefing case change chapter collaboration committee council document example figure goal group
    guidance guide information issue member model name note number organisation page part partner people person place plan
    point process programme project provider question reason report result role section service slide source staff step system
    table task team term thing toolkit trust type way webinar word work year""".split()
)
# Small words and kinds of things that stand in names.
_IN_NAMES = frozenset(
    "of and for in the partnership collaborative alliance group network provider community hub resilience".split()
)
_SAMPLE = 2_000_000  # characters of the corpus from which it is learnt how names are written
_LEANS = re.compile(
    r"\b(?:I|we|our|us|you|your|my|it|its|they|their|this|that|these|those|here|there|so|next|above|below)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and the sentence that answers it (span in the text of its document).

    Attributes:
        subject: what it asks about, folded, so that questions about one thing are known.
    """

    question: str
    subject: str
    document_id: str
    start: int
    end: int


class _Corpus:
    """How the names and words of a corpus are written in it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._sample = "\n".join(p.text for p in passages)[:_SAMPLE]
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        for word in re.findall(r"(?<=[a-z,;] )[A-Za-z][\w’'-]*", self._sample):
            (self._capital if word[0].isupper() else self._small)[word.lower()] += 1

    def is_proper(self, name: str) -> bool:
        """Whether a name has a capital of its own, and not only that of its sentence."""
        first, *others = name.split()
        if any(w[0].isupper() for w in others) or sum(c.isupper() for c in first) > 1:
            return True
        return self._capital[first.lower()] > 0 and not self._small[first.lower()]

    def takes_article(self, name: str) -> bool:
        """Whether "the" stands before a name more often than not."""
        ended = rf"{re.escape(name)}(?=[.,;:)]| (?:is|are|was|were|has|have|had|will)\b)"
        return 2 * len(re.findall(rf" the {ended}", self._sample, re.I)) > len(re.findall(rf"\b{ended}", self._sample))

    def spelt_out(self, short: str, text: str) -> bool:
        """Whether a text begins with words that have the letters of an acronym as their initials."""
        initials = "".join(w[0] for w in words(text))
        return initials.startswith(short[:2].lower()) and text.lower().startswith(short[0].lower())


def questions(passages: Iterable[Passage]) -> list[Candidate]:
    """The questions that sentences and headings answer, each once, in the order of the corpus."""
    held = list(passages)
    corpus = _Corpus(held)
    found: dict[frozenset[str], Candidate] = {}
    for passage in held:
        if any(passage.sentences):
            for sentence, question, subject in (*_of_heading(passage), *_of_sentences(passage, corpus)):
                candidate = Candidate(question, subject, passage.document_id, sentence.start, sentence.end)
                found.setdefault(key(question), candidate)
    return list(found.values())


def _of_heading(passage: Passage) -> Iterator[tuple[Sentence, str, str]]:
    """A heading that asks a question which stands on its own."""
    heading = passage.locator.heading_path[-1].strip() if passage.locator.heading_path else ""
    leans = _LEANS.search(heading) or _THE_ONE.search(heading)
    if _HEADING.match(heading) and not leans and len(stems(heading)) > 1 and not lacks_referent(heading):
        yield passage.sentences[0], heading, " ".join(stems(heading))


def _of_sentences(passage: Passage, corpus: _Corpus) -> Iterator[tuple[Sentence, str, str]]:
    glossary = any(_TERMS.search(heading) for heading in passage.locator.heading_path)
    for sentence in passage.sentences:
        text = " ".join(passage.text_of(sentence).split())
        if not text.endswith((".", ":")) or sentence.kind is BlockKind.TABLE_ROW:
            continue
        asked = [*_asked(text, corpus)]
        if sentence.kind is BlockKind.LEAD_IN and not asked:
            asked += _of_lead_in(text)
        if glossary and sentence.kind is BlockKind.LIST_ITEM:
            asked += _of_term(text, corpus)
        for question, name in asked:
            if _reads_well(question):
                yield sentence, question, " ".join(stems(name))


def _of_lead_in(text: str) -> Iterator[tuple[str, str]]:
    match = _LEAD_IN.match(text)
    if match:
        what = f"the {match['what']}" if match["what"] else match["whose"]
        question = f"What {match['be']} {what}?"
        if (
            not (_LEANS.search(what) or _OF_PAPER.search(what))
            and len(stems(what)) > 2
            and not lacks_referent(question)
        ):
            yield question, what


def _of_term(text: str, corpus: _Corpus) -> Iterator[tuple[str, str]]:
    """An entry of a glossary that does explain its term."""
    match = _TERM.match(text)
    if match and not _UNEXPLAINED.search(text) and not _WITHOUT.search(match["name"]):
        name = match["name"]
        stands_for = name.isupper() and corpus.spelt_out(name, text[match.end("name") + 2 :])
        said = name if corpus.is_proper(name) else f"“{name[0].lower()}{name[1:]}”"
        yield f"What does {name} stand for?" if stands_for else f"What is meant by {said}?", name


def _asked(text: str, corpus: _Corpus) -> Iterator[tuple[str, str]]:
    """(question, name of its subject) for each form that a sentence has."""
    if match := _STANDS_FOR.match(text):
        yield f"What does {match['name']} stand for?", match["name"]
    if (match := _DEFINES.match(text)) and (subject := _subject(match, corpus)):
        yield f"What {match['be']} {subject}?", match["name"]
    for pattern in (_BEGINS, _DATED_ITEM):
        match = pattern.match(text)
        dated = match and (pattern is _DATED_ITEM or re.search(_YEAR, match["when"]))
        if match and dated and (subject := _proper(match, corpus)):
            yield f"When {match['be']} {subject} {match['verb']}?", match["name"]
    if (match := _LED.match(text)) and (subject := _proper(match, corpus)):
        verbs = {"led": "leads", "chaired": "chairs", "hosted": "hosts", "run": "runs"}
        yield f"Who {verbs[match['verb']]} {subject}?", match["name"]
    if (match := _LEADS.search(text)) and (subject := _proper(match, corpus)):
        yield f"Who is the {match['verb']} of {subject}?", match["name"]
    if (match := _DID.match(text)) and (subject := _proper(match, corpus)):
        yield f"What has {subject} achieved?", match["name"]
    if (match := _LIST_OF.match(text)) and (subject := _proper(match, corpus)):
        yield f"Which {_plain_lead(match['lead'])} are in {subject}?", match["name"]
    elif (match := _MEMBERS.match(text)) and (subject := _proper(match, corpus)):
        yield f"Who is in {subject}?", match["name"]


def _plain_lead(lead: str) -> str:
    """ "four trusts" -> "trusts": a question does not give away how many."""
    return lead.split()[-1]


def _subject(match: re.Match[str], corpus: _Corpus) -> str:
    """The subject as it stands inside a question, or "" where it makes none."""
    name, article = match["name"], (match["article"] or "").lower()
    if _WITHOUT.search(name) or _OPEN_END.search(name) or name[0].isdigit() or name.split()[0].lower() in STOP_WORDS:
        return ""
    proper = corpus.is_proper(name)
    known = [w for w in words(name) if w not in STOP_WORDS]
    if not known or len(known) != len(set(known)) or (len(known) == 1 and known[0].removesuffix("s") in _BARE):
        return ""
    if article == "the " and (set(words(name)) <= GENERIC or (not proper and len(known) < 3)):
        return ""  # "the plan" of that document
    if proper and not article and corpus.takes_article(name):
        article = "the "
    return article + (name if proper else name[0].lower() + name[1:])


def _proper(match: re.Match[str], corpus: _Corpus) -> str:
    """The same for names only: of other things such questions would be about nothing in particular."""
    plain = [w for w in match["name"].split() if w[0].islower() and w not in _IN_NAMES]
    return _subject(match, corpus) if corpus.is_proper(match["name"]) and not plain else ""


def _reads_well(question: str) -> bool:
    """Whether it has the length and the characters of a question that a person would ask."""
    plain = re.fullmatch(r"[A-Z][\w ’'&/“”-]{9,99}\?", question)
    said = question.rstrip("?").split()
    odd = any(len(w) == 1 and w not in {"a", "A", "&"} for w in said)
    return bool(plain) and 3 < len(said) <= 15 and not odd and "_" not in question
