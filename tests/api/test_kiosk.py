"""The touch screen over HTTP: what is counted, what is kept, and what it answers when something is wrong."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.kiosk_counts import FILE, Counts
from api.kiosk_settings import KioskSettings
from api.settings import StartError
from web import themes

QUESTION = "What is the Harbour collaborative?"
TOKEN = "a-token-for-the-stall"
BROWSER = {"accept": "text/html"}


@pytest.fixture
def stall(home: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client of a service with a page for staff."""
    (home / FILE).unlink(missing_ok=True)
    monkeypatch.setenv("GUIDE_KIOSK_COUNTS_TOKEN", TOKEN)
    monkeypatch.setenv("GUIDE_PUBLIC_URL", "https://guide.example/")
    monkeypatch.setattr("api.kiosk._GUESS_SECONDS", 0)
    return TestClient(create_app(home), raise_server_exceptions=False)


def test_an_ingest_finds_the_questions_of_the_first_page(home: Path) -> None:
    assert themes.prepared(home)


def test_a_question_is_answered_and_carries_nothing(stall: TestClient) -> None:
    shown = stall.post("/kiosk", data={"question": QUESTION, "size": "1"})
    assert "four hospital trusts" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "set-cookie" not in shown.headers
    assert 'name="size" value="1"' in shown.text
    assert "with a link" not in shown.text  # it was typed
    again = stall.get("/kiosk")
    assert "Harbour collaborative?" not in re.sub(r'<button class="kiosk-question".*?</button>', "", again.text)
    assert again.headers["clear-site-data"] == '"cache", "storage"'


def test_a_question_that_only_claims_to_be_ours_gets_no_link(stall: TestClient) -> None:
    shown = stall.post("/kiosk", data={"pick": QUESTION + " Zebra"})
    assert "with a link" not in shown.text
    stall.post("/kiosk", data={"pick": "What is the Harbour collaborative made of?"})
    assert "Our own questions" not in stall.post("/kiosk/counts", data={"token": TOKEN}).text


@pytest.mark.parametrize(
    ("change", "carried"),
    [
        ({"change": "larger", "size": "2"}, {"size": "2"}),
        ({"change": "smaller", "size": "1"}, {}),
        ({"change": "contrast", "low": "1"}, {"contrast": "1", "low": "1"}),
        ({"change": "low", "low": "1"}, {}),
        ({"change": "slow"}, {"slow": "1"}),
        ({"change": "nothing", "size": "9", "contrast": "yes"}, {}),
    ],
)
def test_a_touch_on_the_display_changes_it_and_asks_nothing(
    stall: TestClient, change: dict[str, str], carried: dict[str, str]
) -> None:
    for page in ({"at": "start"}, {"question": QUESTION}, {"at": "crisis"}):
        shown = stall.post("/kiosk", data={**page, **change})
        assert shown.status_code == 200
        found = re.findall(r'name="(size|contrast|low|slow)" value="(\w+)"', shown.text)
        assert set(found) == set(carried.items())
    assert "Asked" in (counts := stall.post("/kiosk/counts", data={"token": TOKEN}).text)
    assert re.findall(r"<td>(\d+)</td>", counts) == ["0"] * 7


def test_the_staff_see_numbers_and_never_a_word(stall: TestClient, home: Path) -> None:
    for question in (QUESTION, "What is the capital of Zebrania?", "I want to kill myself"):
        stall.post("/kiosk", data={"question": question})
    assert stall.get("/kiosk/counts").text.count('name="token"') == 1
    shown = stall.post("/kiosk/counts", data={"token": TOKEN}).text
    today = re.findall(r"<td>(\d+)</td>", shown[shown.index("<tfoot>") :])
    assert today == ["3", "0", "3", "1", "0", "1", "1"]  # as the columns of the page
    kept = b"".join(file.read_bytes() for file in home.glob("*.sqlite*"))
    for word in (b"Zebrania", b"capital of", b"kill myself", b"What is the Harbour collaborative?"):
        assert word not in kept


@pytest.mark.parametrize("token", ["", "a-token", TOKEN + "x", "naïve-tökén"])
def test_a_wrong_token_opens_nothing(stall: TestClient, token: str) -> None:
    refused = stall.post("/kiosk/counts", data={"token": token})
    assert refused.status_code == 403
    assert "Asked" not in refused.text and TOKEN not in refused.text


def test_without_a_token_there_is_no_page_for_staff(client: TestClient) -> None:
    for answered in (client.get("/kiosk/counts"), client.post("/kiosk/counts", data={"token": ""})):
        assert answered.status_code == 404


def test_a_setting_that_cannot_be_used_is_named_without_its_value(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_KIOSK_COUNTS_TOKEN", "short")
    with pytest.raises(StartError, match="GUIDE_KIOSK_COUNTS_TOKEN") as fault:
        create_app(home)
    assert "short'" not in str(fault.value)
    assert TOKEN not in repr(KioskSettings(kiosk_counts_token=TOKEN))  # type: ignore[arg-type]


def test_counts_begin_anew_each_day(tmp_path: Path) -> None:
    moments = iter([datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 10), datetime(2026, 11, 23, 11)])
    counts = Counts(tmp_path, lambda: next(moments))
    counts.add(["asked"], "What is mutual aid?")
    counts.add(["asked", "answered"], "What is mutual aid?")
    assert counts.today() == (
        "2026-11-23",
        [(9, {"asked": 1}), (10, {"asked": 1, "answered": 1})],
        [("What is mutual aid?", 2)],
    )
    later = Counts(tmp_path, lambda: datetime(2026, 11, 24, 9))
    assert later.today() == ("2026-11-24", [], [])
    later.add(["asked"])
    assert Counts(tmp_path, lambda: datetime(2026, 11, 23, 9)).today()[1] == []


def test_counting_never_stands_in_the_way(tmp_path: Path) -> None:
    Counts(tmp_path / "missing").add(["asked"])
    assert Counts(tmp_path / "missing").today()[1:] == ([], [])


def test_whatever_goes_wrong_nothing_leads_out(home: Path, tmp_path: Path) -> None:
    empty = TestClient(create_app(tmp_path), raise_server_exceptions=False)
    here = TestClient(create_app(home), raise_server_exceptions=False)
    for shown, status in (
        (empty.get("/kiosk", headers=BROWSER), 503),
        (here.get("/kiosk/nothing", headers=BROWSER), 404),
        (here.put("/kiosk", headers=BROWSER), 405),
        (here.post("/kiosk", content=b"question=" + b"x" * 100_000, headers=BROWSER), 413),
    ):
        assert shown.status_code == status
        ways = re.findall(r'<(?:a|form)[^>]*(?:href|action)="([^"]*)"', shown.text)
        assert set(ways) == {"/kiosk"}
        assert 'http-equiv="refresh"' in shown.text  # it comes back by itself
