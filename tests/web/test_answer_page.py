import re
from collections.abc import Callable

import pytest

from answer.answer import Answer, Citation, Explained, Link, Nearest, Notice, Origin, Outcome, Place, Statement, Turn
from ingest.documents import Locator
from web import content, pages, shape

OWN_SCRIPT = '<script type="module" src="/static/chat.js"></script>'
EVIL = '<script>alert("x")</script>'
Make = Callable[..., Answer]


def page(answer: Answer, **more: object) -> str:
    return pages.ask_page(limit=1000, answer=answer, **more)  # type: ignore[arg-type]


def test_nothing_that_is_shown_can_be_markup(make_answer: Make, make_citation: Callable[..., Citation]) -> None:
    origin = Origin("s", EVIL, EVIL, EVIL, f"javascript:{EVIL}", EVIL)
    cited = make_citation(
        quote=EVIL,
        title=EVIL,
        publisher=EVIL,
        kind=EVIL,
        published_on=EVIL,
        original_url=EVIL,
        origins=(origin,),
    )
    answer = make_answer(
        Statement(EVIL, (1,), 0.5),
        question=EVIL,
        standalone_question=EVIL + "?",
        message=EVIL,
        outcome=Outcome.PARTIAL,
        citations=(cited,),
        notices=(Notice(EVIL, EVIL, (1,)),),
        acronyms=(Explained("alert", EVIL, copy_in(EVIL, Locator((EVIL,)))),),
        nearest=(Nearest(EVIL, EVIL, '/"><script>'),),
        suggestions=(EVIL,),
    )
    for shown in (
        page(answer, turns=(Turn(EVIL, EVIL),)),
        pages.frozen_page(answer, EVIL, EVIL),
        pages.ask_page(limit=1000, question=EVIL, problem=EVIL),
        pages.turn_fragment(answer)[0],
        content.state_page("other", EVIL, EVIL, ("/", EVIL), limit=10, question=EVIL),
        content.team_page(EVIL),
        content.thanks_page(EVIL, EVIL),
    ):
        assert "<script" not in shown.replace(OWN_SCRIPT, "")
        assert "&lt;script&gt;" in shown
        assert 'href="javascript' not in shown


def test_a_lead_in_and_its_items_are_one_list(make_answer: Make) -> None:
    shown = page(
        make_answer(
            Statement("It works on these programmes:", (1,), 0.9, "lead_in"),
            Statement("waiting lists", (1,), 0.9, "item"),
            Statement("nurses", (1,), 0.9, "item"),
            Statement("It was formed in May 2021.", (2,), 0.9),
        )
    )
    words = shown[shown.index('class="guide-words"') : shown.index('class="guide-as-of"')]
    assert words.count("<ul") == 1
    assert words.count("<li>") == 2
    assert words.index("programmes:") < words.index("<ul") < words.index("waiting lists") < words.index("</ul>")
    assert words.index("</ul>") < words.index("May 2021")


def test_neighbours_of_one_document_share_a_paragraph(
    make_answer: Make, make_citation: Callable[..., Citation]
) -> None:
    statements = [Statement(f"Sentence {n}.", (n,), 0.9) for n in (1, 2, 3)]
    cited = (make_citation(n=1), make_citation(n=2), make_citation(n=3, document_id="moorland"))
    grouped = shape.settings(make_answer(*statements, citations=cited))
    assert [[statement.citations[0] for statement in group.statements] for group in grouped] == [[1, 2], [3]]


def test_a_line_without_a_full_stop_stands_alone(make_answer: Make) -> None:
    texts = ("Programme Group Support", "It was formed.", "It grew (fast.)", "It rests.")
    grouped = shape.settings(make_answer(*(Statement(text, (1,), 0.9) for text in texts)))
    assert [len(group.statements) for group in grouped] == [1, 3]


def test_every_number_leads_to_its_source(make_answer: Make) -> None:
    shown = page(make_answer(Statement("One.", (1, 2), 0.9), Statement("Two.", (2,), 0.9)))
    linked = set(re.findall(r'href="#(source-\d+)"', shown))
    assert linked == set(re.findall(r'id="(source-\d+)"', shown)) == {"source-1", "source-2"}


