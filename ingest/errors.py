"""The one error class of the package."""


class IngestError(Exception):
    """A file that cannot be read: says which file, what is wrong and what the reader can do.

    Attributes:
        file: path as the person gave it.
        problem: what is wrong, one clause.
        remedy: what to do next, one clause.
        scans: pages (from 1) that are pictures, whose text could be recognised.
    """

    def __init__(self, file: str, problem: str, remedy: str, *, scans: tuple[int, ...] = ()) -> None:
        super().__init__(shown(f"{file}: {problem}. {remedy}."))
        self.file = file
        self.problem = problem
        self.remedy = remedy
        self.scans = scans


def shown(text: str) -> str:
    """Text that is safe on a terminal: what cannot be printed (escapes, line ends, turned writing) stands as in "\\x1b"."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
