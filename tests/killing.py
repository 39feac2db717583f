"""Work that is killed with SIGKILL after some time, for tests that count what was acknowledged and is lost."""

import os
import signal
import time
from collections.abc import Callable


def killed_after(seconds: float, work: Callable[[Callable[[str], None]], None]) -> list[str]:
    """Do endless work in a process of its own and kill it; returns the words that it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # nothing of the test runner may happen here
        os.close(reading)
        try:
            work(lambda word: os.write(writing, f"{word}\n".encode()) and None)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        acknowledged = pipe.read().split()
    assert os.WIFSIGNALED(status), "the work ended before it was killed"
    return acknowledged