def test_a_source_says_who_when_where_and_in_what_state(
    make_answer: Make, make_citation: Callable[..., Citation]
) -> None:
    origins = (
        Origin("r", "The report", "Coast Trust", "2023", "https://example.org/report", "slide 2"),
        Origin("r", "The report", "Coast Trust", "2023", "https://example.org/report", "slide 5"),
    )
    cited = make_citation(status="superseded", published_on="undated", origins=origins)
    shown = page(make_answer(Statement("One.", (1,), 0.9), citations=(cited,)))
    sources = shown[shown.index('class="guide-sources"') :]
    expected = (
        "Coast Trust", "Case study", "undated", "Replaced by a newer one", "Pages 3 to 4, Money",
        "It was formed in May 2021.", "slide 2; slide 5", 'href="https://example.org/report"',
    )  # fmt: skip
    assert [words for words in expected if words not in sources] == []
    assert sources.count("The report") == 1
    assert 'href="/sources/harbour?version=v1&amp;start=10&amp;end=36#cited"' in sources


def test_a_notice_leads_to_what_to_read_instead(make_answer: Make) -> None:
    newer = (
        Link("New & better", "/sources/new"),
        Link("Elsewhere", "https://example.org/"),
        Link(EVIL, "javascript:x"),
    )
    told = Notice("superseded", "“Old” has been replaced.", (1,), newer)
    answer = make_answer(Statement("One.", (1,), 0.9), notices=(told,))
    shown = page(answer)
    notice = shown[shown.index('class="guide-notice ') : shown.index('class="guide-sources"')]
    assert "A source is out of date" in notice and "“Old” has been replaced." in notice
    assert 'href="#source-1"' in notice
    assert '<a href="/sources/new">New &amp; better</a>' in notice
    assert '<a href="https://example.org/" rel="noreferrer">Elsewhere</a>' in notice
    assert "<script" not in notice and 'href="javascript' not in notice


def test_a_publication_behind_a_note_is_marked_when_it_is_out_of_force(
    make_answer: Make, make_citation: Callable[..., Citation]
) -> None:
    for status, words in (("superseded", "Replaced by a newer one"), ("withdrawn", "Withdrawn"), ("unknown", "")):
        cited = make_citation(origins=(Origin("r", "The report", "Coast Trust", "2023", "", "", status),))
        shown = page(make_answer(Statement("One.", (1,), 0.9), citations=(cited,)))
        assert words in shown
        assert ("nhsuk-tag" in shown) is bool(words)


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2024-05-02", "2 May 2024"),
        ("2024-05", "May 2024"),
        ("2024", "2024"),
        ("undated", "The source gives no date."),
    ],
)
def test_an_answer_has_its_date(make_answer: Make, as_of: str, words: str) -> None:
    assert words in page(make_answer(Statement("One.", (1,), 0.9), as_of=as_of))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_title_says_how_the_question_ended(make_answer: Make, outcome: Outcome) -> None:
    statements = (Statement("One.", (1,), 0.9),) if outcome in (Outcome.ANSWERED, Outcome.PARTIAL) else ()
    shown = page(make_answer(*statements, outcome=outcome, message="Because."))
    title = re.search("<title>(.*)</title>", shown)
    assert title
    assert title.group(1).endswith("– The Collaborative Guide")
    assert ("What is Harbour?" in title.group(1)) is (outcome is not Outcome.SIGNPOSTED)
    assert shown.count('id="answer"') == 1
    assert shown.count("<h1") == 1


def test_an_abstention_names_the_nearest_and_offers_questions(make_answer: Make) -> None:
    answer = make_answer(
        outcome=Outcome.ABSTAINED,
        message="Nothing on that.",
        nearest=(Nearest("Moorland", "Its chair", "/sources/moorland?start=1&end=2#cited"),),
        suggestions=("Who is the chair?",),
    )
    shown = page(answer)
    assert "Nothing on that." in shown
    assert 'href="/sources/moorland?start=1&amp;end=2#cited"' in shown
    assert '<button class="guide-question" type="submit" name="question" value="Who is the chair?">' in shown


def test_help_lines_can_be_tapped_and_distress_is_not_repeated(make_answer: Make) -> None:
    answer = make_answer(
        question="I cannot go on",
        outcome=Outcome.SIGNPOSTED,
        reason="crisis",
        message="Call 999. Call NHS 111, option 2. Samaritans: 116 123. Text SHOUT to 85258. Not 1999.",
    )
    shown = page(answer)
    card = shown[shown.index('class="nhsuk-card') :]
    assert re.findall(r'href="((?:tel|sms):\d+)"', card) == [
        "tel:999",
        "tel:111",
        "tel:116123",
        "sms:85258",
    ]
    assert "Get help now" in card
    assert "I cannot go on" not in shown


def test_the_conversation_goes_along_in_the_form(make_answer: Make) -> None:
    shown = page(make_answer(Statement("One.", (1,), 0.9)), turns=(Turn("What is it?", 'A "trust"'),))
    assert '<input type="hidden" name="turn_question" value="What is it?">' in shown
    assert 'name="turn_answer" value="A &#34;trust&#34;"' in shown


