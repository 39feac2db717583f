"""The pages of the touch screen and what a phone takes away from them."""

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
import segno

from answer.answer import Answer, Citation, Explained, Link, Notice, Origin, Outcome, Place, Statement
from answer.messages import message
from answer.pipeline import Answerer
from ingest.documents import Locator
from web import kiosk, take_away, themes

EVIL = '<script>alert("x")</script>'
SCREEN = kiosk.Screen(kiosk.Display(), 1000, 60, "https://guide.example")
Make = Callable[..., Answer]


def page(answer: Answer, picked: bool = False, more: tuple[tuple[str, bool], ...] = ()) -> str:
    return kiosk.answer_page(SCREEN, answer, picked=picked, more=more)


def test_nothing_that_is_shown_can_be_markup_or_a_link(
    make_answer: Make, make_citation: Callable[..., Citation]
) -> None:
    origin = Origin("s", EVIL, EVIL, EVIL, "https://example.org/", EVIL)
    cited = make_citation(
        quote=EVIL, title=EVIL, publisher=EVIL, original_url="https://example.org/", origins=(origin,)
    )
    place = Place("d", "v", EVIL, EVIL, EVIL, "2024", "current", Locator(("x",)), 0, 1, "/sources/d")
    answer = make_answer(
        Statement(EVIL, (1,), 0.5),
        question=EVIL,
        message=EVIL,
        outcome=Outcome.PARTIAL,
        citations=(cited,),
        acronyms=(Explained(EVIL, EVIL, place),),
        notices=(Notice(EVIL, EVIL, (1,), (Link(EVIL, "/sources/new"), Link(EVIL, "https://example.org/"))),),
    )
    theme = themes.Theme(EVIL, EVIL, (EVIL,))
    for shown in (
        page(answer, more=((EVIL, True), (EVIL, False))),
        kiosk.start_page(SCREEN, (theme,), EVIL, EVIL),
        kiosk.fault_page("unexpected", EVIL, EVIL),
        kiosk.counts_page("2026-11-23", [(9, {"asked": 1})], [(EVIL, 1)]),
    ):
        assert "<script>alert" not in shown
        ways = set(re.findall(r'(?:action|href)="([^"]*)"', re.sub(r"<link[^>]*>", "", shown)))
        assert ways == {"/kiosk"}


def test_a_touched_question_leads_to_its_page_and_a_typed_one_is_text(
    make_answer: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(take_away, "picture", lambda content: made.append(content) or "data:,")
    answer = make_answer(Statement("It is a partnership.", (1,), 0.9), question="What is Harbour & co?")
    assert "with a link to this answer" in page(answer, picked=True)
    assert "that holds these words" in page(answer)
    unknown = kiosk.Screen(kiosk.Display(), 1000, 60)
    kiosk.answer_page(unknown, answer, picked=True, more=())
    text = "What is Harbour & co?\nIt is a partnership.\nSources: The Harbour collaborative\nThe Collaborative Guide"
    assert made == ["https://guide.example/?q=What%20is%20Harbour%20%26%20co%3F", text, text]


@pytest.mark.parametrize("reason", kiosk.REFUSED)
def test_what_was_refused_is_not_repeated(make_answer: Make, reason: str) -> None:
    outcome = kiosk.refusal(reason).outcome
    answer = make_answer(question="Jo Bloggs", outcome=outcome, reason=reason, message=message(reason))
    shown = page(answer)
    assert "Jo Bloggs" not in unquote(shown)
    words = html.unescape(" ".join(re.sub(r"<[^>]+>", "", shown).split()))
    assert message(reason).split(". ")[0] in words
    # A touch on "Larger text" makes the page again from its reason.
    assert f'name="at" value="{reason}"' in shown


def test_help_in_a_crisis_stands_alone_and_its_numbers_stand_out(make_answer: Make) -> None:
    shown = page(make_answer(outcome=Outcome.SIGNPOSTED, reason="crisis", message=message("crisis")))
    assert re.findall(r"<strong>(\d[\d ]*)</strong>", shown) == ["999", "111", "116 123", "85258"]
    assert "Get help now" in shown and "kiosk-question" not in shown


@pytest.mark.parametrize("length", [10, 200, 5000])
def test_a_code_stays_coarse_enough_for_a_phone(make_answer: Make, length: int) -> None:
    statements = [
        Statement(f"{n} “Each” trust – with 3 million £ – " + "shares staff " * length, (1,), 0.9) for n in range(3)
    ]
    text = take_away.text(make_answer(*statements, question="why " * length))
    assert len(text.encode()) <= take_away.MOST
    assert text.endswith("Sources: The Harbour collaborative\nThe Collaborative Guide")
    code = segno.make(text, error="l", micro=False, mode="byte", encoding="utf-8")
    assert code.symbol_size(border=0)[0] <= 81


def test_an_unsure_answer_is_told_as_such_on_the_phone_too(make_answer: Make) -> None:
    answer = make_answer(Statement("Perhaps.", (1,), 0.4), outcome=Outcome.PARTIAL, reason="unsure")
    assert "This may not be the answer: Perhaps." in take_away.text(answer)


def test_themes_hold_only_what_this_corpus_answers(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = """
[[theme]]
title = "Alliance"
picture = "start"
questions = [
  { ask = "When was the Harbour Alliance formed?", says = "2019" },
  { ask = "When was the Harbour Alliance formed in full?", says = "1999" },
  { ask = "What is the capital of Peru?", says = "" },
]
[[theme]]
title = "Elsewhere"
picture = "start"
questions = [{ ask = "Who is the king of Norway?", says = "" }]
[[theme]]
title = "Aid"
picture = "start"
questions = [{ ask = "What is mutual aid?", says = "crisis" }]
"""
    file = answerer.searcher.snapshot.home / "listed.toml"
    file.write_text(listed, "utf-8")
    monkeypatch.setattr(themes, "_LISTED", file)
    themes._themes.cache_clear()
    found = themes.themes(answerer)
    assert [(theme.title, theme.questions) for theme in found] == [
        ("Alliance", ("When was the Harbour Alliance formed?",)),
        ("Aid", ("What is mutual aid?",)),
    ]
    assert themes.offered(answerer, "What is mutual aid?") and not themes.offered(answerer, "What is mutual aid")
    themes._themes.cache_clear()
    monkeypatch.setattr(answerer, "explain", None)  # what was checked is stored, and not asked again
    assert themes.themes(answerer) == found
    themes._themes.cache_clear()
