"""A bar for a person who waits."""

from typing import Any


class Progress:
    """A progress bar a step, on standard error and only where a person looks on."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._what = ""

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, what: str, done: int, total: int) -> None:
        from tqdm import tqdm

        if what != self._what:
            self.__exit__()
            self._what = what
            self._bar = tqdm(total=total, desc=what, disable=None, leave=False)
        self._bar.update(done - self._bar.n)