def test_a_rewritten_question_is_shown_and_linked(make_answer: Make) -> None:
    shown = page(make_answer(Statement("One.", (1,), 0.9), standalone_question="Who leads Harbour & co?"))
    assert "Read as: Who leads Harbour &amp; co?" in shown
    kept = pages.frozen_page(
        make_answer(Statement("One.", (1,), 0.9), standalone_question="Who leads Harbour & co?"), "", ""
    )
    assert 'href="/?q=Who%20leads%20Harbour%20%26%20co%3F"' in kept


def test_the_first_page_is_a_form_with_a_label_and_a_limit() -> None:
    shown = pages.ask_page(limit=77)
    assert '<html lang="en-GB">' in shown
    assert re.search(r'<label[^>]*for="question"', shown)
    assert 'maxlength="77"' in shown
    assert shown.count("<script") == shown.count(OWN_SCRIPT) == 1
    assert shown.index("Skip to main content") < shown.index("<header")


def test_a_problem_is_named_at_the_top_and_at_the_field() -> None:
    shown = pages.ask_page(limit=10, question="what now then", problem="Shorten it")
    assert "<title>Error – " in shown
    assert shown.count("Shorten it") == 2
    assert 'href="#question"' in shown
    assert "what now then</textarea>" in shown


def copy_in(title: str, locator: Locator, status: str = "current") -> Place:
    return Place("d2", "v2", "two.pdf", title, "", "2022", status, locator, 5, 9, "/sources/d2?start=5&end=9#cited")


def test_other_places_of_cited_words_stand_in_one_line(
    make_answer: Make, make_citation: Callable[..., Citation]
) -> None:
    copies = (
        copy_in("Toolkit", Locator((), page=4)),
        copy_in("Slides", Locator((), slide=2), status="withdrawn"),
        copy_in("The Harbour collaborative", Locator(("The Harbour collaborative", "Summary"))),
    )
    shown = page(make_answer(Statement("It was formed.", (1,), 0.5), citations=(make_citation(also=copies),)))
    (line,) = re.findall(r"<p[^>]*>Also in:(.*?)</p>", shown, re.S)
    words = " ".join(re.sub("<[^>]*>", "", line).split())
    assert words == "Toolkit, page 4; Slides, slide 2 (withdrawn); The Harbour collaborative, Summary"
    assert line.count('href="/sources/d2?start=5&amp;end=9#cited"') == 3


def test_no_more_than_three_other_places_are_named(make_answer: Make, make_citation: Callable[..., Citation]) -> None:
    copies = tuple(copy_in(f"Toolkit {n}", Locator(())) for n in range(5))
    shown = page(make_answer(Statement("It was formed.", (1,), 0.5), citations=(make_citation(also=copies),)))
    assert shown.count("/sources/d2?") == 3 and "and 2 more" in shown
    assert "Also in" not in page(make_answer(Statement("It was formed.", (1,), 0.5)))


def test_an_acronym_is_explained_once_where_it_is_first_met(make_answer: Make) -> None:
    answer = make_answer(
        Statement("The ICBs differ.", (1,), 0.9),
        Statement("An ICB pays the trust, and the ICB decides.", (1,), 0.9),
        acronyms=(Explained("ICB", "integrated care board", copy_in("Toolkit", Locator(()))),),
    )
    cut = shape.worded(answer)
    assert [[piece.text for piece in pieces] for pieces in cut.values()] == [
        ["The ICBs differ."],
        ["An ", "ICB", " pays the trust, and the ICB decides."],
    ]
    shown = page(answer)
    assert shown.count('role="tooltip"') == 1
    assert "title=" not in shown


def test_pieces_of_a_page_share_no_id(make_answer: Make) -> None:
    answers = [make_answer(Statement("One.", (1,), 0.9), id=f"{n}" * 32) for n in (1, 2)]
    ids = [re.findall(r' id="([^"]+)"', pages.turn_fragment(answer)[0]) for answer in answers]
    assert len(ids[0]) > 3
    assert not set(ids[0]) & set(ids[1])
    fragment = pages.turn_fragment(answers[0])[0]
    assert set(re.findall(r'href="#([^"]+)"', fragment)) <= set(ids[0])
    assert "<h1" not in fragment and "<h2" in fragment


def test_personal_details_are_not_repeated(make_answer: Make) -> None:
    answer = make_answer(
        question="Is 943 476 5919 waiting?",
        outcome=Outcome.ABSTAINED,
        reason="personal_data",
        message="Leave them out.",
    )
    shown = page(answer)
    assert "943" not in shown
    assert "Leave out personal details" in shown
