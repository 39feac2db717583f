"""The one error class of the package."""


class IngestError(Exception):
    """A file that cannot be read: says which file, what is wrong and what the reader can do.

    Attributes:
        file: path as the person gave it.
        problem: what is wrong, one clause.
        remedy: what to do next, one clause.
    """

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {problem}. {remedy}.")
        self.file = file
        self.problem = problem
        self.remedy = remedy
