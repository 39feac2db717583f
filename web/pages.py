"""Answers -> HTML. Pure functions: the same arguments give the same page."""

from collections.abc import Sequence
from urllib.parse import quote

from answer.answer import Answer, Outcome, Turn
from web import shape, words
from web.rendering import SERVICE as SERVICE
from web.rendering import STATIC as STATIC
from web.rendering import render
from web.shape import echoes_question as echoes_question

_TITLES = {
    Outcome.ANSWERED: "Answer",
    Outcome.PARTIAL: "Part of an answer",
    Outcome.CLARIFY: "Which one do you mean",
    Outcome.ABSTAINED: "No answer",
}


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
    return render(
        "ask.jinja",
        title_of(answer, problem),
        here="" if answer else "/",
        limit=limit,
        answer=answer,
        turns=turns,
        earlier=turns[:-1] if answer and echoes_question(answer) else turns,
        question=question,
        problem=problem,
        examples=examples,
    )


def turn_fragment(answer: Answer) -> tuple[str, str, str]:
    """Return an answer as a piece of a page that holds others too, the page's new title, and words to announce it."""
    title = title_of(answer, "")
    prefix = f"{answer.id[:8]}-"  # ids must be the page's only ones
    html = render("turn.jinja", title, answer=answer, level=2, prefix=prefix)
    announced = "Answer ready" if answer.statements else words.outcome_heading(answer.outcome, answer.reason)
    return html, f"{title} – {SERVICE}", announced


def frozen_page(answer: Answer, asked_on: str, expires_on: str) -> str:
    """Return an answer that was kept behind a link, as it was given; both dates are ISO days."""
    title = title_of(answer, "")
    return render("frozen.jinja", title, answer=answer, asked_on=asked_on, expires_on=expires_on, link=_link(answer))


def docs_page() -> str:
    """Return the page on which Swagger UI shows the API; all its files are our own."""
    return render("docs.jinja", "")


def title_of(answer: Answer | None, problem: str) -> str:
    """Return what a page with this answer, or with what is wrong with a question, is called."""
    if problem:
        return "Error"
    if answer is None:
        return ""
    if not shape.echoes_question(answer):
        return words.outcome_heading(answer.outcome, answer.reason)
    return f"{_TITLES[answer.outcome]}: {answer.question}"


def _link(answer: Answer) -> str:
    """Return the address that asks the same question again."""
    return f"/?q={quote(answer.standalone_question or answer.question, safe='')}"
