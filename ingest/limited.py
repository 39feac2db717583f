"""A program run under limits: python -m ingest.limited SECONDS BYTES PROGRAM [ARGUMENT...].

It may use that many seconds of the processor and bytes of memory, write no file and leave no core dump; where the system
allows it, it has no network. What it is given and what it gives go through its standard streams.
"""

import ctypes
import os
import resource
import signal
import sys

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of unshare(2)


def main(seconds: int, memory: int, *command: str) -> None:
    """Become the program, under limits that hold for all that it starts."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and programs would inherit that
    if sys.platform == "linux":
        # Refused where users may make no namespaces of their own: the other limits hold all the same.
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
