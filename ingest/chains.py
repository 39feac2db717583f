"""What follows what: "is replaced by" from one name to the next."""

from collections.abc import Iterable, Mapping

Steps = Mapping[str, Iterable[str]]  # name -> the names that directly follow it


def reached(start: str, steps: Steps) -> list[str]:
    """Every name that follows, nearest first; `start` itself only where a circle leads back to it."""
    found: dict[str, None] = {}
    waiting = list(steps.get(start, ()))
    for name in waiting:  # grows while it is walked
        if name not in found:
            found[name] = None
            waiting.extend(steps.get(name, ()))
    return list(found)


def ends(start: str, steps: Steps) -> list[str]:
    """The last names that follow: those after which nothing comes."""
    return [name for name in reached(start, steps) if not steps.get(name)]
