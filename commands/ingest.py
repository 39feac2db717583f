"""`guide ingest`: one run, or one after each change, and what became of each file."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from commands.errors import InputError
from commands.files import write
from commands.progress import Progress
from index.build import BuildError, Report, build
from ingest.report import FileReport, counts, page, remarks, told_changes

PARTLY = 3  # exit code: some files could not be read


def run(arguments: Namespace, paths: Sequence[Path]) -> int:
    """Make the index of a home equal to files and folders, for ever with `--watch`; returns the exit code."""
    return _follow(arguments, paths) if arguments.watch else _once(arguments, paths)


def _follow(arguments: Namespace, paths: Sequence[Path]) -> int:
    """A line for each run, and one more for each file that newly cannot be read, until Ctrl-C."""
    from index.watching import follow  # with a library that only this needs

    before: set[str] = set()
    try:
        for came in follow(arguments.home, paths, [out for out in (arguments.json, arguments.html) if out]):
            now = f"{datetime.now():%H:%M:%S}"
            if not isinstance(came, Report):
                print(f"{now} guide ingest: {came}", file=sys.stderr, flush=True)
                continue
            unread = {failure.line for failure in came.failures}
            for line in sorted(unread - before):
                print(f"{now} not read: {line}", file=sys.stderr, flush=True)
            before = unread
            _suggest(arguments.home)
            try:
                _write_reports(arguments, came)
            except InputError as error:
                print(f"{now} guide ingest: {error}", file=sys.stderr, flush=True)
            print(f"{now} {told_changes(came.files, came.deleted)[0]}; {came}", flush=True)
    except KeyboardInterrupt:
        pass
    return 0


def _once(arguments: Namespace, paths: Sequence[Path]) -> int:
    try:
        with Progress() as progress:
            report = build(arguments.home, paths, progress)
            _suggest(arguments.home, progress)
    except BuildError as error:
        if error.files:
            _write_pages(arguments, {"published": False, "files": error.files}, error.files, str(error))
        raise
    for failure in report.failures:
        print(f"not read: {failure.line}", file=sys.stderr)
    noted = list(remarks(report.files))
    if noted and not (arguments.json or arguments.html):
        noted.append("  run it with --html OUT or --json OUT to see which files")
    told = [*noted, *told_changes(report.files, report.deleted), f"{report} in {arguments.home}"]
    print(*told, sep="\n")
    _write_reports(arguments, report)
    return PARTLY if report.failures else 0


def _suggest(home: Path, watch: Callable[[str, int, int], None] = lambda what, done, total: None) -> None:
    """Try the questions that the new index may answer, so that answers and the touch screen can offer those that it does."""
    from answer.suggest import prepared
    from web import themes

    if prepared(home) and themes.prepared(home):
        return
    from answer.pipeline import Answerer
    from answer.suggest import prepare

    answerer = Answerer.open(home)
    answerer.suggestions = prepare(answerer, watch)
    themes.prepare(answerer)


def _write_reports(arguments: Namespace, report: Report) -> None:
    whole = {**asdict(report), "changes": counts(report.files, report.deleted)}
    _write_pages(arguments, whole, report.files, f"{report} in {arguments.home}", report.deleted)


def _write_pages(
    arguments: Namespace,
    whole: object,
    files: Sequence[FileReport],
    summary: str,
    deleted: Sequence[str] = (),
) -> None:
    if arguments.json:  # names may hold what is not UTF-8: it is written escaped
        write(arguments.json, json.dumps(whole, default=asdict, indent=1) + "\n")
    if arguments.html:
        write(arguments.html, page(files, summary, deleted))
