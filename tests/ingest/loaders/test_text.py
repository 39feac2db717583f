"""Promises of the plain-text loader: the author's paragraphs, without what a PDF's pages left between them."""

from pathlib import Path

import pytest

from ingest.assembly import assemble
from ingest.documents import BlockKind, LoadedBlock
from ingest.errors import IngestError
from ingest.isolation import Isolation
from ingest.loaders.text import load
from ingest.parsing import Parsed
from ingest.register import Register

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM

LIST_READ = """\
The four trusts on the coast have worked as one since the spring of that year,
and they share a list of those who wait. The list is read each Monday by the
"""
TWO_TOWNS = """\
The team will add two more towns to the list. It will also buy scanners in one
order and train the people who use them.
"""


def loaded(folder: Path, text: str) -> list[LoadedBlock]:
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    return list(load(path).blocks)


def kinds_and_words(folder: Path, text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in loaded(folder, text)]


def test_wrapped_lines_are_one_paragraph_and_a_blank_line_parts_two(tmp_path: Path) -> None:
    text = f"Our work\n\n{TWO_TOWNS}\nThe plan was agreed by the boards of the four trusts in the same month.\n"
    assert kinds_and_words(tmp_path, text) == [
        (HEADING, "Our work"),
        (PARAGRAPH, " ".join(TWO_TOWNS.split())),
        (PARAGRAPH, "The plan was agreed by the boards of the four trusts in the same month."),
    ]


def test_a_word_broken_at_a_lines_end_is_whole_again(tmp_path: Path) -> None:
    text = "The trusts agreed on a place-\nbased plan that all of the towns on the coast can follow.\n"
    assert "a place-based plan" in loaded(tmp_path, text)[0].text


def test_page_numbers_are_dropped_and_a_sentence_over_two_pages_is_one(tmp_path: Path) -> None:
    text = f"Our work\n\n{LIST_READ}12\n\fsame small team, which moves people to the first free theatre.\n\n{TWO_TOWNS}13\n"
    blocks = kinds_and_words(tmp_path, text)
    assert blocks[1][1].endswith("each Monday by the same small team, which moves people to the first free theatre.")
    assert not any(word in {"12", "13"} for _, words in blocks for word in words.split())


def test_a_year_on_a_line_of_its_own_is_no_page_number(tmp_path: Path) -> None:
    text = f"{TWO_TOWNS}\nThe work was tried out in two of the towns on the coast from the spring of\n\n2021\n\n{TWO_TOWNS}"
    assert any("from the spring of 2021" in block.text for block in loaded(tmp_path, text))


@pytest.mark.parametrize("head", ["THE HARBOUR TRUSTS AND THEIR PLAN", "Harbour trusts, yearly report"])
def test_a_running_head_is_told_once(tmp_path: Path, head: str) -> None:
    pages = [f"{head}\n\n{body}{n}\n" for n, body in enumerate([LIST_READ + "team.\n", TWO_TOWNS, TWO_TOWNS], start=1)]
    words = [block.text.lower() for block in loaded(tmp_path, "\f".join(pages))]
    assert sum(head.lower() in w for w in words) == 1
    assert sum("two more towns" in w for w in words) == 2


def test_a_running_head_that_runs_into_the_text_is_taken_off(tmp_path: Path) -> None:
    head = "THE HARBOUR TRUSTS AND THEIR PLAN"
    text = f"{head}\n\n{LIST_READ}team.\n\f{head} {TWO_TOWNS}"
    last = loaded(tmp_path, text)[-1].text
    assert last == " ".join(TWO_TOWNS.split())


def test_an_address_between_two_halves_of_a_sentence_is_dropped(tmp_path: Path) -> None:
    text = f"Our work\n\n{LIST_READ}https://harbour.example/list?page=2\nsame team, which moves people on.\n"
    (_, words) = kinds_and_words(tmp_path, text)[1]
    assert words.endswith("each Monday by the same team, which moves people on.")
    assert "harbour.example" not in words


def test_an_address_inside_a_sentence_is_kept(tmp_path: Path) -> None:
    text = "Read more of the plan on https://harbour.example/plan or ask the team of the trust near you.\n"
    assert "https://harbour.example/plan" in loaded(tmp_path, text)[0].text


