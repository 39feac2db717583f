"""Retrieval sets in BEIR's layout (Thakur et al. 2021): corpus.jsonl, queries.jsonl and qrels/test.tsv."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from evals.errors import EvaluationError
from evals.questions import read_lines
from evals.retrieval import DEPTH, Qrels, measure


@dataclass(frozen=True, slots=True)
class Collection:
    """One set: texts are title and text in one; queries are those with a relevant document."""

    name: str
    ids: list[str]
    texts: list[str]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def read_collection(folder: Path) -> Collection:
    """Read a folder; EvaluationError names the file and line that is not of BEIR's layout."""
    documents = _read(folder / "corpus.jsonl")
    qrels = _read_qrels(folder / "qrels" / "test.tsv")
    queries = {q: text for q, text in _read(folder / "queries.jsonl").items() if q in qrels}
    if not documents or not queries:
        raise EvaluationError(f"{folder} holds no document, or no query that qrels/test.tsv judges.")
    if not any(document in documents for q in queries for document in qrels[q]):
        raise EvaluationError(f"{folder}/qrels/test.tsv judges no document of corpus.jsonl: are they of one set?")
    return Collection(folder.resolve().name, list(documents), list(documents.values()), queries, qrels)


def measure_rankings(collection: Collection, rankings: dict[str, list[int]]) -> dict[str, dict[str, float]]:
    """Measure -> query -> value of rankings given as query -> rows of `texts`, best first."""
    qrels: Qrels = {q: collection.qrels[q] for q in collection.queries}
    runs = {}
    for q, rows in rankings.items():
        # As BEIR does: where queries are documents of the corpus, finding itself is no find. Where the judges name that
        # document, queries and documents only share their numbers.
        names = [collection.ids[row] for row in rows]
        runs[q] = [name for name in names if name != q or name in qrels[q]][:DEPTH]
    return measure(qrels, runs)


def _read(path: Path) -> dict[str, str]:
    found = {}
    for n, record in read_lines(path):
        try:
            name, title, text = str(record["_id"]), str(record.get("title") or ""), str(record["text"] or "")
        except KeyError as error:
            raise EvaluationError(f"{path}, line {n}: the field {error} is missing. BEIR's form has it.") from error
        found[name] = f"{title} {text}".strip()
    return found


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}). It holds query, document and grade a line.") from error
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for n, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if not line.strip() or (n == 1 and not cells[-1].strip().lstrip("-").isdigit()):  # the heading
            continue
        try:
            query, document, grade = cells
            qrels[query][document] = int(grade)
        except ValueError as error:
            raise EvaluationError(
                f"{path}, line {n}: needs query, document and grade, tab between ({error})."
            ) from error
    return {q: of for q, of in qrels.items() if any(grade > 0 for grade in of.values())}
