"""Texts to verify and what was found on them, as they go over the wire."""

from dataclasses import asdict
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from answer.answer import Citation
from answer.check import Checked, groundedness, sentences_of
from api.schemas import CitationOut, Shape

MAX_TEXT = 10_000  # characters
MAX_SENTENCES = 50
MAX_EVIDENCE = 20_000  # characters of all given texts together
MAX_TEXTS = 50


def _fault(reason: str) -> PydanticCustomError:
    return PydanticCustomError("question", "{reason}", {"reason": reason})


def _checkable(text: str) -> str:
    _must_be_text(text)
    if len(text) > MAX_TEXT:
        raise _fault(f"Shorten the text to {MAX_TEXT:,} characters or fewer; it has {len(text):,} characters")
    count = len(sentences_of(text))
    if not count:
        raise _fault("Enter a text in words; it has no letters or digits")
    if count > MAX_SENTENCES:
        raise _fault(f"Send at most {MAX_SENTENCES} sentences at a time; the text has {count}")
    return text


def _must_be_text(text: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in text):  # JSON can hold them, UTF-8 cannot
        raise PydanticCustomError("string_unicode", "not valid Unicode")
    return text


def _evidence(texts: list[str] | None) -> list[str] | None:
    if texts is None:
        return None
    if not texts:
        raise _fault("Give at least one text, or leave evidence out to search the documents")
    if len(texts) > MAX_TEXTS:
        raise _fault(f"Give at most {MAX_TEXTS} texts; there are {len(texts)}")
    total = sum(map(len, texts))
    if total > MAX_EVIDENCE:
        raise _fault(f"Shorten the texts to {MAX_EVIDENCE:,} characters together; they have {total:,} characters")
    return texts


class VerifyIn(Shape):
    """A text and, if it is not to be held against the documents, the texts to hold it against."""

    text: Annotated[
        str,
        AfterValidator(_checkable),
        Field(
            description=f"What is to be checked: 1 to {MAX_SENTENCES} sentences, at most {MAX_TEXT:,} characters.",
            examples=["CMAST was formed in 2021."],
            json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT},
        ),
    ]
    evidence: Annotated[
        list[Annotated[str, AfterValidator(_must_be_text)]] | None,
        AfterValidator(_evidence),
        Field(
            description=f"Up to {MAX_TEXTS} texts, together at most {MAX_EVIDENCE:,} characters. Left out: the documents.",
            json_schema_extra={"minItems": 1, "maxItems": MAX_TEXTS},
        ),
    ] = None


class SentenceOut(BaseModel):
    """A sentence of the text (code points `start` to `end`) and what was found on it.

    `support` is the share of what it says that the evidence bears out, at most 0.5 where that says otherwise; `reasons` tell
    why it is not supported. `evidence` is the place in the documents that speaks most for it or against it, `given` the number
    of the given text (from 1) that does so; null where nothing near was found.
    """

    text: str
    start: int
    end: int
    supported: bool
    support: float
    reasons: list[str]
    evidence: CitationOut | None
    given: int | None


class VerifyOut(BaseModel):
    """The sentences of the text in order; `groundedness` is the share of them that is supported, 0 to 1."""

    groundedness: float
    snapshot: str | None
    sentences: list[SentenceOut]


def verify_out(checked: list[Checked], snapshot: str | None) -> VerifyOut:
    """Return what was found in its wire shape; `snapshot` is that of the documents, None where texts were given."""
    return VerifyOut(
        groundedness=round(groundedness(checked) or 0.0, 4),
        snapshot=snapshot,
        sentences=[_sentence_out(each) for each in checked],
    )


def _sentence_out(checked: Checked) -> SentenceOut:
    return SentenceOut(
        text=checked.text,
        start=checked.start,
        end=checked.end,
        supported=checked.verdict.supported,
        support=checked.verdict.score,
        reasons=list(checked.verdict.reasons),
        evidence=_citation_out(checked.evidence) if checked.evidence else None,
        given=checked.given,
    )


def _citation_out(citation: Citation) -> CitationOut:
    fields = asdict(citation)
    fields["locator"] |= {"start": citation.start, "end": citation.end}
    return CitationOut.model_validate(fields)