def test_a_cookie_consent_line_is_dropped(tmp_path: Path) -> None:
    text = f"Our work\n\n{TWO_TOWNS}\nThis film needs third-party cookies. Please give your consent to see it.\n\n{TWO_TOWNS}"
    blocks = loaded(tmp_path, text)
    assert not any("cookies" in block.text for block in blocks)
    assert sum("two more towns" in block.text for block in blocks) == 2


def test_a_paragraph_that_speaks_of_cookies_and_consent_is_kept(tmp_path: Path) -> None:
    paragraph = TWO_TOWNS.replace("\n", " ") * 2 + "The trusts wrote down how they ask for consent to use cookies."
    assert any("consent" in block.text for block in loaded(tmp_path, f"{paragraph}\n{paragraph}\n"))


def test_double_spaced_slides_are_put_together_again(tmp_path: Path) -> None:
    lines = [
        "Why we share",
        "Four trusts share one list",
        "so that nobody waits longer.",
        "It began in spring.",
        "What comes next",
        "Two more towns will join the list",
        "and the scanners are bought together.",
        "They arrive in June.",
    ]
    assert kinds_and_words(tmp_path, "\n\n".join(lines) + "\n") == [
        (HEADING, "Why we share"),
        (PARAGRAPH, "Four trusts share one list so that nobody waits longer."),
        (PARAGRAPH, "It began in spring."),
        (HEADING, "What comes next"),
        (PARAGRAPH, "Two more towns will join the list and the scanners are bought together."),
        (PARAGRAPH, "They arrive in June."),
    ]


def test_the_speaker_of_a_quotation_stays_with_it_and_takes_nothing_else_along(tmp_path: Path) -> None:
    text = f"""Voices from the wards

“We used to ring round for a free bed. Now we look at one screen and see them
all at once.”

Asha Example, ward sister, Harbour Trust

{TWO_TOWNS}"""
    assert [words for _, words in kinds_and_words(tmp_path, text)][1:] == [
        "“We used to ring round for a free bed. Now we look at one screen and see them all at once.”"
        " Asha Example, ward sister, Harbour Trust",
        " ".join(TWO_TOWNS.split()),
    ]


def test_bullets_and_numbers_make_list_items_with_their_wrapped_lines(tmp_path: Path) -> None:
    text = f"""{TWO_TOWNS}
The members are:
• Harbour Trust
• Cliff Trust, which also
  runs the lighthouse clinic
– Sands Trust
1. Moor Trust
"""
    assert kinds_and_words(tmp_path, text)[1:] == [
        (PARAGRAPH, "The members are:"),
        (ITEM, "Harbour Trust"),
        (ITEM, "Cliff Trust, which also runs the lighthouse clinic"),
        (ITEM, "Sands Trust"),
        (ITEM, "Moor Trust"),
    ]


def test_where_each_line_is_a_paragraph_a_line_stays_one(tmp_path: Path) -> None:
    line = " ".join(TWO_TOWNS.split() * 2)
    blocks = kinds_and_words(tmp_path, f"Our work\n{line}\n{line}\n")
    assert blocks == [(HEADING, "Our work"), (PARAGRAPH, line), (PARAGRAPH, line)]


def test_lines_after_a_colon_are_a_list_where_each_line_stands_for_itself(tmp_path: Path) -> None:
    long = " ".join(TWO_TOWNS.split() * 2)
    text = f"""Our work
How we choose
{long}

Ask the team:

how long the wait is
whether there is parking
The team will ask you what you need.

Bring with you:

Your letter
A list of your medicines
After your visit
{long}
"""
    assert kinds_and_words(tmp_path, text) == [
        (HEADING, "Our work"),
        (HEADING, "How we choose"),
        (PARAGRAPH, long),
        (PARAGRAPH, "Ask the team:"),
        (ITEM, "how long the wait is"),
        (ITEM, "whether there is parking"),
        (PARAGRAPH, "The team will ask you what you need."),
        (PARAGRAPH, "Bring with you:"),
        (ITEM, "Your letter"),
        (ITEM, "A list of your medicines"),
        (HEADING, "After your visit"),
        (PARAGRAPH, long),
    ]


