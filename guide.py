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
from typing import Any

from commands.errors import InputError
from commands.progress import Progress

HOME = Path("var/guide")
CORPUS = Path(__file__).resolve().parent / "corpus"
OK, PARTLY, FAILED = 0, 3, 1


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
    _care_commands(add)
    return parser


def _care_commands(add: Callable[[str, Any, str], argparse.ArgumentParser]) -> None:
    doctor = add("doctor", _doctor, "look over an installation and say what to do")
    doctor.add_argument("--corpus", type=Path, default=CORPUS, metavar="FOLDER", help="default: the shipped corpus")
    doctor.add_argument("--port", type=int, default=8000, help="of the service (default: 8000)")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    doctor.epilog = "exit code: 0 it can serve, perhaps with warnings; 1 something must be mended first"
    snapshots = add("snapshots", _snapshots, "list or verify the indexes of a home, or put an earlier one back")
    snapshots.add_argument("action", choices=["list", "verify", "rollback"])
    snapshots.add_argument("--to", metavar="ID", help="rollback: which one; default: the one that served before")
    snapshots.add_argument("--json", action="store_true", help="list, verify: print JSON")
    token = add("token", _token, "make, list or remove tokens of the service; it notices without a restart")
    token.add_argument("action", choices=["add", "list", "remove"])
    token.add_argument("name", nargs="?", metavar="NAME")
    token.add_argument(
        "--role", choices=["ask", "evaluation", "administration"], default="evaluation", help="default: %(default)s"
    )
    gaps = add("gaps", _gaps, "what people asked in vain, and which document is nearest")
    gaps.add_argument("--json", type=Path, metavar="OUT", help="write all of it")
    forget = add("forget", _forget, "delete what people asked; without an option, what has expired")
    forget.add_argument("--answer", default="", metavar="ID", help="all that is kept of an answer")
    forget.add_argument("--text", default="", help="all whose words hold this, in capitals or not")
    forget.add_argument("--before", default="", metavar="DAY", help="all before a day, as in 2026-11-30")


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
    from commands.ingest import run

    return run(arguments, arguments.paths or [CORPUS])


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
        from commands.files import write

        write(arguments.receipt, json.dumps(asdict(answer.receipt), indent=1) + "\n")
    return OK


def _replay(arguments: argparse.Namespace) -> int:
    from answer.replaying import run

    return run(arguments.file, arguments.home)


def _batch(arguments: argparse.Namespace) -> int:
    from commands.batch import run

    run(arguments.home, arguments.input, arguments.output)
    return OK


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
        with Progress() as progress:
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
def _evaluating() -> Iterator[Progress]:
    from evals.errors import EvaluationError

    try:
        with Progress() as progress:
            yield progress
    except EvaluationError as error:
        raise InputError(str(error)) from error


def _check(arguments: argparse.Namespace) -> int:
    from datetime import date

    from commands.files import write
    from ingest.check import answer_sentences, check_corpus, read_note, report_of

    if arguments.sentences:
        for sentence in answer_sentences(read_note(arguments.sentences)):
            print(f"{'leans ' if sentence.leans else '      '}{sentence.shown}")
        return OK
    found = check_corpus(arguments.folder, CORPUS / "register.toml", date.today())
    if arguments.json:
        write(arguments.json, json.dumps(found.to_json(), indent=1) + "\n")
    print("\n".join(report_of(found)))
    return PARTLY if found.broken else OK


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


def _doctor(arguments: argparse.Namespace) -> int:
    from commands.doctor.report import run

    return OK if run(arguments.home, arguments.corpus, arguments.port, arguments.json) else FAILED


def _token(arguments: argparse.Namespace) -> int:
    from commands.token import run

    run(arguments.home, arguments.action, arguments.name, arguments.role)
    return OK


def _snapshots(arguments: argparse.Namespace) -> int:
    from commands.snapshots import run

    return run(arguments.home, arguments.action, arguments.to, arguments.json)


def _gaps(arguments: argparse.Namespace) -> int:
    from asked.command import run

    with _asked():
        run(arguments.home, arguments.json)
    return OK


def _forget(arguments: argparse.Namespace) -> int:
    from commands.forget import run

    with _asked():
        run(arguments.home, arguments.answer, arguments.text, arguments.before)
    return OK


@contextmanager
def _asked() -> Iterator[None]:
    from asked.errors import AskedFault

    try:
        yield
    except AskedFault as error:
        raise InputError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
