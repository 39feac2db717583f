"""Files that a command was asked to write."""

from pathlib import Path

from commands.errors import InputError


def write(path: Path, text: str) -> None:
    """Write what was asked for; raises InputError."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}). Name another file.") from error
