"""Promises of a file's limits: a policy of 500 pages goes in whole, and what would be hours of work is refused clearly."""

from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.parsing import MOST_BLOCKS, MOST_CHARACTERS, MOST_WORDS, Parsed, parse
from ingest.register import Register

SENTENCE = "The trusts on the coast share one list of patients who wait for planned surgery. "  # 15 words
HUGE = {
    "words": "word\n\n" * 10 + "a b c d e f g h " * (MOST_WORDS // 8),
    "characters": "x" * 1_000 + " yy" * (MOST_CHARACTERS // 10) + "z" * MOST_CHARACTERS,
    "paragraphs, list items and table rows": "- one\n" * (MOST_BLOCKS + 1),
}


def parsed(folder: Path, text: str) -> Parsed:
    path = folder / "policy.md"
    path.write_text(text, encoding="utf-8")
    return parse(path, path.name, "ingest.loaders.markdown", Register({}))


def test_a_policy_of_five_hundred_pages_is_read_whole(tmp_path: Path) -> None:
    page = "\n\n".join([SENTENCE * 4] * 8 + ["- " + SENTENCE])
    pages = [f"## Section {number}\n\n{page}" for number in range(500)]
    document = parsed(tmp_path, "# Policy\n\n" + "\n\n".join(pages)).document
    assert len(document.text.split()) > 245_000
    assert document.text.count("planned surgery") == 500 * 33


@pytest.mark.slow
@pytest.mark.parametrize("what", HUGE)
def test_a_file_that_holds_far_more_is_refused_with_what_it_holds_and_what_to_do(tmp_path: Path, what: str) -> None:
    with pytest.raises(IngestError) as refused:
        parsed(tmp_path, HUGE[what])
    assert f" {what}, more than " in refused.value.problem
    assert refused.value.remedy == "Split it or leave it out"
