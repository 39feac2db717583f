"""The pages in our own words: about, limits, privacy, accessibility and the people behind the service."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.settings import Settings
from asked.settings import read_settings as read_asked_settings
from web import content

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


@router.get("/about")
def about() -> str:
    """Return what the service is and how it answers."""
    return content.about_page()


@router.get("/limits")
def limits() -> str:
    """Return how far to trust an answer."""
    return content.limits_page()


@router.get("/privacy")
def privacy(request: Request) -> str:
    """Return what becomes of what people type."""
    asked = read_asked_settings()
    return content.privacy_page(_settings(request).answer_days, asked.question_days, asked.keep_questions)


@router.get("/accessibility")
def accessibility(request: Request) -> str:
    """Return how the pages can be used."""
    return content.accessibility_page(_settings(request).team_contact)


@router.get("/team")
def team(request: Request) -> str:
    """Return how to reach people and arrange an information session."""
    return content.team_page(_settings(request).team_contact)
