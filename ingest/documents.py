"""The types of ingestion: Locator, Block, Sentence, Document, Passage.

Offsets are Unicode code points of `Document.text`, end excluded, everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LEAD_IN = "lead_in"  # a paragraph that introduces the list or table after it
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"  # "Header: cell; Header: cell", so that a row is never without its header
    SPEAKER_NOTE = "speaker_note"


@dataclass(frozen=True, slots=True)
class Locator:
    """A place a person can find: page or slide (1-based) and the headings above it."""

    heading_path: tuple[str, ...] = ()
    page: int | None = None
    page_end: int | None = None
    slide: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where a note's paragraph has its facts from: an id of the register and the place in that publication."""

    source_id: str
    place: str


@dataclass(frozen=True, slots=True)
class Successor:
    """What stands in the place of a document or publication now: its title, and the id of its document or its address.

    `document_id` is "" where only the register knows it; `address` may be "" as well.
    """

    title: str
    document_id: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class LoadedBlock:
    """A block as a loader found it, before the stored text gives it a span.

    Attributes:
        level: heading level (1 is the title) for headings, nesting depth from 0 for list items.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    page_end: int | None = None  # when the block runs on to a later page
    slide: int | None = None
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """What a loader gives: blocks in reading order and what the file says of itself.

    Attributes:
        properties: any of title, publisher, kind, published_on, status, original_url, licence, review_by, as found in the file.
        sources: publications a note is made from.
        supersedes: what the file says it replaces: ids of the register or paths inside the ingested folder.
        warnings: sentences for the ingest report, e.g. pages that hold no text.
        scans: pages (from 1) that are pictures, whose text could be recognised.
        hurried: whether a limit of the clock cost it something, so that a machine less busy might read more.
    """

    blocks: Sequence[LoadedBlock]
    properties: dict[str, str]
    sources: tuple[SourceRef, ...] = ()
    warnings: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    scans: tuple[int, ...] = ()
    hurried: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row with its span and place in a document.

    Attributes:
        group: number of the list or table that a lead-in and its items or rows share; None outside one.
    """

    kind: BlockKind
    start: int
    end: int
    locator: Locator
    group: int | None = None
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed version of a source.

    Attributes:
        id: hash of the path inside the ingested folder; the same across versions.
        version: hash of the text and of what is said about it.
        path: path inside the ingested folder, with forward slashes.
        published_on: ISO date, of year, month or day ("2022", "2022-11"), or "undated".
        status: current, superseded, withdrawn or draft.
        original_url: address of the original publication, or "".
        supersedes: what it replaces: ids of the register or paths inside the ingested folder.
        review_by: ISO date by which it is to be looked at again, or "".
        source_id: id of the publication in the register whose original it is, or "".
        replaced_by: what stands in its place now: the ends of the chains of what replaces it.
        dated_by_file: whether its date is only the day on which a program made or saved the file.
        known_undated: whether somebody says that it has no date, so that none is missing.
    """

    id: str
    version: str
    path: str
    title: str
    publisher: str
    kind: str
    published_on: str
    status: str
    original_url: str
    licence: str
    text: str
    blocks: tuple[Block, ...]
    sources: tuple[SourceRef, ...] = ()
    supersedes: tuple[str, ...] = ()
    review_by: str = ""
    source_id: str = ""
    replaced_by: tuple[Successor, ...] = ()
    known_undated: bool = False
    dated_by_file: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of selection: a sentence of a paragraph, a list item or a table row (span in the document text)."""

    start: int
    end: int
    kind: BlockKind
    group: int | None = None
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The retrieved unit: consecutive blocks under one heading, never across a heading or a slide.

    Attributes:
        id: hash of document path, place and text.
        context: title and headings above the passage on one line, for the index.
        lead_in: for the later part of a long list, the lead-in line that stands further up in the document; else "".
        untitled: whether the title in `context` is nothing but the name of the file.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    locator: Locator
    sentences: tuple[Sentence, ...]
    context: str = ""
    lead_in: str = ""
    untitled: bool = False

    @property
    def preface(self) -> str:
        """What is read before the text by the index: context and lead-in, each on a line of its own."""
        return "".join(f"{line}\n" for line in (self.context, self.lead_in) if line)

    @property
    def encoded(self) -> str:
        """What the encoder reads: the preface without the name of a file, so that a new name asks for no new vectors."""
        return "".join(f"{line}\n" for line in (self._above, self.lead_in) if line) + self.text

    @property
    def _above(self) -> str:
        return " > ".join(self.locator.heading_path) if self.untitled else self.context

    def text_of(self, sentence: Sentence) -> str:
        """The words of one of its sentences."""
        return self.text[sentence.start - self.start : sentence.end - self.start]

    def lead_in_of(self, sentence: Sentence) -> str:
        """The line that leads into the list or table a sentence stands in, or ""."""
        if sentence.group is None or sentence.kind is BlockKind.LEAD_IN:
            return ""
        here = (s for s in self.sentences if s.group == sentence.group and s.kind is BlockKind.LEAD_IN)
        lead = next(here, None)
        return self.text_of(lead) if lead else self.lead_in

    def alone(self, sentence: Sentence) -> str:
        """A sentence as models read it: after its heading and its list's lead-in line, which say what it is about.

        Measured: sentences encoded so found more facts than vectors pooled from the passage's token states.
        """
        heading = self._above.rsplit(" > ", 1)[-1]
        said = f"{self.lead_in_of(sentence)} {self.text_of(sentence)}".strip()
        return ". ".join(part for part in (heading, said) if part)
