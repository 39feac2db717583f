"""What is told together: a sentence, a lead-in with its whole list, of a list of paragraphs what each begins with."""

from pathlib import Path

import pytest

from answer.pipeline import Answerer
from answer.query import make_query
from answer.retrieve import candidates, retrieve
from answer.units import Unit, units_of
from index.build import build

FILES = {
    "models.md": """# Ways to run the Harbour Alliance

The guidance names two ways to run the Harbour Alliance:

- One lead. A single trust holds the contract and pays the others for what they do, and it answers to the people who pay for
  care. It may use the meetings that it has already. In the north, Cliff Trust leads in this way for all four towns.
- One board. The leaders of all trusts meet as one board, share their plans for beds and theatres and settle what comes first.
  The board may decide for its members. In the south, three trusts work in this way and meet on the first Monday.
""",
    "members.md": """# Members of the Harbour Alliance

Trusts in the Harbour Alliance

- Northgate Hospitals Trust
- Saltmarsh Trust
- Greywater Trust
""",
    "chart.md": "# Chart of the Harbour Alliance\n\nBoxes of the Harbour Alliance chart\n\n"
    + "".join(f"- Harbour group {n} of people\n" for n in range(30)),
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (corpus / name).write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("home")
    build(home, [corpus])
    return Answerer.open(home)


def units(answerer: Answerer, question: str) -> list[Unit]:
    query = make_query(question, answerer.searcher)
    return units_of(candidates(answerer.searcher, query, retrieve(answerer.searcher, query)))


def holding(found: list[Unit], words: str) -> list[Unit]:
    return [unit for unit in found if words in unit.text]


def test_a_lead_in_is_told_with_what_each_of_its_long_items_begins_with(answerer: Answerer) -> None:
    (led,) = holding(
        units(answerer, "Which ways to run the Harbour Alliance does the guidance name?"), "names two ways"
    )
    assert "One lead. A single trust" in led.text and "One board. The leaders" in led.text
    assert "may use the meetings" not in led.text


def test_a_long_item_can_be_told_alone(answerer: Answerer) -> None:
    found = units(answerer, "One lead: a single trust holds the contract and pays the others")
    alone = [unit for unit in found if unit.text.startswith("One lead.")]
    assert alone and all("One board." not in unit.text for unit in alone)


def test_a_line_that_names_a_list_is_told_with_it(answerer: Answerer) -> None:
    (listed,) = holding(units(answerer, "Which trusts are in the Harbour Alliance?"), "Saltmarsh")
    assert listed.text == "Trusts in the Harbour Alliance Northgate Hospitals Trust Saltmarsh Trust Greywater Trust"


def test_the_labels_of_a_chart_are_no_list_to_tell(answerer: Answerer) -> None:
    boxes = holding(units(answerer, "Which boxes does the Harbour Alliance chart have?"), "Boxes of the Harbour")
    assert [unit.text for unit in boxes] == ["Boxes of the Harbour Alliance chart"]
