"""Text that was recognised in pictures of pages, as it is handed to a loader."""

from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line with its place and size in shares of the page's width (left, right) and height (baseline and size).

    The baseline is measured from the page's foot; `paragraph` is the same number for the lines of one paragraph.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    paragraph: int


Recognised = dict[int, list[RecognisedLine]]  # page number (from 1) -> its lines in reading order
recognised_json: TypeAdapter[Recognised] = TypeAdapter(Recognised)


def read_recognised(given: str) -> Recognised:
    """The lines of recognised pages from their JSON; none from ""."""
    return recognised_json.validate_json(given) if given else {}
