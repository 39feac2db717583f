"""Promises of dates: a year, a month or a day of the calendar, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import last_day, plain_date


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_of_the_calendar_is_a_date_in_three_lengths(day: date) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert plain_date(text) == text
        assert last_day(text) >= day
        assert last_day(text).isoformat().startswith(text)


@given(st.text(max_size=12))
def test_what_is_taken_is_of_the_three_forms(text: str) -> None:
    found = plain_date(text)
    assert found is None or found.isascii() and len(found) in (4, 7, 10)


@pytest.mark.parametrize("value", [2022, "2022", " 2022-11 ", "2024-02-29", date(2022, 11, 3)])
def test_values_of_toml_and_yaml_are_taken(value: object) -> None:
    assert plain_date(value) == str(value).strip()


@pytest.mark.parametrize("value", ["2022-11-03 10:00:00+00:00", "2022-11-03T10:00:00Z"])
def test_the_time_of_day_is_dropped(value: str) -> None:
    assert plain_date(value) == "2022-11-03"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "undated",
        "22",
        "2022-13",
        "2022-00",
        "2023-02-29",
        "2022-1",
        "2022/11",
        "2015-2016",
        "0000",
        "２０２２",
        "May 2022",
    ],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert plain_date(value) is None


def test_the_last_day_of_no_date_is_refused() -> None:
    assert last_day("2024-02") == date(2024, 2, 29)
    with pytest.raises(ValueError, match="2022-W1"):
        last_day("2022-W1")
