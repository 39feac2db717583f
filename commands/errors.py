"""The one error class of the commands."""


class InputError(Exception):
    """What was given to a command cannot be used; says which line or option and what to do."""
