"""A corpus looked over before it is published: footnotes, dates, reviews, the register, and how its sentences read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.chunking import passages_of
from ingest.dates import last_day
from ingest.documents import Document, LoadedFile, Passage
from ingest.errors import IngestError, shown
from ingest.footnotes import footnote_faults
from ingest.loaders import markdown
from ingest.loaders.decoding import read_text
from ingest.metadata import document_of, read_side_car
from ingest.reading import REGISTER, FoundFile, find_files, register_of
from ingest.reading_age import reading_age
from ingest.register import UNDATED, Register

# Years. Notes are meant for a reading age of 14. The formula counts the subject's own words (provider, collaborative,
# organisation, integrated, acronyms), which a note cannot avoid, as hard ones: in the shipped notes they add 3 years.
OLDEST = 17.0
LONGEST = 40  # words of a sentence
# A sentence that opens so leans on the one before it, which an answer may leave out.
LEANING = frozenset(
    "it its they them their this these those that such he she his her however but and so therefore thus hence also"
    " moreover furthermore meanwhile instead otherwise nevertheless consequently".split()
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. `broken` is what has to be mended; the rest is advice on how a note reads."""

    file: str
    about: str
    text: str
    broken: bool


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence as an answer would show it, after the lead-in of its list, and whether it can stand alone."""

    shown: str
    words: int
    leans: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What was measured of a note: `reading_age` in years, the longest sentence in words, sentences that lean on others."""

    file: str
    reading_age: float
    sentences: int
    longest: int
    leaning: int


