"""What evaluation cannot do, said so that the reader can mend it."""


class EvaluationError(Exception):
    """A question set, service, gate or report that cannot be used; names the file or field and what to do."""
