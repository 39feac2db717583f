"""Pictures of every state, for looking at: `python -m tests.web.screenshots OUT [--home DIR] [--only WORD]`.

OUT lies outside the repository. Each state is drawn at the widths and in the colours of `SIZES`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.web.browse_states import BROWSE
from tests.web.browsing import chromium
from tests.web.kiosk_states import KIOSK
from tests.web.states import CHAT, State, services

REPOSITORY = Path(__file__).resolve().parents[2]
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 320, "height": 640},
    "tablet": {"width": 768, "height": 1024},
    "desk": {"width": 1280, "height": 800},
    "wall": {"width": 2160, "height": 3840},
    "upright": {"width": 1080, "height": 1920},
    "lying": {"width": 1920, "height": 1080},
}
COLOURS = ("light", "dark")
# A face of the service: its states and the sizes it is made for.
FACES: dict[str, tuple[Sequence[State], Sequence[str]]] = {
    "chat": (CHAT, ("phone", "desk")),
    "browse": (BROWSE, ("phone", "desk")),
    "kiosk": (KIOSK, ("phone", "upright", "lying")),
}


def picture(browser: Browser, origin: str, state: State, size: ViewportSize, colours: str, to: Path) -> None:
    """Draw one state as a whole page."""
    dark = "dark" if colours == "dark" else "light"
    with browser.new_context(
        base_url=origin,
        viewport=size,
        color_scheme=dark,
        java_script_enabled=state.script,
        extra_http_headers={"Accept-Language": "en-GB"},
    ) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        state.reach(page)
        page.wait_for_timeout(100)
        page.screenshot(path=to, full_page=True, animations="disabled")


def draw(to: Path, home: Path, face: str, only: str, sizes: Sequence[str], colours: Sequence[str]) -> int:
    """Draw the states of a face whose names hold `only`; returns how many could not be reached."""
    states, usual = FACES[face]
    wanted = [state for state in states if only in state.name]
    failed = 0
    with services(home, {state.service for state in wanted}) as origins, chromium() as browser:
        for state in wanted:
            for size in sizes or usual:
                for colour in colours:
                    name = f"{face}-{state.name}-{size}-{colour}.png"
                    try:
                        picture(browser, origins[state.service], state, SIZES[size], colour, to / name)
                    except Exception as fault:  # the others are still worth a look
                        failed += 1
                        print(f"{name}: {fault}", file=sys.stderr)
    return failed


def main() -> int:
    """Draw all faces; exit 1 when a state could not be reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--home", type=Path, default=REPOSITORY / "var" / "guide")
    parser.add_argument("--face", choices=[*FACES], action="append")
    parser.add_argument("--only", default="", help="a part of a state's name")
    parser.add_argument("--size", choices=[*SIZES], action="append", default=[])
    parser.add_argument("--colours", choices=COLOURS, action="append")
    given = parser.parse_args()
    if given.out.resolve().is_relative_to(REPOSITORY):
        parser.error("OUT must lie outside the repository")
    given.out.mkdir(parents=True, exist_ok=True)
    faces = given.face or [*FACES]
    failed = sum(draw(given.out, given.home, face, given.only, given.size, given.colours or COLOURS) for face in faces)
    print(f"{sum(1 for _ in given.out.glob('*.png'))} pictures in {given.out}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
