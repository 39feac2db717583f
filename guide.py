"""The one front door: guide ingest | ask | batch | serve | passages | ...

Modules are imported inside the commands, so that `guide ask` does not wait for what only `guide ingest` needs.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from answer.answer import Question
    from index.build import Report
    from ingest.report import FileReport

HOME = Path("var/guide")
CORPUS = Path(__file__).resolve().parent / "corpus"
LATER = ("gaps", "doctor", "snapshots")
OK, USAGE, PARTLY, FAILED = 0, 2, 3, 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0, 1 failed, 2 wrong use, 3 some files failed)."""
    arguments = _parser().parse_args(argv)
    # Nothing here multiplies large matrices: numpy's pool of threads would take 0.03 s of processor time to start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from index.errors import IndexFault
    from ingest.errors import IngestError

    try:
        return int(arguments.run(arguments))
    except (IndexFault, IngestError, InputError) as error:
        print(f"guide {arguments.command}: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stdout = None
        return OK


class InputError(Exception):
    """What was given to a command cannot be used; says which line or option and what to do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guide", description="The Collaborative Guide")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Any, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("--home", type=Path, default=HOME, help=f"what a deployment writes (default: {HOME})")
        command.set_defaults(run=run)
        return command

    ingest = add("ingest", _ingest, "make the index equal to files and folders")
    ingest.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="default: the shipped corpus")
    ingest.add_argument("--json", type=Path, metavar="OUT", help="write what became of each file")
    ingest.add_argument("--html", type=Path, metavar="OUT", help="write the same as one page")
    ingest.add_argument("--watch", action="store_true", help="go on, and ingest again whenever a file changes")
    ask = add("ask", _ask, "answer one question")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the answer object of the API")
    ask.add_argument(
        "--receipt", type=Path, metavar="FILE", help="write what guide replay needs to make the answer again"
    )
    replay = add("replay", _replay, "make answers again from their receipts and tell what has changed")
    replay.add_argument("file", type=Path, metavar="FILE", help="of ask --receipt or batch, or an answer of the API")
    replay.epilog = "exit code: 0 the same answers, 1 another answer, 2 the file or the home cannot be used"
    batch = add("batch", _batch, "answer a file of questions, one JSON object a line")
    batch.add_argument("input", type=Path, metavar="IN")
    batch.add_argument("output", type=Path, metavar="OUT")
    serve = add("serve", _serve, "start the service")
    serve.add_argument("--port", type=int, default=8000)
    add("passages", _passages, "print every passage, one JSON object a line")
    models = add("models", _models, "make a model again, or score texts with one")
    models.add_argument("action", choices=["export", "score"])
    models.add_argument(
        "files", nargs="*", type=Path, help="export: FOLDER of the source weights that the card names; score: IN OUT"
    )
    _evaluate_options(add("evaluate", _evaluate, "measure how good the answers are"))
    bench = add("bench", _bench, "time this service beside its peers (extra baselines)")
    bench.add_argument("parts", nargs="*", metavar="PART", help="of ingest, cold, query, http, scale; default: all")
    bench.add_argument("--json", type=Path, metavar="OUT", help="write the figures")
    bench.add_argument("--picture", type=Path, metavar="OUT", help="write the ratios as an SVG file")
    _corpus_commands(add)
    for name in LATER:
        add(name, _later, "not built yet").add_argument("rest", nargs=argparse.REMAINDER)
    return parser


def _corpus_commands(add: Callable[[str, Any, str], argparse.ArgumentParser]) -> None:
    check = add("check", _check, "look over notes and their register before they are published")
    check.add_argument("what", choices=["corpus"])
    check.add_argument("folder", nargs="?", type=Path, default=CORPUS, help="default: the shipped corpus")
    check.add_argument("--sentences", type=Path, metavar="NOTE", help="print a note's sentences as answers show them")
    check.add_argument("--json", type=Path, metavar="OUT", help="write what was found")
    fetch = add("fetch", _fetch, "download the originals that a register has an address of")
    fetch.add_argument("--register", type=Path, default=CORPUS / "register.toml", metavar="FILE")
    fetch.add_argument("--into", type=Path, metavar="FOLDER", help="default: originals in the home")


def _evaluate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="*", metavar="ACTION", help="compare A B: two results; grounded ANSWERS.jsonl: audit a batch"
    )
    parser.add_argument("--url", help="ask a running service instead of a home")
    parser.add_argument("--questions", type=Path, nargs="+", metavar="FILE", help="default: our own set")
    parser.add_argument("--beir", type=Path, metavar="DIR", help="rank a retrieval set in BEIR's layout instead")
    parser.add_argument("--baselines", nargs="+", metavar="NAME", help="peers to run as well, or all (extra baselines)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the result")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the report as one page")
    parser.add_argument("--before", type=Path, metavar="A", help="an earlier result to show what changed")
    parser.add_argument("--gate", type=Path, metavar="TOML", help="limits to hold the result against")


def _ingest(arguments: argparse.Namespace) -> int:
    paths = arguments.paths or [CORPUS]
    return _follow(arguments, paths) if arguments.watch else _ingest_once(arguments, paths)


def _follow(arguments: argparse.Namespace, paths: "Sequence[Path]") -> int:
    """A line for each run, and one more for each file that newly cannot be read, until Ctrl-C."""
    from datetime import datetime

    from index.build import Report
    from index.watching import follow
    from ingest.report import told_changes

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
    return OK


def _ingest_once(arguments: argparse.Namespace, paths: "Sequence[Path]") -> int:
    from index.build import BuildError, build
    from ingest.report import remarks, told_changes

    try:
        with _Progress() as progress:
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
    return PARTLY if report.failures else OK


def _suggest(home: Path, watch: "Callable[[str, int, int], None]" = lambda what, done, total: None) -> None:
    """Try the questions that the new index may answer, so that answers can suggest those that it does."""
    from answer.suggest import prepared

    if not prepared(home):
        from answer.pipeline import Answerer
        from answer.suggest import prepare

        prepare(Answerer.open(home), watch)


def _write_reports(arguments: argparse.Namespace, report: "Report") -> None:
    from ingest.report import counts

    whole = {**asdict(report), "changes": counts(report.files, report.deleted)}
    _write_pages(arguments, whole, report.files, f"{report} in {arguments.home}", report.deleted)


def _write_pages(
    arguments: argparse.Namespace,
    whole: object,
    files: "Sequence[FileReport]",
    summary: str,
    deleted: "Sequence[str]" = (),
) -> None:
    from ingest.report import page

    if arguments.json:  # names may hold what is not UTF-8: it is written escaped
        _write(arguments.json, json.dumps(whole, default=asdict, indent=1) + "\n")
    if arguments.html:
        _write(arguments.html, page(files, summary, deleted))


class _Progress:
    """A progress bar a step, on standard error and only where a person looks on."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._what = ""

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, what: str, done: int, total: int) -> None:
        from tqdm import tqdm

        if what != self._what:
            self.__exit__()
            self._what = what
            self._bar = tqdm(total=total, desc=what, disable=None, leave=False)
        self._bar.update(done - self._bar.n)


