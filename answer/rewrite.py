"""Rewrite: a follow-up and its history -> a question that stands alone. Rules, no language model."""

import re
from collections.abc import Sequence

from answer.answer import Turn
from answer.counting import counting
from index.words import STOP_WORDS, words

_I = re.IGNORECASE
_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|there|that|this|those|these|one|ones|both|each|same|former|latter)\b",
    _I,
)
_PRONOUN = re.compile(
    r"\b(it|its|it's|they|them|their|he|him|his|she|her|he's|she's|they're)\b"
    r"|\b(this|that|those|these)(?=\s*(one|ones)?\s*[?.!]*$)|\b(?:of|about|on|in|for|with|do|is|are|was|like) (?:this|that|those|these)\b",
    _I,
)
_SOMEONE = re.compile(r"\b(he|him|his|she|her)(?:'s)?\b", _I)
_SUBJECT_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|him)\b(?!')", _I)
_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|also|or|then|ok(?:ay)?|right|thanks|thank you|yes|no|hm+|oh|cool|great)\b[,.! ]*)+", _I
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^\s*(and|but|so|also|what about|how about|or|then|ok(ay)?|who else|what else|anything else|any others?)\b", _I
)
# "and in Somerset?", "what about CMAST?", "the Carter one": the earlier question is asked again of another thing.
_INSTEAD = re.compile(
    r"^\W*(?:(?:and|but|so|ok|then|or)\b[, ]*)*(?:(?:what|how) about |same (?:for|in) )?(?:(?:in|for|at|of|with|from) )?"
    r"(?P<thing>(?:the )?[^?,.]+?)\W*$",
    _I,
)
_IN_PLACE_OF = re.compile(r"^\W*(?:and|but|so|or|what about|how about|ok|then|same (?:for|in))\b", _I)
_KINDS = "collaborative|partnership|alliance|group|review|model|hub|board|programme|act|event|conference|webinar|merger|network"
# Written small: "Harbour Alliance" does not make every other one an alliance.
_KIND_OF = re.compile(rf"\b({_KINDS})s?\b")
_NAME = re.compile(r"\b(?:[A-Z][\w&’'-]*|[A-Z]{2,}s?)(?:\s+(?:(?:of|and|the|for|in|&)\s+)*(?:[A-Z][\w&’'-]*))*")
_THE_THING = re.compile(
    r"\b(the|that|this|which|your) (collaboratives?|partnership|alliance|group|hub|trusts?|conference|event|guidance|report|model|meeting"
    r"|board|programme|service|project|organisation|one|lead|document|plan|priorities|members|aims|benefits|budget"
    r"|next (?:event|one|meeting|conference))\b(?! (?:of|for|in|between|to)\b)",
    _I,
)
_NAMED_BY_TOPIC = {"collaborative", "partnership", "alliance", "group", "one", "hub", "model", "organisation"}
_DEFINITE = re.compile(
    r"\bthe (?:(?!(?:of|for|in|between|to|that|which|who)\b)[\w'-]+ ?){1,3}?"
    r"(?:\W*$|\b(?:be|is|are|was|were|do|does|did|have|has|had|get|sit|work)\b)",
    _I,
)
_OPEN_ENDED = re.compile(
    r"^\W*(?:(?:can|could|would) you |please )*(?:tell me |say |give (?:me )?|show me |explain )?(?:a bit |some |any )?"
    r"(?:more|further|go on|continue|elaborate|details?|examples?|an example|in what way|how so|how come|why(?: not)?|since when"
    r"|how|when|where|who|says who|for example|such as|like what|what for|meaning|really|is that all|anything else|what else|who else"
    r"|and\??)\b[^a-z]*(?:please|then|exactly|is that|details?|of (?:one|it|that|them|those)|about (?:it|that|them|this))?\W*$",
    _I,
)

