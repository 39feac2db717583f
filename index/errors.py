"""The one error class of this package."""


class IndexFault(Exception):
    """The index cannot do what was asked; the message says what failed and what the reader can do."""
