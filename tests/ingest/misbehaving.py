"""Loaders that do what a hostile file may make one do; each is named by the first line of its file."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from ingest.documents import BlockKind, LoadedBlock, LoadedFile
from ingest.errors import IngestError


def load(path: Path) -> LoadedFile:
    """Do what the file says, then give its second line back as text."""
    deed, _, text = path.read_text("utf-8").partition("\n")
    done = globals()[deed.split()[0]](*deed.split()[1:])
    return LoadedFile([LoadedBlock(BlockKind.PARAGRAPH, f"{text} {done or ''}".strip())], {})


def behave() -> None:
    """Nothing odd."""


def sleep() -> None:
    time.sleep(600)


def spin() -> None:
    while True:
        pass


def allocate() -> int:
    return len(bytearray(2**31))


def allocate_slowly() -> int:
    held = []
    while True:
        held.append(bytearray(2**24))


def crash(name: str) -> None:
    os.kill(os.getpid(), signal.Signals[name])


def stray() -> None:
    ctypes.string_at(0)


def recurse() -> None:
    recurse()


def talk(size: str) -> str:
    return "word " * (int(size) // 5)


def leave() -> None:
    os._exit(0)


def interrupt() -> None:
    raise KeyboardInterrupt


def blunder() -> None:
    raise KeyError("a fault of the loader")


def refuse() -> None:
    raise IngestError("x", "is odd\x1b[31m", "Do not\nread it")


def write(target: str) -> None:
    Path(target).write_text("written", "utf-8")


def append(target: str) -> None:
    with Path(target).open("a") as file:
        file.write("more")


def connect(port: str) -> None:
    socket.create_connection(("127.0.0.1", int(port)), timeout=1)


def run(program: str) -> None:
    subprocess.run([program], check=False)


def print_much() -> None:
    print("printed by a library")
    sys.stderr.write("printed by a library")


def tell() -> str:
    """The limits and the number of this process."""
    return f"pid {os.getpid()} server {os.getppid()}"