_MORE = re.compile(r"(?P<example>examples?)|\b(?:more|go on|continue|elaborate|details?)\b", _I)
_ASKS = re.compile(
    r"^(?:(?:can|could|would) you |please )*(?:tell me (?:more )?about |explain |define |describe |what happened (?:when|to|at|with|in) "
    r"|who \w+s (?=(?:the|an?|our|this)\b)"
    r"|(?:what|which) \w+ (?=(?:is|are|was|were|do|does|did)\b)"
    r"|(?:what|who|when|where|why|how|which)(?:'s|s)?\b(?: many| much| long| often| big)?)? ?"
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)? ?"
    r"(?:(?:to be|meant by|part of|in charge of|there|in|of|at|about|for|on|involved in|to) )*(?:an? )?",
    _I,
)
_ENDS = re.compile(
    r"(?:\s(?:works?|begin|began|start|started|run|mean|means|about|do|does|for|come out|came out|formed|set up|launched|happen|say|include"
    r"|called|based|on|in|made up of|stand for|like|exactly|up to|published|founded|established|created))+$",
    _I,
)

# Provider collaboratives at large are what this guide is about: "how many provider collaboratives are there?" names enough.
_THE_SUBJECT = re.compile(r"(?<!the )(?<!this )(?<!that )(?<!your )\bprovider collaboratives?\b", _I)
_TERM = re.compile(rf"{_THE_SUBJECT.pattern}|['\"‘“][\w -]+['\"’”]", _I)
_NO_TOPIC = {"NHS", "NHS ENGLAND", "NHS ENGLAND'S", "I", "ICS", "ICB", "OK", "PLS"} | set(
    """JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER MONDAY TUESDAY WEDNESDAY
    THURSDAY FRIDAY SATURDAY SUNDAY ICBS ICSS""".split()
)

# Words that ask for an attribute of something without naming the thing.
_ATTRIBUTES = frozenset(
    """lead leads leading led leader leaders chair chairs chief executive member members trust trusts many number provider providers
    collaborative collaboratives partnership alliance group organisation organisations people involved part join joined joining
    start started begin began set formed form founded created established launch launched live work works working cover covers
    covered covering area areas big large size cost costs save saved saving savings money budget year date happen happened happens mean
    means purpose aim aims goal goals do done achieve achieved achievements results contact responsible run runs running belong
    services service hub board conference event events report guidance model programme region place places based located
    priorities benefits risks called name named new old long ago else exactly though good bad better detail details more info
    information explain quick please thanks one ones get see find look next last first second third main key different same compare
    whats whos wheres hows whens email phone charge heads head parts partner partners example examples point since far already
    yet currently now""".split()
)


def standalone(text: str, history: Sequence[Turn]) -> str:
    """The question with what it is about named, when it leans on an earlier one; else the question as it is."""
    if not history:
        return text
    counted = counting(text, history[-1].answer)
    if counted:
        bare = _OPENING.sub("", counted).strip()
        return re.sub(r"^(?:what|how) about (.+)$", r"What is \1", bare, flags=_I)
    asked_again = _asked_again(text, history)
    if asked_again:
        return asked_again
    if not _leans(text):
        return _OPENING.sub("", text) if named(_OPENING.sub("", text)) else text
    bare = _OPENING.sub("", text).strip().rstrip("?. ") or text.strip()
    topic = _person(history) if _SOMEONE.search(bare) else ""
    if not topic:
        points = _SUBJECT_PRONOUN.search(bare)
        topic = (
            _matter(history) if (_has_no_content(bare) or _OPEN_ENDED.match(bare)) and not points else _topic(history)
        )
    several = " and " in topic and not any(topic in turn.question for turn in history)
    return f"{bare} ({topic})?" if several else _about(bare, topic)


def with_topic(text: str, history: Sequence[Turn]) -> str:
    """The question with what the conversation is about behind it: for one that seems to stand alone, but finds nothing."""
    topic = _topic(history)
    bare = _OPENING.sub("", text).strip().rstrip("?. ") or text.strip()
    return f"{bare} ({topic})?" if topic and topic.lower() not in bare.lower() else text


