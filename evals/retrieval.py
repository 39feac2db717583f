"""Measures of retrieval, computed by ir-measures (https://ir-measur.es) for each query."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

MEASURES = ("nDCG@10", "RR@10", "Success@5", "R@100")
DEPTH = 100

Qrels = Mapping[str, Mapping[str, int]]  # query -> document -> how relevant, 0 for not
Runs = Mapping[str, Sequence[str]]  # query -> documents, best first


def measure(qrels: Qrels, runs: Runs) -> dict[str, dict[str, float]]:
    """Measure -> query -> value, for every query with a relevant document; one without a ranking scores 0."""
    import ir_measures

    wanted = [ir_measures.parse_measure(name) for name in MEASURES]
    judged = {q: dict(of) for q, of in qrels.items() if any(grade > 0 for grade in of.values())}
    # Places become scores, so that no tie-break of the tool reorders what a retriever ranked.
    run = {q: {doc: float(DEPTH - rank) for rank, doc in enumerate(runs.get(q, ())[:DEPTH])} for q in judged}
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for metric in ir_measures.iter_calc(wanted, judged, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    # The tool passes over a query whose ranking is empty: nothing was found, which is 0.
    return {name: {q: values[name].get(q, 0.0) for q in judged} for name in MEASURES}