@dataclass(frozen=True, slots=True)
class Check:
    """The notes of a folder and what was found."""

    notes: tuple[Note, ...]
    publications: int
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> bool:
        """Whether anything has to be mended."""
        return any(finding.broken for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def check_corpus(folder: Path, shipped: Path, today: date) -> Check:
    """Check the Markdown notes of a folder and its register; one without a register is held against the `shipped` one.

    Raises IngestError for a folder that is not there or holds no notes, and for a register that cannot be read.
    """
    if not folder.is_dir():
        raise IngestError(str(folder), "is not a folder", "Name the folder of the notes")
    register = register_of([folder], shipped)
    files = [f for f in find_files([folder]) if f.path.suffix.lower() in (".md", ".markdown")]
    if not files:
        raise IngestError(str(folder), "holds no Markdown notes", "Name the folder of the notes")
    names = {f.name for f in files}
    checked = [_checked(file, register, names, today) for file in files]
    findings = [finding for _, _, found in checked for finding in found]
    if (folder / REGISTER).is_file():
        used = {ref.source_id for document, _, _ in checked if document for ref in document.sources}
        findings += _register_findings(register, used, today)
    return Check(tuple(note for _, note, _ in checked if note), len(register.sources), tuple(findings))


def _checked(
    file: FoundFile, register: Register, names: Collection[str], today: date
) -> tuple[Document | None, Note | None, list[Finding]]:
    try:
        loaded = markdown.load(file.path)
        document = document_of(file.name, file.path, loaded, "", register)
    except IngestError as error:
        return None, None, [Finding(file.name, "unreadable", f"{error.problem}. {error.remedy}.", True)]
    except OSError as error:
        text = f"cannot be opened ({error.strerror}). Check its permissions."
        return None, None, [Finding(file.name, "unreadable", text, True)]
    passages = passages_of(document)
    sentences = _as_answered(passages)
    note = _measured(file.name, passages, sentences)
    faults = _note_findings(file.path, loaded, document, register, names, today)
    return document, note, [*faults, *_style_findings(file.name, note, sentences)]


def read_note(path: Path) -> Document:
    """One note as a Document; raises IngestError."""
    if not path.is_file():
        raise IngestError(str(path), "is not a file", "Name a note")
    return document_of(path.name, path, markdown.load(path), "", Register({}))


def answer_sentences(document: Document) -> list[AnswerSentence]:
    """Each sentence as an answer would show it; a lead-in is shown before each of its items and not by itself."""
    return _as_answered(passages_of(document))


def _as_answered(passages: Sequence[Passage]) -> list[AnswerSentence]:
    found = []
    for passage in passages:
        groups = {s.group for s in passage.sentences if passage.lead_in_of(s)}
        for sentence in passage.sentences:
            own = passage.text_of(sentence)
            lead = passage.lead_in_of(sentence)
            if not lead and sentence.group in groups - {None}:
                continue
            words = " ".join(f"{lead} {own}".split())
            found.append(AnswerSentence(words, len(own.split()), leans(words)))
    return found


def leans(sentence: str) -> bool:
    """Whether a sentence opens with a pronoun or a connective and so cannot stand alone."""
    first = sentence.lstrip("\"'“‘( ").split(" ", 1)[0].rstrip(",;:.")
    return first.lower() in LEANING


def _measured(file: str, passages: Sequence[Passage], sentences: Sequence[AnswerSentence]) -> Note:
    own = [passage.text_of(sentence) for passage in passages for sentence in passage.sentences]
    longest = max((s.words for s in sentences), default=0)
    return Note(file, round(reading_age(own), 1), len(sentences), longest, sum(s.leans for s in sentences))


def _note_findings(
    path: Path, loaded: LoadedFile, document: Document, register: Register, names: Collection[str], today: date
) -> Iterator[Finding]:
    declared = {ref.source_id for ref in document.sources}
    for text in footnote_faults(read_text(path), declared, register.sources):
        yield Finding(document.path, "footnote", text, True)
    for source in sorted(declared - register.sources.keys()):
        yield Finding(
            document.path, "source", f"Front matter names {source!r}, which the register does not hold.", True
        )
    if document.published_on == UNDATED and "published_on" not in {**loaded.properties, **read_side_car(path)}:
        yield Finding(document.path, "date", 'No date. Add as_of, or as_of: "undated" if it has none.', True)
    if overdue := _overdue(document.review_by, today):
        yield Finding(document.path, "review", overdue, True)
    for other in document.supersedes:
        if other not in register.sources and other not in names:
            text = f"Supersedes {other!r}, which is neither in the register nor a note."
            yield Finding(document.path, "supersedes", text, True)


def _style_findings(file: str, note: Note, sentences: Sequence[AnswerSentence]) -> Iterator[Finding]:
    if note.reading_age > OLDEST:
        text = (
            f"Reads at an age of {note.reading_age:.1f}, over {OLDEST:.0f}. Write shorter sentences and plainer words."
        )
        yield Finding(file, "reading age", text, False)
    for sentence in sentences:
        if sentence.words > LONGEST:
            text = f"{sentence.words} words in one sentence: {sentence.shown[:80]}… Make it two."
            yield Finding(file, "long sentence", text, False)
        if sentence.leans:
            text = f"Cannot stand alone: {sentence.shown[:80]}… Say what it is about."
            yield Finding(file, "leaning sentence", text, False)


def _register_findings(register: Register, used: Collection[str], today: date) -> Iterator[Finding]:
    if overdue := _overdue(register.review_by, today):
        yield Finding(REGISTER, "review", f"[notes]: {overdue}", True)
    for source in register.sources.values():
        if source.id in register.dateless:
            yield Finding(REGISTER, "date", f'{source.id}: no date. Add one, or date = "undated".', True)
        if overdue := _overdue(source.review_by, today):
            yield Finding(REGISTER, "review", f"{source.id}: {overdue}", True)
        for other in source.supersedes:
            if other not in register.sources or other == source.id:
                text = f"{source.id}: supersedes {other!r}, which is no other publication of the register."
                yield Finding(REGISTER, "supersedes", text, True)
    unused = [source for source in register.sources if source not in used]
    if unused:
        yield Finding(REGISTER, "unused", f"{len(unused)} publications no note names: {', '.join(unused)}.", False)


def report_of(check: Check) -> Iterator[str]:
    """The lines a person reads: each finding, what is broken first, and the count."""
    for finding in sorted(check.findings, key=lambda f: (not f.broken, f.file)):
        yield shown(f"{'broken' if finding.broken else 'advice'}  {finding.file}: {finding.text}")
    broken = sum(finding.broken for finding in check.findings)
    yield (
        f"{len(check.notes)} notes, {check.publications} publications: {broken} broken,"
        f" {len(check.findings) - broken} pieces of advice"
    )


def _overdue(review_by: str, today: date) -> str:
    if review_by in ("", UNDATED) or last_day(review_by) >= today:
        return ""
    return f"To be reviewed by {review_by}, which is past. Look at it again and set a new date."
