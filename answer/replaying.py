"""`guide replay`: receipts of a file replayed, and told in words."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from answer.answer import Receipt
from answer.receipt import ReceiptFault, read_receipts
from answer.replay import DocumentChange, Replay, Replayer
from index.errors import IndexFault
from ingest.errors import shown

SAME, ANOTHER, UNUSABLE = 0, 1, 2


def run(path: Path, home: Path) -> int:
    """Replay the receipts of a file and print what became of them; returns the exit code.

    0 where every answer is the same, 1 where one is not, 2 where the file or the home cannot be used. Of several receipts
    only those with another answer are told, and a line of counts.
    """
    try:
        receipts = read_receipts(path)
        replayer = Replayer(home)
    except (ReceiptFault, IndexFault) as error:
        print(f"guide replay: {error}", file=sys.stderr)
        return UNUSABLE
    same = 0
    for place, receipt in receipts:
        replays = replayer.replay(receipt)
        is_same = all(replay.same for replay in replays)
        same += is_same
        if not is_same or len(receipts) == 1:
            print(*map(shown, told(place, receipt, replays)), sep="\n")
    if len(receipts) > 1:
        print(f"{same} of {len(receipts)} answers are the same")
    return SAME if same == len(receipts) else ANOTHER


def told(place: str, receipt: Receipt, replays: Sequence[Replay]) -> Iterator[str]:
    """Lines on a receipt and its replays; `place` says where the receipt stands."""
    yield f"{place}: {receipt.question}"
    if not any(replay.own for replay in replays):
        yield f"  its own snapshot {receipt.snapshot}: not in the home any more, or of another program, so not asked"
    for replay in replays:
        name = "its own snapshot" if replay.own else "the current snapshot"
        yield f"  {name} {replay.after.snapshot}: {'the same answer' if replay.same else 'another answer'}"
        if not replay.same:
            yield from (f"    {line}" for line in _differences(replay))
        yield from (f"    {_document(change)}" for change in replay.documents)
        if replay.made_otherwise:
            yield f"    not as it was: {', '.join(replay.made_otherwise)}"


def _differences(replay: Replay) -> Iterator[str]:
    before, after = replay.before, replay.after
    if (before.outcome, before.reason) != (after.outcome, after.reason):
        yield f"outcome: was {_outcome(before)}, is {_outcome(after)}"
    yield from (f"the same statement: {text}" for text in replay.kept)
    yield from (f"gone: {text}" for text in replay.gone)
    yield from (f"new: {text}" for text in replay.new)
    if replay.reordered:
        yield "the statements stand in another order"
    was, now = ([notice.text for notice in receipt.notices] for receipt in (before, after))
    yield from (f"notice gone: {text}" for text in was if text not in now)
    yield from (f"notice new: {text}" for text in now if text not in was)
    if before.as_of != after.as_of:
        yield f"as of: was {before.as_of or 'no date'}, is {after.as_of or 'no date'}"
    if replay.reads_same:
        yield "it reads the same; what differs is its message, a place it cites, or what it names as nearest"


def _outcome(receipt: Receipt) -> str:
    return f"{receipt.outcome} ({receipt.reason})" if receipt.reason else receipt.outcome.value


def _document(change: DocumentChange) -> str:
    if change.became == "changed":
        words = "still stand in it" if change.words_at else "no longer stand in it as they did"
        return f"{change.path} has changed; the cited words {words}"
    if change.became == "moved":
        return f"{change.path} has moved to {change.words_at[0]}"
    words = f"stand in {' and '.join(change.words_at)}" if change.words_at else "stand in no document"
    return f"{change.path} is not there any more; the cited words {words}"
