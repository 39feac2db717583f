"""The program itself: Python, packages, front-end files, models, settings."""

import hashlib
import json
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from api.kiosk_settings import read_settings as kiosk_settings
from api.settings import StartError
from api.settings import read_settings as service_settings
from asked.errors import AskedFault
from asked.settings import read_settings as asked_settings
from commands.doctor.finding import Finding, fail, ok, warn
from index.encoder import CARD_FILE, Card, EncoderError
from web.vendor import OTHERS, STYLES

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / "locks" / "base.txt"
MODELS = ROOT / "models"
VENDOR = ROOT / "web" / "static" / "vendor"
_LEAST = (3, 11)
_NAMED = 5  # packages that are named one by one
_PROGRAMS = {
    "tesseract": "scanned pages of PDFs stay unread",
    "chromium": "only the browser tests need it",
}


def check_program() -> Iterator[Finding]:
    """Everything that does not depend on a home."""
    yield _python()
    yield _packages()
    yield _front_end()
    yield from _models()
    yield _settings()
    for name, without in _PROGRAMS.items():
        found = shutil.which(name)
        yield ok(name, found or f"not installed (optional: {without})")


def _python() -> Finding:
    told = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < _LEAST:
        return fail(
            "python", told, f"Install Python {_LEAST[0]}.{_LEAST[1]} or later, remove .venv and run 'make setup'."
        )
    return ok("python", told)


def _packages() -> Finding:
    remedy = "Run 'make setup' to install what locks/base.txt names."
    try:
        locked = [found for line in LOCK.read_text("utf-8").splitlines() if (found := _locked(line))]
    except OSError:
        return fail("packages", f"{LOCK} is missing", "Restore it from the repository.")
    missing = [wanted.name for wanted in locked if _installed(wanted.name) is None]
    other = [f"{w.name} {_installed(w.name)}" for w in locked if w.name not in missing and not _fits(w)]
    if missing:
        return fail("packages", f"{len(missing)} are not installed: {_some(missing)}", remedy)
    if other:
        return warn("packages", f"{len(other)} are not of the locked version: {_some(other)}", remedy)
    return ok("packages", f"all {len(locked)} as locked")


def _locked(line: str) -> Requirement | None:
    """The package of a line of the lock that is for this machine."""
    if line[:1] in ("", " ", "#"):
        return None
    try:
        wanted = Requirement(line.rstrip("\\ "))
    except InvalidRequirement:
        return None
    return wanted if wanted.marker is None or wanted.marker.evaluate() else None


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _fits(wanted: Requirement) -> bool:
    return wanted.specifier.contains(_installed(wanted.name) or "", prereleases=True)


def _front_end() -> Finding:
    names = [*STYLES.values(), *OTHERS.values()]
    missing = [name for name in names if not (VENDOR / name).is_file()]
    if missing:
        return fail(
            "front end", f"missing in {VENDOR}: {_some(missing)}", "Run 'make setup', which fetches them with npm."
        )
    return ok("front end", f"{len(names)} files")


def _models() -> Iterator[Finding]:
    for card in sorted(MODELS.glob("*/card.toml")):
        name = card.parent.name
        try:
            files = tomllib.loads(card.read_text("utf-8"))["files"]
            wrong = [file for file, digest in files.items() if _digest(card.parent / file) != digest]
        except (OSError, ValueError, KeyError) as error:
            yield fail(f"model {name}", f"cannot be read ({error})", f"Restore {card.parent} from the repository.")
            continue
        if wrong:
            told = f"not as its card says: {', '.join(wrong)}"
            yield fail(f"model {name}", told, f"Restore {card.parent} from the repository.")
        else:
            yield ok(f"model {name}", f"{len(files)} files as its card says")
    guard = MODELS / "guard" / "weights.json"
    try:
        fits = json.loads(guard.read_text("utf-8"))["encoder"] == Card.read(MODELS / "encoder" / CARD_FILE).digest
    except (OSError, ValueError, KeyError, TypeError, EncoderError):
        fits = False
    if fits:
        yield ok("model guard", "made for this encoder")
    else:
        yield fail("model guard", "missing, or made for another encoder", f"Restore {MODELS} from the repository.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settings() -> Finding:
    try:
        service_settings()
        kiosk_settings()
        kept = asked_settings()
    except (StartError, AskedFault) as error:
        return fail("settings", str(error), "Mend the variable where the service is started.")
    kept_told = f"questions are kept for {kept.question_days} days" if kept.keep_questions else "questions are not kept"
    return ok("settings", kept_told)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
