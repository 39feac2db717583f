"""Promises of footnotes: what has no definition, no use or no publication is named."""

import pytest

from ingest.footnotes import footnote_faults

DECLARED, KNOWN = {"guide-2022", "law"}, {"guide-2022", "law", "report-2020"}


def faults(text: str) -> list[str]:
    return list(footnote_faults(text, DECLARED, KNOWN))


@pytest.mark.parametrize(
    "text",
    [
        "No footnotes.",
        "One.[^1] Two.[^1][^2]\n\n[^1]: guide-2022, page 2\n[^2]: law",
        "- an item[^a]\n\n| x |\n| --- |\n| cell[^b] |\n\n[^a]: law, part 1\n[^b]: guide-2022",
        "A remark.[^1]\n\n[^1]: see, for example, the next page",
        "A remark.[^1]\n\n[^1]: A well-known fact.",
        "`[^code]` is no reference.",
        "---\ntitle: '[^1]'\n---\n\nText.",
    ],
)
def test_what_is_whole_has_no_faults(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One.[^1]", "[^1] has no definition"),
        ("One.[^1]\n\nTwo.[^2]\n\n[^1]: law", "[^2] has no definition"),
        ("One.\n\n[^1]: law", "[^1] is never used"),
        ("One.[^1]\n\n[^1]: guide-2O22, page 2", "names 'guide-2O22'"),
        ("One.[^1]\n\n[^1]: giude-2022, page 2", "names 'giude-2022', which the register does not hold"),
        ("One.[^1]\n\n[^1]: report-2020, page 2", "names 'report-2020', which is not among the sources"),
    ],
)
def test_a_fault_is_named(text: str, told: str) -> None:
    (fault,) = faults(text)
    assert told in fault
    assert fault.endswith(".")


def test_a_declared_source_has_to_be_in_the_register() -> None:
    (fault,) = footnote_faults("One.[^1]\n\n[^1]: memo, page 2", {"memo"}, {"law"})
    assert "names 'memo', which the register does not hold" in fault
