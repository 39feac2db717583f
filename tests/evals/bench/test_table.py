"""Figures become ratios to ours, as a table and as a picture that stands alone."""

from xml.etree import ElementTree

import pytest

from evals.bench.load import Load
from evals.bench.run import Bench
from evals.bench.scale import Scale
from evals.bench.table import picture, ratios, told

FOUND = Bench(
    "2026-11-22T12:00:00+00:00",
    "A processor, 2 cores",
    passages=482,
    questions=148,
    ingest={
        "guide-passages": {"cpu_ms": 25.0, "wall_ms": 30.0, "peak_mb": 200.0},
        "guide": {"cpu_ms": 50.0, "wall_ms": 60.0, "peak_mb": 300.0},
        "txtai": {"cpu_ms": 100.0, "wall_ms": 90.0, "peak_mb": 900.0},
    },
    cold={"guide": {"cpu": 0.5, "wall": 0.6, "peak_mb": 200.0}, "txtai": {"cpu": 10.0, "wall": 11.0, "peak_mb": 900.0}},
    query={
        "guide": {"cpu_ms": 8.0, "wall_ms": 8.5, "RR@10": 0.6},
        "txtai": {"cpu_ms": 40.0, "wall_ms": 42.0, "RR@10": 0.5},
    },
    answer={"cpu_ms": 15.0, "wall_ms": 16.0},
    http={"guide": [Load(1, 90.0, 10.0, 20.0, 0)], "txtai": [Load(1, 20.0, 50.0, 80.0, 0)]},
    scale=[Scale(10_000, "flat", 0.1, 1.2, 1.0), Scale(10_000, "HNSW", 3.0, 0.2, 0.99)],
    left_out={"haystack": "not installed"},
)


def test_ratios_say_how_many_times_ours() -> None:
    assert {what: times for what, _, times in ratios(FOUND)} == {
        "cold start, CPU": 20.0,
        "search, CPU": 5.0,
        "ingest of the same passages, CPU": 4.0,
        "ingest with every sentence encoded, CPU": 2.0,
        "requests a second, 1 client": 4.5,
    }


def test_the_table_names_the_machine_and_who_was_left_out() -> None:
    text = told(FOUND)
    for part in (
        "A processor, 2 cores",
        "| 20.0",
        "10,000",
        "HNSW",
        "Left out: haystack: not installed",
        "148 questions",
    ):
        assert part in text, part


def test_a_run_of_one_part_is_told_without_the_others() -> None:
    text = told(Bench("now", "here", scale=FOUND.scale))
    assert "HNSW" in text and "Cold start" not in text and "Behind HTTP" not in text
    assert ratios(Bench("now", "here", scale=FOUND.scale)) == []


@pytest.mark.parametrize("found", [FOUND, Bench("now", "<b>&", scale=FOUND.scale)])
def test_the_picture_is_a_file_of_its_own(found: Bench) -> None:
    root = ElementTree.fromstring(picture(found))
    assert root.tag.endswith("svg") and "http" not in picture(found).replace("http://www.w3.org/2000/svg", "")
