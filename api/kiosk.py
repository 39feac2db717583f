"""The touch screen: its pages, and the staff's page of today's counts. Nothing that a visitor types is kept or logged."""

import asyncio
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, status
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from answer.answer import Answer, Audience, Outcome, Question
from answer.guard import MAX_QUESTION
from answer.pipeline import Answerer
from api.errors import ApiFault
from api.kiosk_counts import Counts
from api.kiosk_settings import KioskSettings, read_settings
from api.questions import QuestionFault, checked
from api.service import Answering
from web import kiosk
from web.themes import offered, themes

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_MORE = 3  # questions to go on with
_GUESS_SECONDS = 1.0  # that a wrong token costs
# Chromium drops the pages that "Back" would show, and what they stored.
_FORGET = {"Clear-Site-Data": '"cache", "storage"'}


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What the touch screen of a service needs."""

    settings: KioskSettings
    counts: Counts


def opened(home: Path) -> Kiosk:
    """Return the touch screen of a home as the environment sets it; raises StartError."""
    return Kiosk(read_settings(), Counts(home))


def current_kiosk(request: Request) -> Kiosk:
    """Return the app's touch screen, for routes."""
    found: Kiosk = request.app.state.kiosk
    return found


AtKiosk = Annotated[Kiosk, Depends(current_kiosk)]


class Touched(BaseModel):
    """What a form of the touch screen sends.

    `pick` is one of our own questions, `question` a typed one; `at` says which page it came from where there is no
    question, `change` what to change of the display; the others are the display so far.
    """

    question: str = ""
    pick: str = ""
    at: str = ""
    change: str = ""
    size: str = ""
    contrast: str = ""
    low: str = ""
    slow: str = ""

    def screen(self, settings: KioskSettings) -> kiosk.Screen:
        """Return the screen as the visitor wants it."""
        display = kiosk.Display.read(self.size, self.contrast, self.low, self.slow).changed(self.change)
        return kiosk.Screen(display, MAX_QUESTION, settings.kiosk_idle_seconds, settings.public)


@router.get("/kiosk")
def first_page(answerer: Answering, at: AtKiosk, response: Response) -> str:
    """Return the page that waits for a visitor; it knows nothing of the one before."""
    response.headers.update(_FORGET)
    return kiosk.start_page(Touched().screen(at.settings), themes(answerer))


@router.post("/kiosk")
def touched(answerer: Answering, at: AtKiosk, response: Response, form: Annotated[Touched, Form()]) -> str:
    """Answer a question, or show the same page in another way."""
    screen = form.screen(at.settings)
    if form.at == "start":
        return kiosk.start_page(screen, themes(answerer))
    if form.at in kiosk.REFUSED:
        return _answered(screen, answerer, kiosk.refusal(form.at), picked=False)
    picked = bool(form.pick) and offered(answerer, form.pick)
    text = form.pick or form.question
    try:
        question = Question(checked(text), (), Audience.KIOSK)
    except QuestionFault as fault:
        response.status_code = status.HTTP_422_UNPROCESSABLE_CONTENT
        return kiosk.start_page(screen, themes(answerer), text, str(fault))
    answer = answerer.ask(question)
    if not form.change:  # a touch on "Larger text" asks nothing new
        at.counts.add(_names(answer, picked), question.text if picked else "")
    return _answered(screen, answerer, answer, picked)


def _answered(screen: kiosk.Screen, answerer: Answerer, answer: Answer, picked: bool) -> str:
    helped = answer.reason == "crisis"  # nothing else beside the help
    more = [] if helped else [(question, offered(answerer, question)) for question in answer.suggestions]
    if not more and not helped:
        listed = [question for theme in themes(answerer) for question in theme.questions]
        more = [(question, True) for question in listed if question != answer.question][:_MORE]
    return kiosk.answer_page(screen, answer, picked=picked, more=more[:_MORE])


def _names(answer: Answer, picked: bool) -> list[str]:
    """What an answer counts as."""
    ended = {Outcome.ANSWERED: "answered", Outcome.PARTIAL: "partly", Outcome.SIGNPOSTED: "signposted"}
    return ["asked", "touched" if picked else "typed", ended.get(answer.outcome, "not found")]


@router.get("/kiosk/counts")
def staff(at: AtKiosk) -> str:
    """Return the form that asks for the token."""
    _token(at)
    return kiosk.counts_form()


@router.post("/kiosk/counts")
async def counts(at: AtKiosk, response: Response, token: Annotated[str, Form()] = "") -> str:
    """Return today's counts to who has the token."""
    if not secrets.compare_digest(token.encode(errors="replace"), _token(at).encode()):
        await asyncio.sleep(_GUESS_SECONDS)
        response.status_code = status.HTTP_403_FORBIDDEN
        return kiosk.counts_form(refused=True)
    day, hours, questions = at.counts.today()
    return kiosk.counts_page(day, hours, questions)


def _token(at: Kiosk) -> str:
    token = at.settings.kiosk_counts_token
    if token is None:
        told = "This page is switched off. Whoever runs the service can set GUIDE_KIOSK_COUNTS_TOKEN."
        raise ApiFault("no-such-page", told)
    return token.get_secret_value()
