"""Promises of telling what changed: every file is of exactly one kind, and a move is told as one."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.sync import CHANGED, LOST, MOVED, NEW, UNCHANGED, Held, changes

A, B, C = Held("a", "1"), Held("b", "2"), Held("c", "3")


def test_each_kind_of_change_is_told() -> None:
    before = {"same.md": A, "edited.md": B, "old/place.md": C, "gone.md": Held("d", "4"), "broken.pdf": Held("e", "5")}
    now = {"same.md": A, "edited.md": Held("b2", "2b"), "new/place.md": C, "fresh.md": Held("f", "6")}
    found = changes(before, now, ["broken.pdf", "never.pdf"])
    assert found.of_file == {
        "same.md": UNCHANGED,
        "edited.md": CHANGED,
        "new/place.md": MOVED,
        "fresh.md": NEW,
        "broken.pdf": LOST,
    }
    assert found.moved_from == {"new/place.md": "old/place.md"}
    assert found.deleted == ("gone.md",)


def test_a_copy_is_new_as_long_as_the_first_is_there() -> None:
    found = changes({"a.md": A}, {"a.md": A, "copy.md": A}, [])
    assert (found.of_file["copy.md"], found.deleted) == (NEW, ())


def test_one_file_moves_to_one_place_and_other_copies_are_new_or_deleted() -> None:
    spread = changes({"a.md": A}, {"b.md": A, "c.md": A}, [])
    assert (spread.of_file, spread.deleted) == ({"b.md": MOVED, "c.md": NEW}, ())
    gathered = changes({"a.md": A, "b.md": A}, {"c.md": A}, [])
    assert (gathered.moved_from, gathered.deleted) == ({"c.md": "a.md"}, ("b.md",))


def test_a_file_whose_side_car_changed_has_changed() -> None:
    assert changes({"a.md": A}, {"a.md": Held("a", "2")}, []).of_file == {"a.md": CHANGED}


def test_files_whose_bytes_are_not_known_have_not_moved() -> None:
    found = changes({"a.md": Held("", "1")}, {"b.md": Held("", "1")}, [])
    assert (found.of_file, found.deleted) == ({"b.md": NEW}, ("a.md",))


HELD = st.dictionaries(st.sampled_from("abcdefgh"), st.builds(Held, st.sampled_from(["", "x", "y"]), st.just("1")))


@given(HELD, HELD, st.sets(st.sampled_from("abcdefgh")))
def test_every_file_before_and_now_is_accounted_for_once(
    before: dict[str, Held], now: dict[str, Held], broken: set[str]
) -> None:
    unread = broken - now.keys()
    found = changes(before, now, unread)
    assert found.of_file.keys() == now.keys() | (unread & before.keys())
    former = list(found.moved_from.values())
    assert len(former) == len(set(former))
    kept = now.keys() | unread
    assert sorted([*former, *found.deleted]) == sorted(before.keys() - kept)
    for path, old in found.moved_from.items():
        assert before[old].sha256 == now[path].sha256 != ""
