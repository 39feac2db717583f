import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import Interval
from evals.report.pictures import Bar, bars, changes, shares
from evals.report.plots import accuracy, calibration
from evals.report.sweeps import Bin, Point

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too'"
NUMBERS = {"x", "y", "width", "height", "cx", "cy", "r", "viewBox", "d"}


def checked(picture: str) -> ET.Element:
    """The picture as XML: named, described, with finite numbers inside its frame only."""
    root = ET.fromstring(picture)
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text
    for element in root.iter():
        for name in NUMBERS & set(element.attrib):
            text = element.attrib[name]
            assert re.fullmatch(r"[MLHVhvlz\d .e+-]*", text), text
            assert all(map(math.isfinite, map(float, re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", text))))
        for name in {"x", "cx"} & set(element.attrib):
            assert 0 <= float(element.attrib[name]) <= 320
    return root


def texts(root: ET.Element) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def test_a_bar_ends_at_its_value_and_says_it() -> None:
    root = checked(shares("Measures", [Bar("fact_recall", 0.5, 0.4, 0.6, note="7")]))
    bar = root.find(f"{SVG}rect")
    assert bar is not None
    assert float(bar.attrib["x"]) + float(bar.attrib["width"]) == 160
    assert "fact_recall (7)" in texts(root)
    assert "0.500" in texts(root)
    assert root.findtext(f"{SVG}desc") == "fact_recall 0.500 7"


def test_groups_have_a_heading_each() -> None:
    rows = [Bar("ours", 2.0, group="small"), Bar("theirs", 1.0, group="small"), Bar("ours", 3.0, group="large")]
    said = texts(checked(bars("Speed", rows, unit="×")))
    assert said.count("small") == said.count("large") == 1
    assert "2×" in said


def test_a_ratio_below_one_is_drawn_to_the_left_of_one() -> None:
    root = checked(
        bars("Ratios", [Bar("slower", 0.5), Bar("faster", 2.0), Bar("not measured", 0.0)], unit="×", log=True)
    )
    slower, faster = root.findall(f"{SVG}rect")
    assert float(slower.attrib["x"]) + float(slower.attrib["width"]) == pytest.approx(
        float(faster.attrib["x"]), abs=0.1
    )
    assert "no value" in texts(root)


def test_beyond_noise_differs_by_shape_and_by_word() -> None:
    found = [
        ("fact_recall", Interval(0.1, 0.05, 0.15, 90)),
        ("wrong_answer_rate", Interval(0.1, 0.05, 0.15, 90)),
        ("coverage", Interval(0.01, -0.05, 0.05, 90)),
    ]
    root = checked(changes("Changes", found))
    assert len(root.findall(f"{SVG}circle")) == 1
    assert root.findtext(f"{SVG}desc") == (
        "fact_recall +0.100, better; wrong_answer_rate +0.100, worse; coverage +0.010, within noise"
    )


@pytest.mark.parametrize("label", [HOSTILE, "word " * 200, "漢字" * 100, ""])
def test_labels_are_escaped_and_cut(label: str) -> None:
    for picture in (
        shares(label, [Bar(label, 0.5, note="3", group=label)]),
        changes(label, [(label, Interval(0, 0, 0, 1))]),
    ):
        if label:
            assert all(len(text) < 60 for text in texts(checked(picture)))
        assert "<script" not in picture


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_told_and_not_drawn(value: float) -> None:
    rows = [Bar("odd", value, value, value), Bar("even", 0.5, value, value)]
    for picture in (shares("Odd", rows), bars("Odd", rows), bars("Odd", rows, log=True)):
        assert "no value" in texts(checked(picture))
    checked(changes("Odd", [("odd", Interval(value, value, value, 1))]))


def test_empty_pictures_are_still_pictures() -> None:
    for picture in (
        shares("None", []),
        bars("None", []),
        changes("None", []),
        accuracy("None", (), None),
        calibration("None", ()),
    ):
        checked(picture)


@given(st.lists(st.floats(min_value=0, max_value=1e9), min_size=1, max_size=5))
def test_any_values_make_a_sound_picture(values: list[float]) -> None:
    rows = [Bar(f"row {n}", value, value / 2, value) for n, value in enumerate(values)]
    checked(bars("Any", rows))
    checked(bars("Any", rows, log=True))


def test_the_run_is_marked_on_its_curve() -> None:
    points = [Point(1 - n / 40, n, n / 40, 0.5) for n in range(1, 31)]
    root = checked(accuracy("Curve", points, (0.75, 0.5)))
    assert "this run" in texts(root)
    assert "this run: 0.500 right at 0.750 answered" in str(root.findtext(f"{SVG}desc"))
    assert root.findall(f"{SVG}circle") == []
    assert len(checked(accuracy("One", points[:1], None)).findall(f"{SVG}circle")) == 1


@pytest.mark.parametrize(("confidence", "agreement"), [(0.8, 1), (1.3, 0)])
def test_only_a_probability_has_a_line_of_agreement(confidence: float, agreement: int) -> None:
    root = checked(calibration("Calibration", [Bin(0.1, confidence, confidence, Interval(0.5, 0.2, 0.8, 4))]))
    assert len([e for e in root.iter() if e.get("class") == "agreement"]) == agreement
    assert "4 answers" in str(root.findtext(f"{SVG}desc"))
