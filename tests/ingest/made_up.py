"""Made-up blocks for the property tests of assembly, sentences and chunking."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ingest.assembly import assemble
from ingest.documents import BlockKind, Document, LoadedBlock

# The splitter is slow for a property test, and slower on a busy machine.
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.sampled_from(
    [
        "trusts",
        "share",
        "Dr.",
        "e.g.",
        "beds",
        "£3.5",
        "million",
        "“Yes,”",
        "ends.",
        "Why?",
        "3)",
        "café",
        "😀",
        "it’s",
        "No.",
        "go!",
    ]
)
PROSE = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
# Words without end, a letter under a heap of accents, list numbers and marks without words, signs the splitter uses itself.
PIECES = st.sampled_from(
    ["x", "é", "a\u0301\u0327", "病院", "1. ", "a) b) ", "(", "\" 'a ", "...", "a.[1", "♨ ", "\u200b", "\n"]
)
ENDLESS = st.builds(lambda piece, times: f"a{piece * times}", PIECES, st.sampled_from([1, 20, 400, 3_000]))
TEXTS = st.one_of(PROSE, PROSE.map(lambda words: f"{words}:"), ANY_TEXT, ENDLESS)
KINDS = st.sampled_from(
    [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM]
    + [BlockKind.TABLE_ROW, BlockKind.SPEAKER_NOTE]
)


@st.composite
def loaded_blocks(draw: st.DrawFn) -> list[LoadedBlock]:
    """Blocks of a file in any order of kinds, on slides that only go up."""
    slide = 1
    blocks = []
    for _ in range(draw(st.integers(1, 14))):
        slide += draw(st.sampled_from([0, 0, 0, 1]))
        kind = draw(KINDS)
        level = draw(st.integers(1, 4)) if kind is BlockKind.HEADING else 0
        blocks.append(LoadedBlock(kind, draw(TEXTS), level, page=slide, slide=slide))
    return blocks


def document_from(blocks: list[LoadedBlock]) -> Document:
    """A document of these blocks."""
    text, placed = assemble(blocks)
    return Document(
        "d1", "v1", "made-up.md", "Made up", "", "note", "undated", "current", "", "", text=text, blocks=placed
    )