def about(text: str, topic: str) -> str:
    """The question asked of a topic that it only points at."""
    bare = _OPENING.sub("", text).strip().rstrip("?. ") or text.strip()
    thing = _THE_THING.search(bare)
    if thing and not _SUBJECT_PRONOUN.search(bare) and thing[2].lower() in _NAMED_BY_TOPIC:
        return f"{bare[: thing.start()]}{topic}{bare[thing.end() :]}?"
    return _about(bare, topic)


def _about(bare: str, topic: str) -> str:
    """A question with its pronoun replaced by what it points at, or with that behind it."""
    if not topic or topic.lower() in bare.lower():
        return bare + "?"
    if _OPEN_ENDED.match(bare) and (more := _MORE.search(bare)):
        return f"What is an example of {topic}?" if more["example"] else f"Tell me about {topic}?"
    found = _SUBJECT_PRONOUN.search(bare) or re.search(r"\b(?:its|their|his|her)\b", bare, _I)
    # A thing named before the pronoun in the same question is what the pronoun means.
    if found is None or "," in bare[: found.start()]:
        return f"{bare} ({topic})?"
    whole = found.group().lower() in {"it", "they", "them", "he", "she", "him"} or found.end() == len(bare)
    possessive = f"{topic}'s"
    return f"{bare[: found.start()]}{topic if whole else possessive}{bare[found.end() :]}?"


def lacks_referent(text: str) -> bool:
    """Whether a question points at something that it does not name ("who leads it?", "when was the collaborative formed?")."""
    if named(text) or _THE_SUBJECT.search(text) or re.search(r"\d{4}", text):
        return False
    if not _has_no_content(text):
        return False
    points = (
        _PRONOUN.search(text) or _THE_THING.search(text) or re.search(r"\bthere\b|\bwhich one\b|\b(us|we)\b", text, _I)
    )
    return bool(points) or bool(_OPEN_ENDED.match(text)) or bool(_OPENS_AS_FOLLOW_UP.match(text))


