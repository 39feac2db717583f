"""Tokens: who may ask, who is measured without limits, who may administer. Only their hashes are kept."""

import hashlib
import hmac
import logging
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path

FILE = "tokens.toml"
_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_HEAD = "# Tokens of the service, as hashes. 'guide token' adds and removes them; a running service notices.\n"


class TokenFault(Exception):
    """The file of tokens, or a name of one, cannot be used; says what to do."""


class Role(IntEnum):
    """What a token allows; each role may do what those before it may."""

    NOBODY = 0
    ASK = 1
    EVALUATION = 2
    ADMINISTRATION = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: the sha256 of 256 random bits needs no salt, and cannot be tried out."""

    name: str
    role: Role
    sha256: str
    made_on: str


class Tokens:
    """The tokens of a file, read anew whenever it changes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def of(self, presented: str) -> Token | None:
        """The token that was presented, compared in constant time; None where it is not one of ours."""
        digest = hashlib.sha256(presented.encode("utf-8", "surrogateescape")).hexdigest()
        found = None
        for token in self._current():  # all of them: the time tells nothing of which one it is
            if hmac.compare_digest(token.sha256, digest):
                found = token
        return found

    def _current(self) -> tuple[Token, ...]:
        try:
            state = self.file.stat()
            seen = (state.st_mtime_ns, state.st_size, state.st_ino)
        except OSError:
            return ()
        if seen != self._seen:
            try:
                self._tokens = read(self.file)
            except TokenFault as fault:  # nobody is let in by half a file, or by what it said before
                _LOG.error("%s", fault)
                self._tokens = ()
            self._seen = seen
        return self._tokens


def read(file: Path) -> tuple[Token, ...]:
    """The tokens of a file, none where there is no file; raises TokenFault."""
    try:
        entries = tomllib.loads(file.read_text("utf-8")).get("token", [])
        return tuple(_token(entry) for entry in entries)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TokenFault(f"The tokens in {file} cannot be read ({error}). Mend the file, or remove it.") from error


def _token(entry: dict[str, str]) -> Token:
    if not _HASH.fullmatch(entry["sha256"]):
        raise ValueError(f"sha256 of {entry['name']} is not 64 hexadecimal digits")
    return Token(entry["name"], Role[entry["role"].upper()], entry["sha256"], str(entry.get("made_on", "")))


def add(file: Path, name: str, role: Role) -> str:
    """Make a token and keep its hash; returns the token, which is told this once. Raises TokenFault."""
    if not _NAME.fullmatch(name):
        raise TokenFault("Name the token with small letters, digits, dots and dashes, for example: evaluation-2026.")
    kept = read(file)
    if any(token.name == name for token in kept):
        raise TokenFault(f"There is a token {name} already. Take another name, or remove that one first.")
    presented = f"guide_{secrets.token_urlsafe(32)}"
    digest = hashlib.sha256(presented.encode()).hexdigest()
    _write(file, (*kept, Token(name, role, digest, date.today().isoformat())))
    return presented


def remove(file: Path, name: str) -> None:
    """Forget a token, so that it opens nothing any more; raises TokenFault."""
    kept = read(file)
    if not any(token.name == name for token in kept):
        raise TokenFault(f"There is no token {name} in {file}. 'guide token list' shows those that are there.")
    _write(file, tuple(token for token in kept if token.name != name))


def _write(file: Path, tokens: tuple[Token, ...]) -> None:
    """Replace the file in one step, readable by its owner alone."""
    entries = (
        f'\n[[token]]\nname = "{t.name}"\nrole = "{t.role.name.lower()}"\nsha256 = "{t.sha256}"\nmade_on = "{t.made_on}"\n'
        for t in tokens
    )
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(_HEAD + "".join(entries))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError as error:
        raise TokenFault(f"{file} cannot be written ({error.strerror}). Look at its folder's rights.") from error
