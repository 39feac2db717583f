"""Evaluation: question sets asked of a home or a service, or a retrieval set ranked; one Result."""

import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from answer.text import spoken
from evals.baselines.bm25 import Bm25
from evals.beir import measure_rankings, read_collection
from evals.gold import Found, GoldSpans, Need, evidence_run
from evals.own import Own, Watch
from evals.questions import Labelled
from evals.result import Asked, PerQuestion, Result, Source, per_question
from evals.retrieval import DEPTH, measure
from evals.scores import judge, values_of
from evals.subjects import Home, Subject

Rank = Callable[[str], Sequence[int]]  # query -> rows, best first
Peers = Callable[[Sequence[str]], Mapping[str, Rank]]  # texts -> the peers' retrievers over them, by name


def no_peers(texts: Sequence[str]) -> Mapping[str, Rank]:
    """No retriever but our own."""
    return {}


def evaluate_questions(
    subject: Subject, questions: Sequence[Labelled], sets: Sequence[str], watch: Watch, peers: Peers = no_peers
) -> Result:
    """Ask every question and score answers and retrieval; baselines need the passages of a Home."""
    gold = GoldSpans(subject.texts())
    needs = {q.id: gold.needs(q) for q in questions if q.answerable}
    asked, queries, rankings = [], {}, {}
    for n, question in enumerate(questions, start=1):
        one, query = _ask(subject, question, needs.get(question.id, ()))
        if needs.get(question.id):
            queries[question.id] = query
            rankings[question.id] = hits = subject.search(query)
            one = _with_rank(one, needs[question.id], hits)
        asked.append(one)
        watch("Asking", n, len(questions))
    judged = {q: of for q, of in needs.items() if of}
    baselines: dict[str, PerQuestion] = {}
    if isinstance(subject, Home):
        for name, rank in _retrievers(subject, peers).items():
            found = {q: [subject.found(row) for row in rank(query)] for q, query in queries.items()}
            baselines[name] = _retrieval(judged, found)
            watch("Comparing", len(baselines), len(baselines))
    return Result(
        subject=subject.name,
        sets=tuple(sets),
        made_at=_now(),
        machine=machine(),
        values=per_question(asked) | _retrieval(judged, rankings),
        baselines=baselines,
        asked=tuple(asked),
        quantiles=_quantiles([one.milliseconds for one in asked]),
    )


def evaluate_collection(folder: Path, watch: Watch, peers: Peers = no_peers) -> Result:
    """Rank the queries of a retrieval set in BEIR's layout by fusion, and by BM25 and vectors alone."""
    from index.encoder import Encoder
    from index.search import MODELS

    collection = read_collection(folder)
    own = Own.build(collection.texts, Encoder.open(MODELS / "encoder"), watch)
    rankers: dict[str, Rank] = {"fused": own.fused, **_baselines(collection.texts, own), **peers(collection.texts)}
    values = {}
    for n, (name, rank) in enumerate(rankers.items(), start=1):
        rankings = {q: list(rank(text)) for q, text in collection.queries.items()}
        values[name] = measure_rankings(collection, rankings)
        watch("Searching", n, len(rankers))
    return Result(
        subject=f"retrieval, {len(collection.ids)} passages",
        sets=(collection.name,),
        made_at=_now(),
        machine=machine(),
        values=values.pop("fused"),
        baselines=values,
    )


def _ask(subject: Subject, question: Labelled, needs: Sequence[Need]) -> tuple[Asked, str]:
    """The scored answer, and the query that was sought with."""
    start = time.perf_counter()
    answer = subject.ask(question.question)
    milliseconds = (time.perf_counter() - start) * 1000
    verdict = judge(question, answer)
    wanted = question.facts if question.answerable else ()
    one = Asked(
        id=question.id,
        question=question.question.text,
        kind=question.kind,
        asker=question.asker,
        answerable=question.answerable,
        outcome=answer.outcome.value,
        answer=spoken(answer),
        right=verdict.right,
        wrong=verdict.wrong,
        missing=tuple(forms[0] for forms, held in zip(wanted, verdict.held, strict=False) if not held),
        forbidden=verdict.forbidden,
        sources=tuple(Source(c.document, c.quote) for c in answer.citations),
        gold=tuple(g.text for g in question.gold),
        gold_rank=None,
        confidence=answer.sureness,
        milliseconds=round(milliseconds, 2),
        values=values_of(question, answer, verdict, bool(needs), subject.stored),
    )
    return one, answer.standalone_question


def _with_rank(one: Asked, needs: Sequence[Need], hits: Sequence[Found]) -> Asked:
    from dataclasses import replace

    ranks = (n for n, hit in enumerate(hits, start=1) if any(need.met_by(hit) for need in needs))
    return replace(one, gold_rank=next(ranks, None))


def _retrievers(home: Home, peers: Peers) -> Mapping[str, Rank]:
    own = Own.of(home.searcher)
    texts = [passage.preface + passage.text for passage in home.searcher.snapshot.passages()]
    return {**_baselines(texts, own), **peers(texts)}


def _baselines(texts: Sequence[str], own: Own) -> Mapping[str, Rank]:
    """BM25 as published, and each half of our own search alone."""
    bm25 = Bm25()
    bm25.build(texts)
    return {
        "bm25": lambda query: [row for row, _ in bm25.search(query, DEPTH)],
        "sparse": own.sparse,
        "dense": own.dense,
    }


def _retrieval(needs: Mapping[str, Sequence[Need]], found: Mapping[str, Sequence[Found]]) -> PerQuestion:
    """The measures of retrieval over gold spans, by question."""
    qrels = {q: {f"need {n}": 1 for n in range(len(of))} for q, of in needs.items()}
    return measure(qrels, {q: evidence_run(of, found.get(q, ())) for q, of in needs.items()})


def _quantiles(milliseconds: Iterable[float]) -> dict[str, float]:
    median, late = np.percentile(list(milliseconds), [50, 95])
    return {"latency_ms_median": round(float(median), 2), "latency_ms_p95": round(float(late), 2)}


def machine() -> str:
    """The processor, its cores and the system, so that figures of time can be read."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
