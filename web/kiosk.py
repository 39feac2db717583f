"""Answers -> the pages of a shared touch screen, which lead nowhere else and carry nothing on to the next visitor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from answer.answer import Answer, Outcome
from answer.messages import message
from web import states, take_away, words
from web.rendering import render
from web.themes import Theme

WARNING = 20  # seconds between the warning and the clearing of the screen (WCAG 2.2.1)
_UNSCRIPTED = 3  # times as long without JavaScript, where no warning can be given
_LONGER = 10  # times as long for who asks for more time (WCAG 2.2.1)
_LARGEST = 2
_COLUMNS = {
    "Asked": "asked", "Touched": "touched", "Typed": "typed",
    "Answered": "answered", "Partly": "partly", "Not found": "not found", "Pointed to help": "signposted",
}  # fmt: skip
# Questions that the screen does not repeat: they may hold somebody's details or distress, and others stand by.
REFUSED = ("crisis", "clinical", "personal_data", "unsafe_request", "abuse")


@dataclass(frozen=True, slots=True)
class Display:
    """How a visitor wants the screen; each form of a page carries it on.

    Attributes:
        size: of the text, 0 to 2.
        contrast: light text on black.
        low: all buttons in the lower half, for who sits.
        slow: more time until the page goes back by itself, where no script can warn.
    """

    size: int = 0
    contrast: bool = False
    low: bool = False
    slow: bool = False

    @classmethod
    def read(cls, size: str, contrast: str, low: str, slow: str) -> "Display":
        """Return what a form carries; anything unknown is the default."""
        known = int(size) if size in ("1", "2") else 0
        return cls(known, contrast == "1", low == "1", slow == "1")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return the names and values that a form carries."""
        named = (("size", self.size), ("contrast", self.contrast), ("low", self.low), ("slow", self.slow))
        return [(name, str(int(value))) for name, value in named if value]

    def changed(self, change: str) -> "Display":
        """Return it after a touch on one of the buttons below each page."""
        if change in ("larger", "smaller"):
            size = self.size + (1 if change == "larger" else -1)
            return replace(self, size=min(max(size, 0), _LARGEST))
        if change in ("contrast", "low", "slow"):
            return replace(self, **{change: not getattr(self, change)})
        return self


@dataclass(frozen=True, slots=True)
class Screen:
    """What every page of the touch screen needs to know.

    Attributes:
        idle: seconds without a touch until the warning.
        public: address at which visitors reach the service, without a last slash, or "".
    """

    display: Display
    limit: int
    idle: int
    public: str = ""

    @property
    def returns_after(self) -> int:
        """Seconds until the page goes back to the start by itself, where no script runs."""
        longer = _LONGER if self.display.slow else _UNSCRIPTED
        return (self.idle + WARNING) * longer


def _page(template: str, title: str, screen: Screen, **values: object) -> str:
    return render(template, title, screen=screen, warning=WARNING, largest=_LARGEST, **values)


def start_page(screen: Screen, themes: Sequence[Theme], question: str = "", problem: str = "") -> str:
    """Return the page that waits for a visitor; `problem` is what is wrong with `question`."""
    title = "Error" if problem else ""
    return _page("kiosk_start.jinja", title, screen, themes=themes, question=question, problem=problem)


def answer_page(screen: Screen, answer: Answer, *, picked: bool, more: Sequence[tuple[str, bool]]) -> str:
    """Return an answer.

    `picked` says that the question is one of ours, so that its code may lead to a page; `more` are questions to go on
    with, each with whether it is one of ours.
    """
    link = _link(screen, answer) if picked else ""
    return _page(
        "kiosk_answer.jinja",
        "Answer" if answer.statements else words.outcome_heading(answer.outcome, answer.reason),
        screen,
        answer=answer,
        picked=picked,
        more=more,
        code=take_away.picture(link or take_away.text(answer)) if _worth_taking(answer) else "",
        linked=bool(link),
        repeats=answer.reason not in REFUSED,
    )


def refusal(reason: str) -> Answer:
    """Return the answer to a question that was refused, without the question."""
    outcome = Outcome.SIGNPOSTED if reason in ("crisis", "clinical") else Outcome.ABSTAINED
    return Answer("", "", "", outcome, reason, message(reason))


def _link(screen: Screen, answer: Answer) -> str:
    return f"{screen.public}/?q={quote(answer.question, safe='')}" if screen.public else ""


def _worth_taking(answer: Answer) -> bool:
    return bool(answer.statements) or answer.outcome is Outcome.SIGNPOSTED


def fault_page(kind: str, title: str, detail: str) -> str:
    """Return a page that says what went wrong, in the words of the other pages, and goes back to the start by itself."""
    state = states.state(kind, title, detail)
    return render("kiosk_fault.jinja", state.heading, heading=state.heading, texts=state.texts)


def counts_page(day: str, hours: Sequence[tuple[int, dict[str, int]]], questions: Sequence[tuple[str, int]]) -> str:
    """Return the staff's page of a day's counts: by hour, and of our own questions; no question that anybody typed."""
    total: dict[str, int] = {}
    for _, row in hours:
        for name, n in row.items():
            total[name] = total.get(name, 0) + n
    values = {"day": day, "hours": hours, "total": total, "questions": questions, "columns": _COLUMNS}
    return render("kiosk_counts.jinja", "Today at the kiosk", **values)


def counts_form(refused: bool = False) -> str:
    """Return the form that asks staff for the token; `refused` says that the last one was wrong."""
    return render("kiosk_token.jinja", "Error" if refused else "Staff only", refused=refused)
