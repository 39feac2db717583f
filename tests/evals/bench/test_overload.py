"""The overload's figures and picture: what came back in each second, told in a few lines."""

import xml.etree.ElementTree as ElementTree

from evals.bench.overload import Overload, Second, _seconds, told
from evals.bench.overload_picture import picture

RUN = Overload(
    machine="a machine", workers=2, capacity=10.0, pace=20.0,
    seconds=[Second(n, {200: 10, 503: 10 + n}, 300.0, 900.0 + n, 380.0, 340.0) for n in range(4)],
    accepted_p99_ms=903.0, statuses={200: 40, 503: 46}, after_statuses={200: 50}, after_p99_ms=200.0,
)  # fmt: skip


def test_each_second_has_what_came_back_in_it() -> None:
    results = [(100.2, 200, 50.0), (100.9, 503, 2.0), (101.5, 200, 70.0)]
    first, second = _seconds(100.0, results, [(100.0, 380.0, 340.0), (101.0, 390.0, 341.0)])
    assert (first.statuses, first.median_ms, first.memory_mib) == ({200: 1, 503: 1}, 50.0, 380.0)
    assert (second.statuses, second.p99_ms, second.memory_mib, second.own_mib) == ({200: 1}, 70.0, 390.0, 341.0)


def test_the_run_is_told_with_its_machine_and_its_refusals() -> None:
    text = told(RUN)
    assert all(
        said in text
        for said in ("a machine", "{200: 40, 503: 46}", "903 ms", "380 to 380 MiB", "340 to 340", "{200: 50}")
    )


def test_the_picture_stands_alone() -> None:
    drawn = picture(RUN)
    ElementTree.fromstring(drawn)
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert drawn.count('class="curve"') == 3
