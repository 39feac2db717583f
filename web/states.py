"""What pages say when there is no answer to show: each state has a heading, plain words and a way on."""

from dataclasses import dataclass

_DETAIL = "{detail}"


@dataclass(frozen=True, slots=True)
class State:
    """A state in words.

    Attributes:
        texts: paragraphs for the person who reads the page.
        ask: whether there is a use in asking anything now.
        back: whether the browser's "Back" still has what was typed.
        for_keepers: what the people who run the service need to know, or "".
    """

    heading: str
    texts: tuple[str, ...]
    ask: bool = True
    back: bool = False
    for_keepers: str = ""


_STATES = {
    "no-index": State(
        "The guide is being updated",
        ("It cannot answer just now. This mostly takes a few minutes.", "Please try again soon."),
        ask=False,
        for_keepers=_DETAIL,
    ),
    "too-many": State(
        "Too many requests for now",
        (_DETAIL, "You did nothing wrong."),
        ask=False,
        back=True,
    ),
    "busy": State(
        "The guide is busy",
        ("A lot of people are asking just now. Please wait a few seconds and try again.",),
        ask=False,
        back=True,
    ),
    "gave-up": State("That took too long", ("The guide could not finish its answer in time. Please try again.",)),
    "switched-off": State("The guide is switched off", (_DETAIL,), ask=False),
    "no-such-page": State(
        "Page not found",
        (
            "If you typed the address, check that it is right. If you followed a link, it may be old.",
            "Everything the guide knows can be asked for, or found in its sources.",
        ),
    ),
    "unexpected": State(
        "Sorry, something went wrong",
        ("The guide could not do that. It is not your fault. Please try again.",),
    ),
    "cannot-keep": State("That could not be kept", (_DETAIL,)),
    "no-such-answer": State("This link has ended", (_DETAIL,)),
    "no-such-document": State("That source is not here", (_DETAIL,)),
    "nothing-to-keep": State("There is no answer to keep", (_DETAIL,)),
    "too-large": State("That is too long", (_DETAIL,)),
}


def state(kind: str, title: str, detail: str) -> State:
    """Return the words for a problem; one without words of its own is told in the API's."""
    found = _STATES.get(kind) or State(title, (_DETAIL,))
    texts = tuple(text.replace(_DETAIL, detail) for text in found.texts)
    return State(found.heading, texts, found.ask, found.back, found.for_keepers.replace(_DETAIL, detail))
