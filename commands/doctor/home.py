"""A home: whether it can be written to, has room, and what of its snapshots can serve."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from answer.suggest import prepared
from asked.errors import AskedFault
from asked.settings import read_settings
from asked.store import Feedback
from commands.doctor.finding import Finding, fail, ok, warn
from index.encoder import CARD_FILE, Card
from index.errors import IndexFault
from index.locking import is_held
from index.search import MODELS
from index.snapshot import FOLDER, SCHEMA_VERSION, Snapshot
from index.snapshots import SERVES, Kept, listed

_MIB = 2**20
_LEAST_FREE = 100 * _MIB  # what answers, logs and feedback of some weeks may need


def check_home(home: Path) -> Iterator[Finding]:
    """Everything that lies in a home."""
    if not home.is_dir():
        yield fail("home", f"{home} is not there", f"Run 'guide ingest --home {home}', or name another with --home.")
        return
    writable = _writable(home)
    yield writable
    snapshots, found = _snapshots(home)
    yield from found
    yield _disk(home, max((one.bytes for one in snapshots), default=0))
    if is_held(home):
        yield ok("ingest", "one is at work")
    yield _asked(home)


def _writable(home: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"0")
    except OSError as error:
        told = f"nothing can be written to {home} ({error.strerror})"
        return warn("home", told, "Answers go on. Let the service's user write there for ingests, links and feedback.")
    return ok("home", f"{home} can be written to")


def _snapshots(home: Path) -> tuple[list[Kept], list[Finding]]:
    try:
        snapshots = listed(home)
    except IndexFault as error:
        return [], [fail("snapshot", str(error), f"Run 'guide ingest --home {home}'.")]
    serving = next((one for one in snapshots if one.state == SERVES), None)
    named = next((one for one in snapshots if one.named), None)
    why = named.why if named else f"{home / 'current'} names none."
    if serving is None:
        return snapshots, [fail("snapshot", f"none can serve: {why}", f"Run 'guide ingest --home {home}'.")]
    told = f"{serving.id}, schema {SCHEMA_VERSION}, {serving.documents} documents, {serving.passages} passages"
    if serving.named:
        found = [ok("snapshot", f"{told}: every byte as it was made")]
    else:
        remedy = f"Run 'guide ingest --home {home}' to make the named one anew."
        found = [warn("snapshot", f"{why} Until then {told} stands in", remedy)]
    damaged = [one.id for one in snapshots if one.why and not one.named]
    if damaged:
        remedy = (
            f"They use disk and cannot serve: delete their folders in {home / FOLDER}, or restore them from a back-up."
        )
        found.append(warn("older snapshots", f"refused: {', '.join(damaged)}", remedy))
    return snapshots, [*found, *_fits(home, serving)]


def _fits(home: Path, serving: Kept) -> Iterator[Finding]:
    """Whether what serves was made with this program's encoder, and its suggestions are there."""
    card = Card.read(MODELS / "encoder" / CARD_FILE)
    manifest = Snapshot(home / FOLDER / serving.id).manifest
    if manifest.encoder_digest != card.digest:
        yield fail("encoder", f"the index was made with another one ({manifest.encoder})", "Run 'guide ingest' again.")
    if serving.named and not prepared(home):
        remedy = "Run 'guide ingest' once more; it prepares them."
        yield warn("suggestions", "answers of this index suggest no questions", remedy)


def _disk(home: Path, snapshot: int) -> Finding:
    free = shutil.disk_usage(home).free
    told = f"{free // _MIB:,} MiB free; a snapshot takes {snapshot // _MIB + 1:,}"
    remedy = f"Make room on the disk of {home}, or move the home."
    if free < 2 * snapshot:  # one is built aside before another goes
        return fail("disk", told, remedy)
    return warn("disk", told, remedy) if free < 4 * snapshot + _LEAST_FREE else ok("disk", told)


def _asked(home: Path) -> Finding:
    try:
        kept = read_settings()
        asked = Feedback(home, kept.question_days, kept.keep_questions)
        return ok("what people asked", f"{len(asked.questions())} questions and {len(asked.marks())} marks are kept")
    except AskedFault as error:
        return warn("what people asked", str(error), "Feedback is refused until then; answers go on.")
