"""Promises of alignment: words of the stored text are found on their page, and nothing is where it is not."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.alignment import PageWord, TextWord, letters_of, pages_of, placed, words_by_page
from ingest.assembly import assemble
from ingest.documents import BlockKind, Document, LoadedBlock


def text_words(text: str, offset: int = 0) -> list[TextWord]:
    out, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        out.append(TextWord(offset + at, offset + at + len(word), letters_of(word)))
        at += len(word)
    return out


def page_words(text: str) -> list[PageWord]:
    """The words of a page, the box of each telling its number."""
    return [PageWord(letters_of(word), ((n, 0, n + 1, 1),)) for n, word in enumerate(text.split())]


def found(block: str, page: str) -> list[tuple[str, int]]:
    """Words of a block, and the number of the page's word that each is found at."""
    return [(block[word.start : word.end], word.box[0]) for word in placed([text_words(block)], page_words(page))]


def test_a_paragraph_is_found_among_other_words() -> None:
    block = "Two trusts share one list."
    assert found(block, f"Page 3 {block} The end") == [(w, n + 2) for n, w in enumerate(block.split())]


def test_letters_are_compared_without_ligatures_case_and_marks() -> None:
    assert found("The oﬃce’s ‘first’ plan", "THE office's first plan") == [
        ("The", 0), ("oﬃce’s", 1), ("‘first’", 2), ("plan", 3),
    ]  # fmt: skip


def test_words_that_differ_in_their_spaces_are_found_together() -> None:
    block = "one list for all collaborative trusts on the coast"
    text = placed([text_words(block)], page_words("one list for all collab orative trusts on the coast"))
    spans = {(block[w.start : w.end], w.box[0]) for w in text}
    assert {("collaborative", 4), ("collaborative", 5)} <= spans


def test_the_number_of_a_footnote_hides_no_word() -> None:
    assert ("analysis", 4) in found("they made an in-depth analysis of what is needed", "they made an indepth "
                                    "analysis1 of what is needed")  # fmt: skip


def test_a_row_of_a_table_is_found_without_its_headers() -> None:
    rows = [text_words("Trust: Mersey; Beds: 40; Lead: Ahmed"), text_words("Trust: Wirral; Beds: 52; Lead: Jones", 100)]
    page = page_words("Trust Beds Lead Mersey 40 Ahmed Wirral 52 Jones")
    boxes = {word.start: word.box[0] for word in placed(rows, page)}
    assert {boxes[7], boxes[21], boxes[31]} == {3, 4, 5}
    assert {boxes[107], boxes[121], boxes[131]} == {6, 7, 8}


def test_what_stands_twice_is_found_twice() -> None:
    line = "Ask the board before you share the list"
    boxes = [word.box[0] for word in placed([text_words(line), text_words(line, 100)], page_words(f"{line} {line}"))]
    assert boxes == list(range(16))


def test_a_paragraph_that_goes_on_is_found_only_as_far_as_it_is_on_the_page() -> None:
    block = "The first half of it stands at the foot of the page before and the rest stands on the one after it"
    page = "the rest stands on the one after it Another paragraph of the page is about the coast and the sea"
    words = [word for word, _ in found(block, page)]
    assert " ".join(words) == "the rest stands on the one after it"


def test_a_block_of_another_page_is_not_found() -> None:
    page = "Nurses share a list of beds in the hospital and Chairs share one in Leeds"
    assert found("The board meets each year in May, and elects its head of staff by a show of hands", page) == []


names = st.lists(st.sampled_from(["trust", "board", "list", "coast", "ward", "of", "the", "beds", "5"]), max_size=40)


@given(blocks=st.lists(names, max_size=5), page=names)
def test_every_word_found_is_the_same_word(blocks: list[list[str]], page: list[str]) -> None:
    texts = [text_words(" ".join(words), 1000 * n) for n, words in enumerate(blocks)]
    letters = {word.start: word.letters for words in texts for word in words}
    boxes = [(n, 0, n + 1, 1) for n in range(len(page))]
    out = placed(texts, [PageWord(word, (box,)) for word, box in zip(page, boxes, strict=True)])
    used = [word.box[0] for word in out]
    assert len(used) == len(set(used))
    for word in out:
        if word.end - word.start == len(letters[word.start]):  # one word, not a few between others
            assert page[word.box[0]] in letters[word.start]


@given(words=names.filter(bool), before=names, after=names)
def test_a_run_of_words_is_found_whole(words: list[str], before: list[str], after: list[str]) -> None:
    page = page_words(" ".join(["Foreword", *before, *words, *after]))
    starts = {word.start for word in placed([text_words(" ".join(words))], page)}
    assert starts == {word.start for word in text_words(" ".join(words))}


def test_pages_are_those_that_say_more_than_headings() -> None:
    text, blocks = assemble(
        [
            LoadedBlock(BlockKind.HEADING, "Title", 1, page=1),
            LoadedBlock(BlockKind.HEADING, "Part", 2, page=2),
            LoadedBlock(BlockKind.PARAGRAPH, "It runs on.", page=2, page_end=3),
            LoadedBlock(BlockKind.PARAGRAPH, "No page."),
        ]
    )
    document = Document("d", "v", "d.pdf", "D", "", "", "undated", "current", "", "", text, blocks)
    assert pages_of(document) == [2, 3]
    words = words_by_page(document)
    said = {n: [[text[w.start : w.end] for w in block] for block in found] for n, found in words.items()}
    assert said == {2: [["Part"], ["It", "runs", "on."]], 3: [["It", "runs", "on."]]}
