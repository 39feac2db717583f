"""The types of answering: Question, Statement, Citation, Notice, Receipt, Answer."""

from dataclasses import dataclass, field
from enum import StrEnum

from ingest.documents import Locator


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    ABSTAINED = "abstained"
    SIGNPOSTED = "signposted"


class Audience(StrEnum):
    """Who reads the answer: a kiosk gets fewer statements."""

    STAFF = "staff"
    KIOSK = "kiosk"


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer a person read."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked."""

    text: str
    history: tuple[Turn, ...] = ()
    audience: Audience = Audience.STAFF


@dataclass(frozen=True, slots=True)
class Link:
    """A title and the address behind it, on this service or elsewhere; "" where no address is known."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The publication a cited note has its facts from, and the place in it.

    Attributes:
        status: current, superseded, withdrawn, draft or unknown.
        replaced_by: what stands in its place now.
    """

    source_id: str
    title: str
    publisher: str
    published_on: str
    url: str
    place: str
    status: str = "unknown"
    replaced_by: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where else the words of a citation stand: the span `start..end` of a document version holds the same words."""

    document_id: str
    version: str
    document: str
    title: str
    publisher: str
    published_on: str
    status: str
    locator: Locator
    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of a document version; `quote` is exactly its text at start..end.

    Attributes:
        document: path of the file inside the ingested folder.
        url: page of this service that shows the document with the span marked.
        original_url: address of the original publication, or "".
        origins: for our own notes, the publications the cited paragraph is made from.
        replaced_by: what stands in the document's place now.
        also: other places of the same words, at most 10: no further witnesses, but copies.
    """

    n: int
    document_id: str
    version: str
    document: str
    title: str
    publisher: str
    kind: str
    published_on: str
    status: str
    locator: Locator
    start: int
    end: int
    quote: str
    url: str
    original_url: str
    origins: tuple[Origin, ...] = ()
    replaced_by: tuple[Link, ...] = ()
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer, word for word from the corpus, with the numbers of its citations.

    Attributes:
        kind: sentence | lead_in | item | row: how a page sets it.
        support: share of what it says that its own spans bear out, 0..1, as measured when it is verified.
    """

    text: str
    citations: tuple[int, ...]
    support: float
    kind: str = "sentence"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know of an answer.

    Attributes:
        kind: superseded (also withdrawn) | draft | disagreement | which_meaning | dated | correction.
        links: what to read instead.
    """

    kind: str
    text: str
    citations: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """An acronym of an answer, what it stands for, and the sentence in which the documents spell it out."""

    short: str
    long: str
    place: Place


@dataclass(frozen=True, slots=True)
class Nearest:
    """A section of the corpus that is near to a question it could not answer."""

    title: str
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document version, as citation `n` quotes it; `document` is its path inside the ingested folder."""

    document_id: str
    version: str
    start: int
    end: int
    n: int
    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is needed to make an answer again, to check it, and to tell what has changed since: it stands alone.

    Attributes:
        snapshot: id of the snapshot it was made from.
        settings: digest of the limits, words and code that make answers.
        models: digest of each model by its name.
        spans: of the citations, in their order.
        question: what was asked, with its history and audience.
        digest: of all that the answer says and cites; scores, suggestions, id and timings aside.
    """

    snapshot: str
    settings: str
    models: dict[str, str]
    composer: str
    spans: tuple[Span, ...]
    question: str
    history: tuple[Turn, ...]
    audience: Audience
    outcome: Outcome
    reason: str | None
    statements: tuple[Statement, ...]
    notices: tuple[Notice, ...]
    as_of: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        reason: why there is no full answer, or None.
        message: the words shown when the outcome is not "answered": what is missing, what to ask, where to go.
        as_of: date of the newest source used, or "" without citations.
        acronyms: those that the statements do not spell out, in the order in which they are met.
        suggestions: up to three questions that these documents do answer.
        sureness: how near the evidence is to the question, 0 to about 1.3 (decision.toml); None when nothing was sought.
        timings_ms: milliseconds a step.
    """

    id: str
    question: str
    standalone_question: str
    outcome: Outcome
    reason: str | None = None
    message: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    as_of: str = ""
    notices: tuple[Notice, ...] = ()
    acronyms: tuple[Explained, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    suggestions: tuple[str, ...] = ()
    receipt: Receipt | None = None
    sureness: float | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
