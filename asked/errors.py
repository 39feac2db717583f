"""The one error class of this package."""


class AskedFault(Exception):
    """What people asked could not be kept or read; the message says what failed and what the reader can do."""
