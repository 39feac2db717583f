"""A corpus looked over before it is published: footnotes, dates, reviews, status, the register, how its sentences read."""

import re
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
from ingest.metadata import SIDE_CAR, document_of, missing_of, read_side_car, unknown_fields
from ingest.reading import REGISTER, FileRead, FoundFile, find_files, read_files, register_of
from ingest.reading_age import reading_age
from ingest.register import UNDATED, Register
from ingest.replaced import with_replaced

# Years. Notes are meant for a reading age of 14. The formula counts the subject's own words (provider, collaborative,
# organisation, integrated, acronyms), which a note cannot avoid, as hard ones: in the shipped notes they add 3 years.
OLDEST = 17.0
LONGEST = 40  # words of a sentence
_CITED = ("title", "publisher", "date")  # what an answer says of its source
_DIGEST = re.compile(r"[0-9a-f]{64}")
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
    """The notes of a folder, how many other files and publications there are, and what was found."""

    notes: tuple[Note, ...]
    publications: int
    findings: tuple[Finding, ...]
    others: int = 0

    @property
    def broken(self) -> bool:
        """Whether anything has to be mended."""
        return any(finding.broken for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def check_corpus(folder: Path, shipped: Path, today: date) -> Check:
    """Check the files of a folder and its register; one without a register is held against the `shipped` one.

    Of files that are no Markdown notes it is seen whether they can be read and what nobody says of them. Raises
    IngestError for a folder that is not there or holds nothing, and for a register that cannot be read.
    """
    if not folder.is_dir():
        raise IngestError(str(folder), "is not a folder", "Name the folder of the notes")
    register = register_of([folder], shipped)
    files = find_files([folder])
    if not files:
        raise IngestError(str(folder), "holds no files", "Name the folder of the notes")
    notes = [f for f in files if _is_note(f)]
    others = {f.name: f for f in files if not _is_note(f)}
    checked = [_checked(file, register, today) for file in notes]
    findings = [finding for _, _, found in checked for finding in found]
    documents = [document for document, _, _ in checked if document]
    for read in read_files(list(others.values()), register) if others else ():
        findings += _other_findings(others[read.name].path, read)
        documents += [read.found] if isinstance(read.found, Document) else []
    findings += _standing_findings(documents, register)
    if (folder / REGISTER).is_file():
        used = {ref.source_id for document in documents for ref in document.sources}
        findings += _register_findings(register, used, {f.name for f in files}, today)
    return Check(tuple(note for _, note, _ in checked if note), len(register.sources), tuple(findings), len(others))


def _is_note(file: FoundFile) -> bool:
    return file.path.suffix.lower() in (".md", ".markdown")


def _checked(file: FoundFile, register: Register, today: date) -> tuple[Document | None, Note | None, list[Finding]]:
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
    faults = _note_findings(file.path, loaded, document, register, today)
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
    path: Path, loaded: LoadedFile, document: Document, register: Register, today: date
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
    yield from _metadata_findings(path, document, ("title", "publisher"), "its front matter")


def _other_findings(path: Path, read: FileRead) -> Iterator[Finding]:
    """What there is to say of a file that is no note: whether it could be read, and what is not known of it."""
    if isinstance(read.found, IngestError):
        yield Finding(read.name, "unreadable", f"{read.found.problem}. {read.found.remedy}.", True)
        return
    for warning in read.warnings:
        yield Finding(read.name, "reading", warning, False)
    yield from _metadata_findings(path, read.found, _CITED, f"{path.name}{SIDE_CAR} beside it")


def _metadata_findings(path: Path, document: Document, wanted: Sequence[str], where: str) -> Iterator[Finding]:
    missing = [field for field in wanted if field in missing_of(document)]
    if missing:
        named = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
        text = f"Nobody says its {named}. Write that in {where}, or in an entry of the register."
        if document.dated_by_file:
            text += f" {document.published_on} is only the day on which the file was saved."
        yield Finding(document.path, "metadata", text, False)
    for field in unknown_fields(path):
        text = f"{path.name}{SIDE_CAR} has a field {field!r}, which is not known and does nothing. Correct its name."
        yield Finding(document.path, "field", text, True)


def _standing_findings(documents: Sequence[Document], register: Register) -> Iterator[Finding]:
    """Claims to replace something that cannot be so, and notes made from what is out of force."""
    standing = with_replaced(documents, register)
    for path, remarks in standing.remarks.items():
        for text in remarks:
            yield Finding(path, "supersedes", text, True)
    for document in standing.documents:
        for source_id in dict.fromkeys(ref.source_id for ref in document.sources):
            source = standing.register.sources.get(source_id)
            if source and document.status == "current" and source.status in ("superseded", "withdrawn", "draft"):
                text = (
                    f"Made from {source_id!r}, which is {source.status}. Answers say so. Look whether it still holds."
                )
                yield Finding(document.path, "status", text, False)


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


def _register_findings(
    register: Register, used: Collection[str], files: Collection[str], today: date
) -> Iterator[Finding]:
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
        for name, digest in {"sha256": source.sha256, "text_sha256": source.text_sha256}.items():
            if digest and not _DIGEST.fullmatch(digest):
                yield Finding(REGISTER, name, f"{source.id}: {name} is not 64 hexadecimal digits.", True)
        if source.file and source.file not in files:
            text = f"{source.id}: the folder has no file {source.file!r}. Write its path inside the folder."
            yield Finding(REGISTER, "file", text, True)
    unused = [s.id for s in register.sources.values() if s.id not in used and s.file not in files]
    if unused:
        yield Finding(REGISTER, "unused", f"{len(unused)} publications no note names: {', '.join(unused)}.", False)


def report_of(check: Check) -> Iterator[str]:
    """The lines a person reads: each finding, what is broken first, and the count."""
    for finding in sorted(check.findings, key=lambda f: (not f.broken, f.file)):
        yield shown(f"{'broken' if finding.broken else 'advice'}  {finding.file}: {finding.text}")
    broken = sum(finding.broken for finding in check.findings)
    others = f" {check.others} other files," if check.others else ""
    yield (
        f"{len(check.notes)} notes,{others} {check.publications} publications: {broken} broken,"
        f" {len(check.findings) - broken} pieces of advice"
    )


def _overdue(review_by: str, today: date) -> str:
    if review_by in ("", UNDATED) or last_day(review_by) >= today:
        return ""
    return f"To be reviewed by {review_by}, which is past. Look at it again and set a new date."