def _ask(arguments: argparse.Namespace) -> int:
    from answer.answer import Question
    from answer.pipeline import Answerer
    from answer.text import spoken

    answer = Answerer.open(arguments.home).ask(Question(arguments.question))
    if arguments.json:
        from api.schemas import answer_json

        print(json.dumps(answer_json(answer), ensure_ascii=False, indent=1))
    else:
        print(spoken(answer, sources=True))
    if arguments.receipt and answer.reason == "personal_data":
        print("No receipt was written: the question seems to hold personal details.", file=sys.stderr)
    elif arguments.receipt and answer.receipt:
        _write(arguments.receipt, json.dumps(asdict(answer.receipt), indent=1) + "\n")
    return OK


def _replay(arguments: argparse.Namespace) -> int:
    from answer.replaying import run

    return run(arguments.file, arguments.home)


def _batch(arguments: argparse.Namespace) -> int:
    from answer.pipeline import Answerer
    from answer.text import batch_line

    questions = list(_questions(arguments.input))
    answerer = Answerer.open(arguments.home)
    with arguments.output.open("w", encoding="utf-8") as out, _Progress() as progress:
        for n, (question_id, question) in enumerate(questions, start=1):
            line = batch_line(question_id, answerer.ask(question))
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            progress("Answering", n, len(questions))
    print(f"{len(questions)} answers in {arguments.output}")
    return OK