def named(text: str) -> list[str]:
    """Names in a question: capitalised runs and acronyms, the first word only when it is an acronym."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        first_word = not text[: match.start()].strip(" \"'“‘(").endswith(
            tuple("abcdefghijklmnopqrstuvwxyz,;:)’'\"")
        ) or (not text[: match.start()].strip())
        if first_word and not re.match(r"[A-Z]{2,}|\w*[A-Z]\w*[A-Z]", name.split()[0]):
            name = " ".join(name.split()[1:])
            name = re.sub(r"^(of|and|the|for|in|&)\s+", "", name)
        if name and name.upper() not in _NO_TOPIC:
            found.append(name)
    return found


def _has_no_content(text: str) -> bool:
    return not [w for w in words(text) if w not in STOP_WORDS and w not in _ATTRIBUTES]


def _leans(text: str) -> bool:
    bare = _OPENING.sub("", text)
    if _PRONOUN.search(bare) or _OPEN_ENDED.match(bare):
        return True
    if named(bare):
        return False
    if _OPENS_AS_FOLLOW_UP.match(text) or _POINTS_BACK.search(bare) or _THE_THING.search(bare):
        return True
    return (
        _has_no_content(bare)
        or bool(_DEFINITE.search(bare))
        or bool(re.search(r"\b(?:another|other|others|too|also)\b", bare, _I))
    )


def _asked_again(text: str, history: Sequence[Turn]) -> str:
    """The earlier question, asked of the other thing that a short follow-up names; "" for any other follow-up."""
    match = _INSTEAD.match(text)
    if match is None or len(words(text)) > 9 or _OPEN_ENDED.match(text):
        return ""
    thing = match["thing"].strip()
    one = re.fullmatch(r"(the .+?) ones?", thing, _I)
    opened = bool(_IN_PLACE_OF.match(text))
    if not one and not (
        opened and (named(f"x {thing}") or re.match(r"\W*(?:and |but )?(?:what|how) about\b", text, _I))
    ):
        return ""
    if re.search(
        r"\b(?:who|what|when|why|which|how|is|are|was|were|do|does|did|has|have|can|will|should)\b", thing, _I
    ):
        return ""
    if _PRONOUN.search(thing) or (not one and _has_no_content(thing)):
        return ""
    before = next((t.question for t in reversed(history) if _topic((t,)) or named(t.question)), history[-1].question)
    if one:
        kind = _KIND_OF.search(before)
        told = kind[1] if kind else "collaborative"
        thing = f"{one[1]} {'provider collaborative' if told == 'collaborative' else told}"
    names = named(before) or re.findall(rf"\bthe ((?:[\w'-]+ ){{1,3}}?(?:{_KINDS}))\b", before)
    if not names:
        leading = re.match(r"\W*(?:what is|what's|who is|tell me about|what are)\b", before, _I)
        return f"{before.strip().rstrip('?. ')} ({thing})?" if not leading else f"What is {thing}?"
    at = names[0]
    found = re.search(rf"(?:\bthe )?{re.escape(at)}(?: (?:provider )?(?:{_KINDS})s?\b)?", before)
    if found is None:
        return f"{before.strip().rstrip('?. ')} ({thing})?"
    return f"{before[: found.start()]}{thing}{before[found.end() :]}".strip().rstrip("?. ") + "?"


def _person(history: Sequence[Turn]) -> str:
    """The latest person of the conversation: answers are where they are named."""
    for turn in reversed(history):
        for told in (turn.answer, turn.question):
            found = re.search(r"\b(?:Dr|Sir|Dame|Professor|Mr|Ms|Mrs) (?:[A-Z][\w’'-]+ ?){1,3}", told)
            found = found or re.search(
                r"\b[A-Z][a-z]+ [A-Z][a-z’'-]+(?=,? (?:is|was|has|chairs?|leads?|who|said)\b)", told
            )
            if found:
                return found.group().strip()
    return ""


def _matter(history: Sequence[Turn]) -> str:
    """What the last question was about, in full, for a follow-up that says nothing of its own ("why?", "any more?")."""
    last = _phrase(history[-1].question)
    if last and not _has_no_content(last) and not _PRONOUN.search(last):
        return last
    topic = _topic(history)
    return topic if not last or last.lower() in topic.lower() or _PRONOUN.search(last) else f"{topic}: {last}"


def _topic(history: Sequence[Turn]) -> str:
    """What the conversation is about: the names of the latest question that has any, else the thing it asks about, else
    the first name of its answer."""
    for turn in reversed(history):
        there = re.search(r"\b(?:is|are) there (?:an?|any) ([^?,]+)", turn.question, _I)
        if there:
            return there[1].strip()
        names = [_with_kind(name, turn.question) for name in named(turn.question)]
        if names:
            return _joined(list(dict.fromkeys(names)), turn.question)
        phrase = _phrase(turn.question)
        if phrase and not _PRONOUN.search(phrase) and (not _has_no_content(phrase) or _TERM.search(phrase)):
            return phrase
        names = named(turn.answer)
        if names:
            return names[0]
    return ""


def _joined(names: Sequence[str], question: str) -> str:
    """Several names as one topic: as the question has them, where nothing but commas stands between."""
    start, end = question.find(names[0]), question.find(names[-1]) + len(names[-1])
    span = question[start:end]
    between = re.sub("|".join(re.escape(name) for name in names), "", span)
    return span if re.fullmatch(r"(?:,| |and|&)*", between) else " and ".join(names)


def _with_kind(name: str, question: str) -> str:
    """A name with the kind of thing that stands behind it in small letters: "Northamptonshire group"."""
    found = re.search(rf"{re.escape(name)}(?: (?:provider|hospital|leadership))? (?:{_KINDS})s?\b", question)
    return found.group() if found else name


def _phrase(question: str) -> str:
    """A question without the words that ask: "how does the lead provider model work?" is about "the lead provider model"."""
    bare = _OPENING.sub("", question).strip().rstrip("?.! ")
    bare = _ASKS.sub("", bare)
    return _ENDS.sub("", bare).strip()
