"""`guide snapshots`: list, verify or roll back."""

import json
from dataclasses import asdict
from pathlib import Path

from index.snapshots import REFUSED, SERVES, listed, put_back, told

FAILED = 1


def run(home: Path, action: str, to: str | None, as_json: bool) -> int:
    """Do it and print it; returns the exit code.

    list: 1 where none can serve. verify: 1 where one is refused. Raises SnapshotError where there is nothing to list or
    to go back to, BusyError while an ingest is at work.
    """
    if action == "rollback":
        print(f"Snapshot {put_back(home, to)} serves now; a running service takes it up with its next question.")
        return 0
    snapshots = listed(home)
    if as_json:
        print(json.dumps([asdict(one) for one in snapshots], indent=1))
    else:
        print(*told(snapshots), sep="\n")
    states = [one.state for one in snapshots]
    return FAILED if (REFUSED in states if action == "verify" else SERVES not in states) else 0
