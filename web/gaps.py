"""The gap report as a page: what people asked in vain, and which document could answer it."""

from asked.gaps import GapReport
from web.rendering import render


def gaps_page(report: GapReport, keeps_questions: bool, days: int) -> str:
    """Return the page; `days` is for how long questions are kept, where they are."""
    return render("gaps.jinja", "What people asked in vain", report=report, keeps_questions=keeps_questions, days=days)
