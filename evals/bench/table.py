"""A run of the bench as text and as a picture: ratios to this service, with the machine named."""

from collections.abc import Mapping, Sequence

from evals.bench.contenders import OURS, SAME_WORK
from evals.bench.run import Bench
from evals.report import pictures


def told(found: Bench) -> str:
    """Every figure with its ratio to ours, as a table in Markdown."""
    lines = [f"{found.machine}; {found.made_at}; {found.passages} passages, {found.questions} questions.", ""]
    lines += _table(
        "Cold start to the first result", found.cold, {"cpu": "CPU s", "wall": "wall s", "peak_mb": "MB"}, "cpu"
    )
    lines += _table(
        "A search for ten passages", found.query, {"cpu_ms": "CPU ms", "wall_ms": "wall ms", "RR@10": "RR@10"}, "cpu_ms"
    )
    if found.answer:
        lines += [
            f"A whole answer of ours: {found.answer['cpu_ms']:.1f} CPU ms, {found.answer['wall_ms']:.1f} wall ms.",
            "",
        ]
    lines += _table(
        "Ingest, by passage",
        found.ingest,
        {"cpu_ms": "CPU ms", "wall_ms": "wall ms", "peak_mb": "MB"},
        "cpu_ms",
        SAME_WORK,
    )
    lines += _loads(found)
    lines += _scales(found)
    lines += [f"Left out: {name}: {why}" for name, why in found.left_out.items()]
    return "\n".join(lines).rstrip()


def ratios(found: Bench) -> list[tuple[str, str, float]]:
    """(what, peer, how many times ours): processor time of peers to ours, and our requests a second to theirs."""
    rows = []
    for what, figures, key, ours in (
        ("cold start, CPU", found.cold, "cpu", OURS),
        ("search, CPU", found.query, "cpu_ms", OURS),
        ("ingest of the same passages, CPU", found.ingest, "cpu_ms", SAME_WORK),
        ("ingest with every sentence encoded, CPU", found.ingest, "cpu_ms", OURS),
    ):
        peers = [name for name in figures if name not in {OURS, SAME_WORK}]
        rows += [(what, name, figures[name][key] / figures[ours][key]) for name in peers]
    for n, load in enumerate(found.http.get(OURS, [])):
        what = f"requests a second, {load.clients} client{'s' * (load.clients > 1)}"
        rows += [(what, name, load.per_second / of[n].per_second) for name, of in found.http.items() if name != OURS]
    return rows


def picture(found: Bench) -> str:
    """The ratios as one SVG file that needs nothing beside it."""
    rows = [pictures.Bar(name, ratio, group=what) for what, name, ratio in ratios(found)]
    drawn = pictures.bars(f"How many times less than the peers ({found.machine})", rows, unit=" times", log=True)
    return pictures.standalone(drawn)


def _table(
    title: str, figures: Mapping[str, Mapping[str, float]], columns: Mapping[str, str], ratio: str, ours: str = OURS
) -> list[str]:
    if not figures:
        return []
    rows = []
    for name, of in figures.items():
        times = of[ratio] / figures[ours][ratio]
        rows.append([name, *(_figure(of[key]) for key in columns), "" if name == ours else f"{times:.1f}"])
    return _markdown([title, *columns.values(), f"times {ours} (CPU)"], rows)


def _loads(found: Bench) -> list[str]:
    if not found.http:
        return []
    ours, rows = found.http[OURS], []
    for name, of in found.http.items():
        for load, mine in zip(of, ours, strict=True):
            times = "" if name == OURS else f"{mine.per_second / load.per_second:.1f}"
            figures = (load.per_second, load.median_ms, load.p99_ms)
            rows.append([name, str(load.clients), *map(_figure, figures), str(load.failed), times])
    head = ["Behind HTTP", "clients", "requests/s", "median ms", "p99 ms", "failed", "ours to theirs"]
    return _markdown(head, rows)


def _scales(found: Bench) -> list[str]:
    if not found.scale:
        return []
    rows = [[f"{s.size:,}", s.kind, *map(_figure, (s.build_cpu, s.query_ms, s.recall))] for s in found.scale]
    return _markdown(["Passages", "index", "build CPU s", "query ms", "recall@10"], rows)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return [f"| {' | '.join(c.ljust(w) for c, w in zip(line, widths, strict=True))} |" for line in lines] + [""]


def _figure(value: float) -> str:
    return pictures.figure(value)
