"""The off-switch: with GUIDE_OFF set nothing is answered, and every page and address says so."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem, refuse
from api.work import ABOUT_US, PROBES

_ALWAYS = ("/static/", *PROBES, *ABOUT_US)
_BARE = ("1", "true", "yes", "on")
_NOT_OFF = ("", "0", "false", "no", "off")
_USUAL = "It has been switched off for now by the people who run it. Please try again another day, or ask the team."


def message(setting: str) -> str:
    """What GUIDE_OFF has to say: its own words, the usual ones for a bare "true", "" while the guide is on."""
    text = setting.strip()
    if text.lower() in _NOT_OFF:
        return ""
    return _USUAL if text.lower() in _BARE else text


class OffSwitch:
    """Refuses with `message` all but the pages about the service, its files and the probes."""

    def __init__(self, app: ASGIApp, message: str) -> None:
        self.app = app
        self.message = message

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say that the guide is off."""
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS):
            await self.app(scope, receive, send)
        else:
            await refuse(scope, receive, send, problem("switched-off", self.message))
