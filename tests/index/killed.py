"""A real `guide` that kills itself with SIGKILL when a named function is reached for the nth time.

python -m tests.index.killed MODULE:NAME N ARGUMENTS OF GUIDE...
"""

import importlib
import os
import signal
import sys
from itertools import count
from typing import Any

import guide


def die_at(place: str, nth: int) -> None:
    """Patch the function or method so that its nth call never begins."""
    module, _, dotted = place.partition(":")
    owner: Any = importlib.import_module(module)
    *classes, name = dotted.split(".")
    for each in classes:
        owner = getattr(owner, each)
    real, calls = getattr(owner, name), count(1)

    def step(*given: Any, **named: Any) -> Any:
        if next(calls) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    is_bound = classes and isinstance(vars(owner)[name], classmethod)
    setattr(owner, name, staticmethod(step) if is_bound else step)


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]))
    sys.exit(guide.main(sys.argv[3:]))
