"""`guide gaps`: the gap report in words and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from asked.errors import AskedFault
from asked.gaps import Gap, GapReport, gap_report
from asked.settings import AskedSettings, read_settings
from asked.store import Feedback
from index.search import Searcher
from ingest.errors import shown

_WORDINGS = 3  # of a gap that are printed
OFF = "Questions are not kept: set GUIDE_KEEP_QUESTIONS=true for 'guide serve' to see what people ask in vain."


def run(home: Path, out: Path | None) -> None:
    """Print the gap report of a home; `out` takes all of it as JSON. Raises AskedFault, SnapshotError."""
    settings = read_settings()
    asked = Feedback(home, settings.question_days, settings.keep_questions)
    report = gap_report(asked, Searcher.open(home))
    if out:
        try:
            out.write_text(gaps_json(report), "utf-8")
        except OSError as error:
            raise AskedFault(f"{out} cannot be written ({error.strerror}). Name another file.") from error
    print(*map(shown, told(report, settings)), sep="\n")


def gaps_json(report: GapReport) -> str:
    """The report as JSON, days as ISO dates."""
    return json.dumps(asdict(report), default=str, ensure_ascii=False, indent=1) + "\n"


def told(report: GapReport, settings: AskedSettings) -> Iterator[str]:
    """Lines on a report: what was asked, then each gap with its wordings and where it could be filled."""
    yield (
        f"{report.questions} questions and {report.helpful + report.unhelpful} marks"
        f" ({report.helpful} helpful, {report.unhelpful} not) in the last {settings.question_days} days;"
        f" {len(report.gaps)} gaps"
    )
    if not settings.keep_questions and not report.questions:
        yield OFF
    for gap in report.gaps:
        yield from _told(gap)
    if report.left_out:
        yield f"{report.left_out} wordings that were asked less often are not in it"
    for remark in report.remarks:
        yield f"said of an answer: {remark}"


def _told(gap: Gap) -> Iterator[str]:
    counts = ", ".join(
        f"{n} {what}"
        for n, what in (
            (gap.unanswered, "without an answer"),
            (gap.unsure, "with an unsure one"),
            (gap.unhelpful, "not helped"),
            (gap.off_subject, "perhaps off the subject"),
        )
        if n
    )
    yield ""
    yield f"{gap.times} times ({counts}), last on {gap.last}"
    for wording in gap.wordings[:_WORDINGS]:
        yield f"  {wording.text}" + (f"  ({wording.times} times)" if wording.times > 1 else "")
    if len(gap.wordings) > _WORDINGS:
        yield f"  and {len(gap.wordings) - _WORDINGS} more wordings"
    if gap.reasons:
        yield "  why: " + ", ".join(f"{reason.replace('_', ' ')} ({n})" for reason, n in gap.reasons.items())
    yield from (f"  said: {comment}" for comment in gap.comments)
    if gap.nearest:
        heading = f", {gap.nearest.heading}" if gap.nearest.heading else ""
        owner = f" ({gap.nearest.owner})" if gap.nearest.owner else ""
        near = "far from all documents; least far" if gap.nearest.far else "nearest"
        yield f"  {near}: {gap.nearest.title}{heading}{owner}: {gap.nearest.document}"