def test_the_contents_of_a_web_page_are_no_text(tmp_path: Path) -> None:
    long = " ".join(TWO_TOWNS.split() * 2)
    blocks = kinds_and_words(tmp_path, f"Beds\nContents\nOverview\nWho pays\n{long}\n\nWho pays\n{long}\n")
    assert blocks == [(HEADING, "Beds"), (PARAGRAPH, long), (HEADING, "Who pays"), (PARAGRAPH, long)]


def test_short_lines_with_no_text_beneath_are_text_and_no_headings(tmp_path: Path) -> None:
    two = kinds_and_words(tmp_path, f"{TWO_TOWNS}\nHarbour\n\nCliff\n")
    assert two[-1] == (PARAGRAPH, "Harbour Cliff")
    three = kinds_and_words(tmp_path, f"{TWO_TOWNS}\nHarbour\n\nCliff\n\nSands\n")
    assert three[-3:] == [(ITEM, "Harbour"), (ITEM, "Cliff"), (ITEM, "Sands")]
    over_a_list = kinds_and_words(tmp_path, f"{TWO_TOWNS}\nHarbour\n\n4 wards\n\n2 theatres\n\n• open by May\n")
    assert over_a_list[-2:] == [(PARAGRAPH, "Harbour 4 wards 2 theatres"), (ITEM, "open by May")]


def deck(*slides: str) -> str:
    """Slides as extractors that keep the blank of a wrapped line write them: "~" stands for it."""
    filler = "  Beds are shared by \nall four trusts and \nnone of them pays \nfor more than it \nuses.\n" * 8
    lines = "\n".join([*(" " + slide for slide in slides), filler]).replace("~", " ").split("\n")
    return "\n\n".join(lines)


def test_boxes_of_a_slide_are_told_apart_where_wrapped_lines_keep_their_blank(tmp_path: Path) -> None:
    slide = """Our members
Harbour Teaching~
Hospitals Trust
5 towns and~
3 islands
• Shared wards
• One bank of nurses~
for all sites
Who decides
• A joint committee"""
    blocks = kinds_and_words(tmp_path, deck(slide))
    assert blocks[:6] == [
        (HEADING, "Our members"),
        (PARAGRAPH, "Harbour Teaching Hospitals Trust 5 towns and 3 islands"),
        (ITEM, "Shared wards"),
        (ITEM, "One bank of nurses for all sites"),
        (HEADING, "Who decides"),
        (ITEM, "A joint committee"),
    ]


def test_a_word_that_a_narrow_box_cut_is_whole_again(tmp_path: Path) -> None:
    slide = "Programmes\n• One\nFinancial~\nManageme\nnt\nWorkforc\ne\nPlanned~\nCare\nIts management and workforce are led by two chairs."
    words = [text for _, text in kinds_and_words(tmp_path, deck(slide))]
    assert "Financial Management Workforce" in words


def test_a_slides_heading_ends_with_the_slide(tmp_path: Path) -> None:
    path = tmp_path / "deck.txt"
    path.write_text(deck("Harbour\n• Four wards", "• Every trust takes~\npart in all of it"), encoding="utf-8")
    loaded_file = load(path)
    text, blocks = assemble(loaded_file.blocks)
    above = {text[block.start : block.end]: block.locator.heading_path for block in blocks}
    assert above["Four wards"] == ("Harbour",)
    assert above["Every trust takes part in all of it"] == ()


def test_a_slide_of_a_title_alone_stands_over_the_slides_after_it(tmp_path: Path) -> None:
    path = tmp_path / "deck.txt"
    path.write_text(deck("The plan\n• More beds", "Harbour Trust", "Money\n• A shared fund"), encoding="utf-8")
    text, blocks = assemble(load(path).blocks)
    above = {text[block.start : block.end]: block.locator.heading_path for block in blocks}
    assert above["A shared fund"] == ("Harbour Trust", "Money")


def test_the_first_heading_is_the_title(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"Our work\n\n{TWO_TOWNS}", encoding="utf-8")
    assert load(path).properties == {"title": "Our work"}


