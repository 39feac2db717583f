"""Answers and documents -> HTML. Pure functions: the same arguments give the same page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from answer.answer import Answer, Outcome, Turn
from answer.status import told_of_document
from index.pictures import PagePicture
from ingest.documents import Document
from ingest.register import Source
from web import marks, shape, words
from web.shape import echoes_question as echoes_question

SERVICE = "The Collaborative Guide"
STATIC = Path(__file__).parent / "static"
_CONTENTS_LEVEL = 2
_TITLES = {
    Outcome.ANSWERED: "Answer",
    Outcome.PARTIAL: "Part of an answer",
    Outcome.CLARIFY: "Which one do you mean",
    Outcome.ABSTAINED: "No answer",
}


def _capitalise(text: str) -> str:
    plain = text.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def _web_address(url: str) -> bool:
    """Say whether a document's address may become a link: nothing but http and https."""
    return url.lower().startswith(("https://", "http://"))


def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(Path(__file__).parent / "templates"), PackageLoader("nhsuk_frontend_jinja")]
        ),
        autoescape=True,
        undefined=ChainableUndefined,  # the NHS templates look into options that are not given
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        human_date=words.human_date,
        capitalise=_capitalise,
        web_address=_web_address,
        leads_somewhere=lambda url: _web_address(url) or url.startswith("/sources/"),
    )
    environment.globals.update(
        service=SERVICE,
        place=words.place,
        pieces=words.pieces,
        paragraphs=words.paragraphs,
        outcome_heading=words.outcome_heading,
        notice_headings=words.NOTICE_HEADINGS,
        status_words=words.STATUS_WORDS,
        settings=shape.settings,
        source_groups=shape.source_groups,
    )
    return environment


_ENVIRONMENT = _environment()


def _page(template: str, title: str, **values: object) -> str:
    full = f"{title} – {SERVICE}" if title else SERVICE
    return _ENVIRONMENT.get_template(template).render(title=full, **values).lstrip()


def ask_page(
    *,
    limit: int,
    answer: Answer | None = None,
    turns: Sequence[Turn] = (),
    question: str = "",
    problem: str = "",
    examples: Sequence[str] = (),
) -> str:
    """Return the page with the form, and the answer when there is one.

    `limit` is the longest question in characters, `turns` the conversation that a follow-up carries along,
    `problem` what is wrong with `question`, `examples` questions to begin with.
    """
    return _page(
        "ask.jinja",
        _title(answer, problem),
        here="" if answer else "/",
        limit=limit,
        answer=answer,
        turns=turns,
        question=question,
        problem=problem,
        examples=examples,
        link=_link(answer),
    )


def kiosk_page(*, limit: int, answer: Answer | None = None, problem: str = "", examples: Sequence[str] = ()) -> str:
    """Return the page for a shared touch screen, which carries nothing on to the next visitor."""
    title = _title(answer, problem)
    return _page("kiosk.jinja", title, limit=limit, answer=answer, problem=problem, examples=examples)


def source_page(
    document: Document,
    sources: Mapping[str, Source],
    start: int | None = None,
    end: int | None = None,
    pictures: Sequence[PagePicture] = (),
) -> str:
    """Return the page of a document version with the code points start..end marked, if they lie inside it.

    `sources` are the publications of the register by id, for the line on what a note is based on; `pictures` show the
    pages that the span stands on.
    """
    span = marks.clean_span(document, start, end)
    heading, parts = marks.under_title(document, marks.parts(document, span))
    facts = (
        ("Publisher", document.publisher),
        ("Date", words.human_date(document.published_on)),
        ("Status", words.STATUS_WORDS.get(document.status) or _capitalise(document.status)),
        ("Licence", document.licence),
        ("File", document.path),
        ("Version", document.version),
    )
    return _page(
        "source.jinja",
        document.title,
        document=document,
        heading=heading,
        parts=parts,
        contents=[part for part in parts if part.kind == "heading" and part.level == _CONTENTS_LEVEL],
        facts=facts,
        based_on=_based_on(document, sources),
        standing=told_of_document(document, sources),
        span=span,
        pictures=[(picture, _picture_address(document, picture)) for picture in pictures],
        cited_parts=marks.cited_parts(parts),
    )


def _picture_address(document: Document, picture: PagePicture) -> str:
    """Return where a page's picture is served; another picture of the same version has another address."""
    version = quote(document.version, safe="")
    place = f"/sources/{quote(document.id, safe='')}/pages/{picture.page}.webp"
    return f"{place}?version={version}&made={picture.made_from}"


def _based_on(document: Document, sources: Mapping[str, Source]) -> list[tuple[Source, list[str]]]:
    places: dict[str, list[str]] = {}
    for ref in document.sources:
        if ref.source_id in sources:
            places.setdefault(ref.source_id, []).append(ref.place)
    return [(sources[source_id], found) for source_id, found in places.items()]


def sources_page(documents: Sequence[Document]) -> str:
    """Return the list of all documents, by kind and title."""
    ordered = sorted(documents, key=lambda document: (document.kind, document.title.casefold()))
    kinds = [(kind, list(group)) for kind, group in groupby(ordered, key=lambda document: document.kind)]
    return _page("sources.jinja", "All sources", here="/sources", kinds=kinds, count=len(ordered))


def frozen_page(answer: Answer, asked_on: str, expires_on: str) -> str:
    """Return an answer that was kept behind a link, as it was given; both dates are ISO days."""
    title = _title(answer, "")
    return _page("frozen.jinja", title, answer=answer, asked_on=asked_on, expires_on=expires_on, link=_link(answer))


def about_page(answer_days: int) -> str:
    """Return what the service is, its limits and what it does with questions.

    `answer_days` are those for which an answer stays behind its link.
    """
    return _page("about.jinja", "About", here="/about", answer_days=answer_days)


def error_page(heading: str, detail: str, link: tuple[str, str] | None = None) -> str:
    """Return a page that says what went wrong and what to do; `link` is an address and its words."""
    return _page("error.jinja", heading, heading=heading, detail=detail, link=link)


def docs_page() -> str:
    """Return the page on which Swagger UI shows the API; all its files are our own."""
    return _page("docs.jinja", "")


def _title(answer: Answer | None, problem: str) -> str:
    if problem:
        return "Error"
    if answer is None:
        return ""
    if not shape.echoes_question(answer):
        return words.outcome_heading(answer.outcome, answer.reason)
    return f"{_TITLES[answer.outcome]}: {answer.question}"


def _link(answer: Answer | None) -> str:
    """Return the address that asks the same question again, or "" when it should not be repeated."""
    if answer is None or not shape.echoes_question(answer):
        return ""
    return f"/?q={quote(answer.standalone_question or answer.question, safe='')}"