def _questions(path: Path) -> Iterator[tuple[Any, "Question"]]:
    from answer.answer import Audience, Question, Turn

    try:
        lines = path.read_text("utf-8-sig").split("\n")  # other line separators may stand inside a JSON text
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}). Give a file of JSON lines.") from error
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            json.dumps(record, ensure_ascii=False).encode("utf-8")  # fails for half of a surrogate pair
            history = tuple(Turn(t["question"], t["answer"]) for t in record.get("history") or [])
            audience = Audience(record["audience"]) if record.get("audience") in list(Audience) else Audience.STAFF
            yield record["id"], Question(str(record["question"]), history, audience)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f'{path}, line {n}: needs {{"id", "question", "history"}} as JSON ({error!r}). Mend that line.'
            ) from error


def _serve(arguments: argparse.Namespace) -> int:
    from api.serving import serve
    from api.settings import StartError

    try:
        serve(arguments.home, arguments.port)
    except StartError as error:
        raise InputError(str(error)) from error
    return OK


def _passages(arguments: argparse.Namespace) -> int:
    from index.snapshot import Snapshot

    snapshot = Snapshot.open(arguments.home)
    paths = {d.id: d.path for d in snapshot.documents()}
    for passage in snapshot.passages():
        place = passage.locator
        line = {
            "document": paths[passage.document_id],
            "page": place.page,
            "page_end": place.page_end,
            "slide": place.slide,
            "heading_path": list(place.heading_path),
            "text": passage.text,
        }
        print(json.dumps(line, ensure_ascii=False))
    return OK


def _models(arguments: argparse.Namespace) -> int:
    if arguments.action == "score":
        return _score(arguments)
    from index.export import export
    from index.search import MODELS

    if len(arguments.files) != 1:
        raise InputError("Name the folder of the source weights: guide models export FOLDER.")
    parity = export(arguments.files[0], MODELS / "encoder")
    print(f"{MODELS / 'encoder'} made; {parity}")
    return OK


def _score(arguments: argparse.Namespace) -> int:
    from answer.scoring import ScoringFault, score_file
    from index.search import MODELS

    if len(arguments.files) != 2:
        raise InputError("Name a file of lines to score and one to write: guide models score IN OUT.")
    source, out = arguments.files
    try:
        with _Progress() as progress:
            scored = score_file(source, out, MODELS / "evidence", progress)
    except ScoringFault as error:
        raise InputError(str(error)) from error
    print(f"{scored} scores in {out}")
    return OK


def _evaluate(arguments: argparse.Namespace) -> int:
    from evals.command import run

    with _evaluating() as progress:
        return OK if run(arguments, progress) else FAILED


def _bench(arguments: argparse.Namespace) -> int:
    from evals.bench.command import run

    with _evaluating() as progress:
        run(arguments, progress)
    return OK


@contextmanager
def _evaluating() -> "Iterator[_Progress]":
    from evals.errors import EvaluationError

    try:
        with _Progress() as progress:
            yield progress
    except EvaluationError as error:
        raise InputError(str(error)) from error


def _check(arguments: argparse.Namespace) -> int:
    from datetime import date

    from ingest.check import answer_sentences, check_corpus, read_note, report_of

    if arguments.sentences:
        for sentence in answer_sentences(read_note(arguments.sentences)):
            print(f"{'leans ' if sentence.leans else '      '}{sentence.shown}")
        return OK
    found = check_corpus(arguments.folder, CORPUS / "register.toml", date.today())
    if arguments.json:
        _write(arguments.json, json.dumps(found.to_json(), indent=1) + "\n")
    print("\n".join(report_of(found)))
    return PARTLY if found.broken else OK


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}). Name another file.") from error


def _fetch(arguments: argparse.Namespace) -> int:
    from ingest.errors import shown
    from ingest.fetch import Outcome, fetch
    from ingest.register import read_register

    register = read_register(arguments.register)
    into = arguments.into or arguments.home / "originals"
    counts = dict.fromkeys(Outcome, 0)
    for result in fetch(register, into):
        counts[result.outcome] += 1
        print(shown(f"{result.outcome:9}  {result.id}: {result.about}"), flush=True)
    without = len(register.sources) - sum(counts.values())
    told = ", ".join(f"{n} {outcome}" for outcome, n in counts.items())
    print(f"{told} into {into}; {without} have no address")
    return PARTLY if counts[Outcome.REFUSED] or counts[Outcome.FAILED] else OK


def _later(arguments: argparse.Namespace) -> int:
    print(f"guide {arguments.command}: not built yet.", file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
