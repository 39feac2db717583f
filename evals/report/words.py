"""The words a report uses: what each measure tells, which way is better, and figures as people write them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from evals.intervals import Interval
from evals.result import Asked

FOUND, CITED, SAID, WITHHELD, TIME = "found", "cited", "said", "withheld", "time"
GROUPS = {
    FOUND: "Was the right passage found?",
    CITED: "Does what is cited hold up?",
    SAID: "Is what is said right?",
    WITHHELD: "Does it hold back when it should?",
    "": "Other measures",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure tells, in one sentence without its full stop."""

    group: str
    sentence: str
    lower_is_better: bool = False

    @property
    def told(self) -> str:
        """The sentence with which way is better."""
        return f"{self.sentence}; {'lower' if self.lower_is_better else 'higher'} is better."


GLOSSARY = {
    "nDCG@10": Measure(FOUND, "How many of the wanted passages are among the first ten found, and how near the top"),
    "RR@10": Measure(FOUND, "One divided by the rank of the first wanted passage, and 0 when the first ten hold none"),
    "Success@5": Measure(FOUND, "The share of questions with a wanted passage among the first five found"),
    "R@100": Measure(FOUND, "The share of what was wanted that is among the first hundred passages found"),
    "evidence_hit_rate": Measure(
        CITED, "The share of questions with an answer in the corpus where a citation quotes the words that answer it"
    ),
    "evidence_coverage": Measure(CITED, "How much of all the words that answer a question the citations quote"),
    "citation_precision_proxy": Measure(
        CITED, "The share of an answer's citations that quote words known to answer the question"
    ),
    "citation_recall": Measure(
        CITED,
        "The share of an answer's statements that its quotes together support (ALCE, Gao et al. 2023; judged by words,"
        " without a language model)",
    ),
    "citation_precision": Measure(
        CITED,
        "The share of an answer's citations that are not beside the point (ALCE, Gao et al. 2023; judged by words,"
        " without a language model)",
    ),
    "groundedness": Measure(
        CITED, "The share of an answer's statements supported by what is stored at the very place they cite"
    ),
    "fact_recall": Measure(SAID, "How many of the facts that a right answer needs were said"),
    "fully_correct_rate": Measure(
        SAID, "The share of questions with an answer in the corpus where enough facts and nothing forbidden were said"
    ),
    "coverage": Measure(
        SAID, "The share of all questions that were answered at all, which is good as long as they are right"
    ),
    "selective_accuracy": Measure(SAID, "Of the questions that were answered, the share answered rightly"),
    "abstain_precision": Measure(
        WITHHELD, "Of the questions it declined to answer, the share that indeed have no answer in the corpus"
    ),
    "abstain_recall": Measure(
        WITHHELD, "Of the questions that have no answer in the corpus, the share it declined to answer"
    ),
    "wrong_answer_rate": Measure(
        WITHHELD,
        "The share of all questions that got something forbidden, or an answer where the corpus has none",
        lower_is_better=True,
    ),
    "signpost_rate": Measure(
        WITHHELD, "Of the questions from people who need help from someone else, the share told where to turn"
    ),
    "latency_ms_median": Measure(
        TIME, "Half of the answers took no longer than this many milliseconds", lower_is_better=True
    ),
    "latency_ms_p95": Measure(
        TIME, "Nineteen answers of twenty took no longer than this many milliseconds", lower_is_better=True
    ),
}
_UNKNOWN = Measure("", "A measure that this report has no words for, taken to be from 0 to 1")


def measure(name: str) -> Measure:
    """What is known of a measure; one that has no entry is taken as better when higher."""
    return GLOSSARY.get(name, _UNKNOWN)


def direction(name: str, change: Interval) -> str:
    """Say "better", "worse", "within noise" or "no difference" of ours minus theirs, or of after minus before."""
    if not (change.low or change.high):
        return "no difference"
    if not change.beyond_noise:
        return "within noise"
    return "better" if (change.value > 0) != measure(name).lower_is_better else "worse"


def share(value: float) -> str:
    """A value from 0 to 1 with three decimals."""
    return f"{value:.3f}"


def signed(value: float) -> str:
    """A difference with its sign; one that rounds to nothing has a plus."""
    return f"{round(value, 3) + 0.0:+.3f}"


def spread(found: Interval) -> str:
    """The interval of a mean."""
    return f"{share(found.low)} to {share(found.high)}"


def signed_spread(found: Interval) -> str:
    """The interval of a difference."""
    return f"{signed(found.low)} to {signed(found.high)}"


def milliseconds(value: float) -> str:
    """A time as a person would say it."""
    return f"{value / 1000:,.2f} s" if value >= 1000 else f"{value:.3g} ms"


def count(number: int, noun: str) -> str:
    """Return "1 question" or "3 questions"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """Return "a, b and c"."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def moment(iso: str) -> str:
    """Return "3 November 2022, 14:05 UTC"; a text that is no time as it is."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{at.day} {at:%B %Y, %H:%M} {at.tzname() or ''}".rstrip()


def failing(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """The questions that were not dealt with rightly."""
    return tuple(one for one in asked if one.wrong or not one.right)


def why_failing(one: Asked) -> str:
    """Say in one sentence what is amiss with an answer."""
    if one.forbidden:
        return "It said something that a right answer must not say."
    if one.wrong:
        return "It answered a question that has no answer in the corpus."
    if not one.answerable:
        return "It declined, but did not say where to turn."
    if one.outcome in {"abstained", "clarify", "signposted"}:
        return "It gave no answer, and there is one."
    return "It lacks facts that a right answer needs."