@pytest.mark.parametrize("text", ["12\n\f13\n", "https://harbour.example\n"])
def test_a_file_of_page_furniture_alone_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(IngestError, match=r"report\.txt: holds no text"):
        loaded(tmp_path, text)


def test_a_footer_that_counts_its_pages_is_dropped_and_is_no_heading(tmp_path: Path) -> None:
    pages = [
        f"{body}\nHarbour trusts, version 2    Page {n} of 3\n"
        for n, body in enumerate([LIST_READ, TWO_TOWNS, TWO_TOWNS], 1)
    ]
    assert not any("version 2" in block.text for block in loaded(tmp_path, "\f".join(pages)))
    assert not any("Page" in block.text for block in loaded(tmp_path, f"{TWO_TOWNS}\nPage 1 of 2\n\n{TWO_TOWNS}"))


def test_a_last_line_that_few_pages_have_is_kept(tmp_path: Path) -> None:
    pages = [f"{TWO_TOWNS}\nThe board met on 3 May.\n", f"{TWO_TOWNS}\nThe board met on 4 May.\n", TWO_TOWNS]
    words = " ".join(block.text for block in loaded(tmp_path, "\f".join(pages)))
    assert "met on 3 May" in words and "met on 4 May" in words


def test_numbers_of_clauses_on_lines_of_their_own_go_before_their_clauses(tmp_path: Path) -> None:
    text = f"2. Beds\n2.1\n\n{TWO_TOWNS}\n2.2\n\n{TWO_TOWNS}"
    assert kinds_and_words(tmp_path, text) == [
        (HEADING, "2. Beds"),
        (PARAGRAPH, "2.1 " + " ".join(TWO_TOWNS.split())),
        (PARAGRAPH, "2.2 " + " ".join(TWO_TOWNS.split())),
    ]


def test_clauses_without_a_blank_line_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    words = [block.text for block in loaded(tmp_path, f"2.1   {TWO_TOWNS}2.2   {TWO_TOWNS}")]
    assert [w[:12] for w in words] == ["2.1 The team", "2.2 The team"]


@pytest.mark.parametrize("bullet", ["•", "\uf0b7", "▪"])
def test_bullets_on_lines_of_their_own_make_a_list(tmp_path: Path, bullet: str) -> None:
    text = f"{TWO_TOWNS}\nThe board needs:\n\n{bullet}\n\none chair for all of the towns\n\n{bullet}\n\na shared plan\n"
    items = [words for kind, words in kinds_and_words(tmp_path, text) if kind is ITEM]
    assert items == ["one chair for all of the towns", "a shared plan"]


def test_a_page_of_contents_is_dropped(tmp_path: Path) -> None:
    heads = ["Why we share", "What it costs", "Who decides", "What comes next"]
    contents = "Contents\n" + "\n".join(f"{n}. {head} {'.' * 40} {n + 2}" for n, head in enumerate(heads, start=1))
    words = " ".join(block.text for block in loaded(tmp_path, f"{contents}\n\f{TWO_TOWNS}"))
    assert words == " ".join(TWO_TOWNS.split())


def test_terms_with_their_meanings_are_a_list_and_two_dashed_lines_are_not(tmp_path: Path) -> None:
    terms = ["CIC - committee in common", "ICB - integrated care board", "STP – an older name for a shared plan"]
    head = "GLOSSARY OF THE COAST\n\n"
    assert kinds_and_words(tmp_path, head + "\n".join(terms) + "\n") == [
        (HEADING, "Glossary of the coast"),
        *[(ITEM, term) for term in terms],
    ]
    wrapped = (
        "The boards - all four of them - agreed to share\nthe list - and the rooms - from the spring of that year.\n"
    )
    assert kinds_and_words(tmp_path, head + wrapped)[1:] == [(PARAGRAPH, " ".join(wrapped.split()))]


@pytest.mark.slow
def test_a_hundred_thousand_short_lines_are_read_within_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(b"Words\r" * 100_000)
    with Isolation(Register({})) as isolation:
        assert isinstance(isolation.read(path, path.name, "ingest.loaders.text").found, Parsed)
