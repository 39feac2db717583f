"""What a deployment may set of the service, by environment variables that begin with GUIDE_."""

import ipaddress
import os
from pathlib import Path
from typing import Literal

from limits import parse
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "GUIDE_"
_MOST_WORKERS = 4
_WORKER_MEMORY = 600 << 20  # bytes: a worker has about 200 MiB, twice that during a swap, and others live here too
_MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container


class StartError(Exception):
    """The service cannot start; says which setting or option is wrong and what to do."""


def fitting_workers() -> int:
    """How many workers suit this machine: one for each core and 600 MiB of memory, 1 to 4."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _memory() // _WORKER_MEMORY, _MOST_WORKERS))


def _memory() -> int:
    """Bytes of memory that this process and its like may fill."""
    installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(installed, int(_MEMORY_LIMIT.read_text()))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return installed


class Settings(BaseSettings):
    """Settings of the service.

    Attributes:
        answer_days: days for which an answer stays behind its link, 1 to 3650.
        team_contact: how to reach the people behind the guide, for its pages; e-mail and web addresses become links.
        off: what pages and the API say while the guide is switched off; "" or "false" while it is on.
        bind: address of this computer to listen on; only this computer itself reaches the default.
        workers: processes that answer, 1 to 64; each holds its own models.
        at_once: questions that a worker answers at the same time, 1 to 32.
        waiting: questions that may wait in a worker for their turn; one more is sent away with a 503.
        wait_seconds: for which a question waits for its turn at most.
        answer_seconds: after which a question that is being answered is given up.
        body_seconds: for a client to send a request, and to take up what it asked for.
        asking: whether anyone may ask, or only who has a token.
        tokens: the file of tokens (their hashes); default: tokens.toml in the home.
        session_limit: questions of one session, as in "60/minute".
        address_limit: questions of one address; a whole hospital may have one.
        corpus: files and folders that an ingest over HTTP reads, with commas; default: the shipped corpus.
        hosts: names that the service answers to, with commas; default: this computer's own where it listens to no other.
        proxies: addresses or networks of reverse proxies whose X-Forwarded-For is believed, with commas.
        metrics: who may read /metrics: this computer, everyone, or who has an administration token.
        log: whether a line is written for each request, or only for what goes wrong.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    answer_days: int = Field(default=90, ge=1, le=3650)
    team_contact: str = Field(default="", max_length=1000)
    off: str = Field(default="", max_length=1000)
    bind: str = "127.0.0.1"
    workers: int = Field(default_factory=fitting_workers, ge=1, le=64)
    at_once: int = Field(default=2, ge=1, le=32)
    waiting: int = Field(default=32, ge=0, le=10_000)
    wait_seconds: float = Field(default=5.0, gt=0, le=300)
    answer_seconds: float = Field(default=30.0, gt=0, le=600)
    body_seconds: float = Field(default=15.0, gt=0, le=600)
    asking: Literal["open", "token"] = "open"
    tokens: Path | None = None
    session_limit: str = "60/minute"
    address_limit: str = "1200/minute"
    corpus: str = ""
    hosts: str = ""
    proxies: str = ""
    metrics: Literal["local", "open", "token"] = "local"
    log: Literal["requests", "problems"] = "requests"

    @field_validator("session_limit", "address_limit")
    @classmethod
    def _limit(cls, text: str) -> str:
        parse(text)
        return text

    @field_validator("bind")
    @classmethod
    def _address(cls, text: str) -> str:
        return str(ipaddress.ip_address(text))

    @field_validator("proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        # A network written with a mistake would be trusted by nobody, and nobody would notice.
        return ",".join(str(ipaddress.ip_network(each)) for each in listed(text))

    @property
    def only_here(self) -> bool:
        """Whether only this computer itself can reach the service."""
        return ipaddress.ip_address(self.bind).is_loopback


def listed(text: str) -> list[str]:
    """The entries of a setting with commas."""
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def read_settings() -> Settings:
    """The settings of the environment; raises StartError."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + ".".join(map(str, first["loc"])).upper()
        raise StartError(f"{name} is {first['input']!r}: {first['msg']}. Set it anew, or leave it out.") from error
