import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import evals.report
from evals.gates import GateVerdict
from evals.report.page import render
from evals.report.words import GLOSSARY, failing
from evals.result import ORDER, Asked, Result

Make = Callable[..., Asked]
MakeResult = Callable[..., Result]
CSS = (Path(evals.report.__file__).parent / "report.css").read_text("utf-8")
VOID = {"meta", "link", "wbr", "br"}


class Outline(HTMLParser):
    """The tags of a page in order, with a check that they close in order; and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def checked(page: str) -> Outline:
    """A page that asks nothing of any other place and whose links lead to places on it."""
    outline = Outline(page)
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in outline.tags:
        assert tag not in {"script", "img", "iframe", "object", "embed", "form", "base", "image", "use"}
        assert not any(name.startswith("on") for name in attrs)
        assert "src" not in attrs and "style" not in attrs
        where = attrs.get("href")
        assert where is None or where == "data:," or str(where).removeprefix("#") in ids
    assert "url(" not in CSS and "@import" not in CSS
    return outline


def test_the_order_of_a_page(result: Result, verdicts: list[GateVerdict]) -> None:
    outline = checked(render(result, verdicts, before=result))
    sections = [attrs["id"] for tag, attrs in outline.tags if tag == "section"]
    assert sections == [
        "gates",
        "measures",
        "baselines",
        "kinds",
        "coverage",
        "calibration",
        "latency",
        "changed",
        "failing",
    ]
    for said in ("snapshot abc", "notes.jsonl", "2 November 2026, 09:05 UTC", "a processor, 2 cores", "1.25 s"):
        assert said in outline.text
    assert "✔ passed" in outline.text and "✖ FAILED" in outline.text


def test_every_failing_question_is_there_and_no_right_one(result: Result) -> None:
    outline = checked(render(result))
    shown = set(re.findall(r"\b(q-\d+): Question", outline.text))
    assert shown == {one.id for one in failing(result.asked)} == {f"q-{n}" for n in range(0, 20, 3)}
    assert sum(tag == "article" for tag, _ in outline.tags) == 7
    assert "Failing questions (7)" in outline.text
    for said in ("fact 3", "Answer 3.", "notes/3.md: Quote 3.", "Gold 3."):
        assert said in outline.text
    assert "Answer 4." not in outline.text


def test_a_right_answer_that_is_wrong_all_the_same_is_shown(make_asked: Make, make_result: MakeResult) -> None:
    assert "✖ Wrong." in checked(render(make_result(make_asked(1, right=True, wrong=True)))).text


def test_a_rank_that_was_not_scored_differs_from_one_not_found(make_asked: Make, make_result: MakeResult) -> None:
    one = make_asked(0, gold_rank=None)
    assert "not among the passages found" in checked(render(make_result(one))).text
    unscored = replace(make_result(one), values={})
    assert "these words are not in the corpus" in checked(render(unscored)).text


def test_a_measure_without_a_question_is_named_and_never_nought(result: Result) -> None:
    outline = checked(render(result))
    not_scored = outline.text.split("Not scored")[1].split(".")[0]
    assert "signpost_rate" in not_scored and "fact_recall" not in not_scored
    assert outline.text.count("signpost_rate") == 1


def test_what_is_no_number_counts_as_not_scored(result: Result) -> None:
    page = render(replace(result, values=result.values | {"fact_recall": {"q-1": float("nan")}}))
    assert "fact_recall" in checked(page).text.split("Not scored")[1].split(".")[0]


def test_hostile_texts_stay_texts(hostile: Result, verdicts: list[GateVerdict]) -> None:
    page = render(hostile, verdicts, before=hostile)
    outline = checked(page)
    assert '<script>alert("1")</script>' in outline.text
    assert "{{ 7 * 7 }}" in outline.text
    assert page.encode("utf-8")


def test_a_retrieval_set_leaves_answers_out_and_says_so(retrieval: Result) -> None:
    outline = checked(render(retrieval, before=retrieval))
    sections = [attrs["id"] for tag, attrs in outline.tags if tag == "section"]
    assert sections == ["gates", "measures", "baselines", "changed"]
    assert "nothing was answered" in outline.text
    assert "2 questions ranked" in outline.text


def test_a_result_of_nothing_is_still_a_page(make_result: MakeResult) -> None:
    outline = checked(render(make_result(), before=make_result()))
    assert "No question could be scored." in outline.text
    assert "No baseline was measured" in outline.text
    assert "No measure has a question in both runs." in outline.text


@pytest.mark.parametrize("outcome", ["answered", "abstained"])
def test_one_question(make_asked: Make, make_result: MakeResult, outcome: str) -> None:
    checked(render(make_result(make_asked(1, outcome=outcome, kind="", asker="", confidence=None))))


def test_all_values_equal(make_asked: Make, make_result: MakeResult) -> None:
    made = make_result(*(make_asked(n, right=True, confidence=1.0) for n in range(6)))
    assert "None: every question was dealt with rightly." in checked(render(made, before=made)).text


def test_what_changed_names_the_questions_that_turned(result: Result) -> None:
    asked = tuple(replace(one, right=not one.right) if one.id in {"q-3", "q-4"} else one for one in result.asked[:-1])
    text = checked(render(result, before=replace(result, asked=asked, subject="snapshot old"))).text
    broken, mended = text.split("Broken")[1].split("Mended")
    assert "q-3" in broken and "q-4" in mended
    assert "snapshot old" in text
    assert "0 questions asked only before, 1 question asked only now." in text


def test_every_measure_of_the_project_is_explained() -> None:
    assert not {*ORDER, "latency_ms_median", "latency_ms_p95"} - GLOSSARY.keys()
    assert [m for m, of in GLOSSARY.items() if of.lower_is_better] == [
        "wrong_answer_rate", "latency_ms_median", "latency_ms_p95",
    ]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_stand_out_enough_in_light_and_dark(scheme: int) -> None:
    blocks = re.findall(r":root \{([^}]*)\}", CSS)
    colours = dict(re.findall(r"--(\w+): (#\w{6});", blocks[scheme]))

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(colours[one]), luminance(colours[other])))
        return (high + 0.05) / (low + 0.05)

    for paper in ("paper", "panel"):
        assert all(contrast(text, paper) >= 4.5 for text in ("ink", "soft", "link", "good", "bad"))
    assert all(contrast(shape, "paper") >= 3 for shape in ("bar", "mark", "ink", "soft"))
