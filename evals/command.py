"""`guide evaluate`: measure, compare, audit and hold against gates."""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.compare import compare
from evals.errors import EvaluationError
from evals.evaluate import Peers, Rank, evaluate_collection, evaluate_questions, no_peers
from evals.gates import GateVerdict, check, read_gates
from evals.own import Watch
from evals.questions import Labelled, read_questions
from evals.report.page import render
from evals.report.terminal import told, told_change
from evals.result import Result, read_json, write_json
from evals.subjects import Home, Service, Subject

OWN_SET = Path(__file__).parent / "questions" / "notes.jsonl"


def run(arguments: Namespace, watch: Watch) -> bool:
    """Do what was asked and print it; False when a gate failed or an answer is not grounded.

    Raises EvaluationError for what cannot be used, IndexFault for a home without an index.
    """
    actions: dict[str, Callable[[Namespace, Watch], bool]] = {"compare": _compare, "grounded": _grounded}
    action, *rest = arguments.action or [""]
    if action in actions:
        arguments.files = [Path(name) for name in rest]
        return actions[action](arguments, watch)
    if action:
        raise EvaluationError(
            f"{action!r} is not a part of evaluate: say nothing, compare A B or grounded ANSWERS.jsonl."
        )
    return _measure(arguments, watch)


def _measure(arguments: Namespace, watch: Watch) -> bool:
    # What cannot be used should show before the work, not after.
    for path in (arguments.json, arguments.html):
        if path and not path.parent.is_dir():
            raise EvaluationError(f"{path} cannot be written: there is no folder {path.parent}. Make it first.")
    gates = read_gates(arguments.gate) if arguments.gate else []
    before = read_json(arguments.before) if arguments.before else None
    result = _result(arguments, watch)
    verdicts = check(gates, result)
    print(told(result, verdicts))
    if before:
        print(told_change(compare(before, result)))
    if arguments.json:
        write_json(result, arguments.json)
    if arguments.html:
        _write(arguments.html, render(result, verdicts, before))
    return all(verdict.passed for verdict in verdicts)


def _result(arguments: Namespace, watch: Watch) -> Result:
    if arguments.beir and (arguments.url is not None or arguments.questions):
        raise EvaluationError("--beir ranks a retrieval set alone: leave out --url and --questions, or run them apart.")
    if arguments.url is not None and arguments.baselines:
        raise EvaluationError("Baselines need the passages themselves: leave out --url and name a --home.")
    peers = _peers(arguments.baselines or [], watch)
    if arguments.beir:
        return evaluate_collection(arguments.beir, watch, peers)
    paths = arguments.questions or [OWN_SET]
    questions = _all_questions(paths)
    subject: Subject = Home(arguments.home) if arguments.url is None else Service(arguments.url)
    return evaluate_questions(subject, questions, [path.name for path in paths], watch, peers)


def _all_questions(paths: Sequence[Path]) -> list[Labelled]:
    found: dict[str, Labelled] = {}
    for path in paths:
        for question in read_questions(path):
            if question.id in found:
                raise EvaluationError(f"{path}: the id {question.id} stands in an earlier set too. Give each its own.")
            found[question.id] = question
    return list(found.values())


def _peers(names: Sequence[str], watch: Watch) -> Peers:
    """Other libraries' retrievers by name, built on the texts when the time comes; "all" names all."""
    if not names:
        return no_peers
    from evals.baselines.catalogue import PEERS, open_peers

    chosen = list(PEERS) if "all" in names else list(names)

    def build(texts: Sequence[str]) -> Mapping[str, Rank]:
        return open_peers(chosen, texts, watch)

    return build


def _compare(arguments: Namespace, watch: Watch) -> bool:
    if len(arguments.files) != 2:
        raise EvaluationError("Name two results of --json, the older one first: guide evaluate compare A B.")
    before, after = (read_json(path) for path in arguments.files)
    verdicts: list[GateVerdict] = check(read_gates(arguments.gate), after) if arguments.gate else []
    print(told_change(compare(before, after)))
    if arguments.html:
        _write(arguments.html, render(after, verdicts, before))
    return all(verdict.passed for verdict in verdicts)


def _grounded(arguments: Namespace, watch: Watch) -> bool:
    from dataclasses import asdict

    from evals.grounded import Auditor

    if len(arguments.files) != 1:
        raise EvaluationError("Name what 'guide batch' wrote: guide evaluate grounded ANSWERS.jsonl.")
    audit = Auditor(arguments.home).audit(arguments.files[0])
    for problem in audit.problems:
        print(problem)
    share = "no statement to check" if audit.groundedness is None else f"groundedness {audit.groundedness:.4f}"
    print(
        f"{audit.answers} answers, {audit.statements} statements, {audit.citations} citations: {share},"
        f" {len(audit.problems)} problems"
    )
    if arguments.json:
        _write(arguments.json, json.dumps(asdict(audit), ensure_ascii=False, indent=1) + "\n")
    return not audit.problems


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written ({error.strerror}). Name another file.") from error
