"""The pages in our own words: what the service is, what becomes of what people type, and states without an answer."""

from web import states
from web.rendering import render


def about_page() -> str:
    """Return what the service is and how it answers."""
    return render("about.jinja", "About this guide", here="/about")


def privacy_page(answer_days: int, question_days: int, keeps_questions: bool) -> str:
    """Return what becomes of what people type; days for which answers behind links, and feedback, are kept."""
    values = {"answer_days": answer_days, "question_days": question_days, "keeps_questions": keeps_questions}
    return render("privacy.jinja", "Privacy", here="/privacy", **values)


def accessibility_page(contact: str) -> str:
    """Return how the pages can be used and what is known not to work yet."""
    return render("accessibility.jinja", "Accessibility", here="/accessibility", contact=contact)


def limits_page() -> str:
    """Return how a machine makes the answers and what it cannot do."""
    return render("limits.jinja", "AI and limits", here="/limits")


def team_page(contact: str) -> str:
    """Return how to reach people and arrange an information session; `contact` is the operator's words, or ""."""
    return render("team.jinja", "Ask the team", here="/team", contact=contact)


def thanks_page(message: str, question: str) -> str:
    """Return thanks for feedback on the answer to a question, which can be shown again."""
    return render("thanks.jinja", "Thank you", message=message, question=question)


def state_page(
    kind: str,
    title: str,
    detail: str,
    link: tuple[str, str] | None = None,
    *,
    limit: int = 0,
    question: str = "",
) -> str:
    """Return a page that says what went wrong and what to do.

    `kind` is the name of the problem, `title` and `detail` the API's words for it, `link` an address and its words,
    `question` what a person typed, which is offered again.
    """
    state = states.state(kind, title, detail)
    return render("state.jinja", state.heading, state=state, link=link, limit=limit, question=question)
