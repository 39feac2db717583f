"""Questions and answers as they go over the wire, made from the dataclasses at this edge only."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from answer.answer import Answer, Audience, Outcome, Question, Turn
from answer.guard import MAX_QUESTION
from api.questions import QuestionFault, checked

MAX_TURNS = 20
MAX_TURN_ANSWER = 20_000


def _question(text: str) -> str:
    try:
        return checked(text)
    except QuestionFault as fault:
        raise PydanticCustomError("question", "{reason}", {"reason": str(fault)}) from fault


def _text(text: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in text):  # JSON can hold them, UTF-8 cannot
        raise PydanticCustomError("string_unicode", "not valid Unicode")
    return text


QuestionText = Annotated[
    str,
    AfterValidator(_question),
    Field(
        description=f"What you want to know, 1 to {MAX_QUESTION} characters.",
        examples=["What is CMAST?"],
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION},
    ),
]


class Shape(BaseModel):
    """Text stays text: a number is not taken for a question."""

    model_config = ConfigDict(strict=True)


class TurnIn(Shape):
    """An earlier question of the conversation and the answer that was shown."""

    question: QuestionText
    answer: Annotated[str, AfterValidator(_text), Field(max_length=MAX_TURN_ANSWER)] = ""


class AskIn(Shape):
    """A question, the conversation before it (oldest first) and who reads the answer."""

    question: QuestionText
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] = []
    audience: Annotated[Audience, Field(strict=False)] = Audience.STAFF

    def to_question(self) -> Question:
        """Return it as the answer package's own type."""
        turns = tuple(Turn(turn.question, turn.answer) for turn in self.history)
        return Question(self.question, turns, self.audience)


class PlaceOut(BaseModel):
    """A place in a document: page or slide from 1, headings from the top, code points of the stored text."""

    page: int | None
    page_end: int | None
    slide: int | None
    heading_path: list[str]
    start: int
    end: int


class StatementOut(BaseModel):
    """A sentence of the answer, word for word from the sources, and its measured support from 0 to 1."""

    text: str
    citations: list[int]
    support: float
    kind: str


class LinkOut(BaseModel):
    """A title and its address on this service or elsewhere, or ""."""

    title: str
    url: str


class OriginOut(BaseModel):
    """The publication a cited note has its facts from, whether it is still in force, and what has replaced it."""

    source_id: str
    title: str
    publisher: str
    published_on: str
    url: str
    place: str
    status: str
    replaced_by: list[LinkOut]


class CopyOut(BaseModel):
    """Another place of the cited words: the stored text from `start` to `end` there says the same."""

    document_id: str
    version: str
    document: str
    title: str
    publisher: str
    published_on: str
    status: str
    locator: PlaceOut
    start: int
    end: int
    url: str


class CitationOut(BaseModel):
    """A cited span; `quote` is exactly the stored text from `start` to `end`. `replaced_by` is what is in force instead."""

    n: int
    document_id: str
    version: str
    document: str
    title: str
    publisher: str
    kind: str
    published_on: str
    status: str
    locator: PlaceOut
    start: int
    end: int
    quote: str
    url: str
    original_url: str
    origins: list[OriginOut]
    replaced_by: list[LinkOut]
    also: list[CopyOut]


class NoticeOut(BaseModel):
    """Something the reader must know of the answer, and what to read instead."""

    kind: str
    text: str
    citations: list[int]
    links: list[LinkOut]


class ExplainedOut(BaseModel):
    """An acronym of the answer, what it stands for, and the sentence of a document that spells it out."""

    short: str
    long: str
    place: CopyOut


class NearestOut(BaseModel):
    """A section that is near to the question but does not answer it."""

    title: str
    heading: str
    url: str


class SpanOut(BaseModel):
    """The span of a document version that citation `n` quotes."""

    document_id: str
    version: str
    start: int
    end: int
    n: int
    document: str
    quote: str


class TurnOut(BaseModel):
    """An earlier question of the conversation and the answer that was shown."""

    question: str
    answer: str


class ReceiptOut(BaseModel):
    """All that is needed to make the answer again (`guide replay`), to check it and to tell what has changed since.

    `settings` is a digest of the limits, words and code that make answers; `digest` is of all that the answer says and
    cites; scores and suggestions aside.
    """

    snapshot: str
    settings: str
    models: dict[str, str]
    composer: str
    spans: list[SpanOut]
    question: str
    history: list[TurnOut]
    audience: Audience
    outcome: Outcome
    reason: str | None
    statements: list[StatementOut]
    notices: list[NoticeOut]
    as_of: str
    digest: str


class AnswerOut(BaseModel):
    """One answer."""

    id: str
    question: str
    standalone_question: str
    outcome: Outcome
    reason: str | None
    message: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    as_of: str
    notices: list[NoticeOut]
    acronyms: list[ExplainedOut]
    nearest: list[NearestOut]
    suggestions: list[str]
    receipt: ReceiptOut | None
    sureness: float | None
    timings_ms: dict[str, float]


class FrozenAnswerOut(AnswerOut):
    """An answer kept behind a link: `url` shows it as it was given on `asked_on`, until the day before `expires_on`."""

    url: str
    asked_on: date
    expires_on: date


def answer_out(answer: Answer) -> AnswerOut:
    """Return an answer in its wire shape."""
    return AnswerOut.model_validate(_fields(answer))


def frozen_answer_out(answer: Answer, asked_on: date, expires_on: date) -> FrozenAnswerOut:
    """Return a kept answer in its wire shape."""
    kept = {"url": f"/answers/{answer.id}", "asked_on": asked_on, "expires_on": expires_on}
    return FrozenAnswerOut.model_validate(_fields(answer) | kept)


def _fields(answer: Answer) -> dict[str, Any]:
    fields = asdict(answer)
    places = [each for citation in fields["citations"] for each in (citation, *citation["also"])]
    for cited in (*places, *(explained["place"] for explained in fields["acronyms"])):
        cited["locator"] |= {"start": cited["start"], "end": cited["end"]}
    return fields


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return the answer object of the API as plain JSON values; `guide ask --json` prints the same."""
    return answer_out(answer).model_dump(mode="json")
