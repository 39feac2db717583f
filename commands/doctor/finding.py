"""What the doctor finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """OK; WARN: it serves, but somebody should look; FAIL: it cannot serve, or not rightly."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    level: Level
    about: str
    told: str
    do: str = ""


def ok(about: str, told: str) -> Finding:
    """It is well."""
    return Finding(Level.OK, about, told)


def warn(about: str, told: str, do: str) -> Finding:
    """It serves, but somebody should look."""
    return Finding(Level.WARN, about, told, do)


def fail(about: str, told: str, do: str) -> Finding:
    """It cannot serve, or not rightly."""
    return Finding(Level.FAIL, about, told, do)
