"""Agreement: where a claim and the sentences it rests on say different things in much the same words.

Rules, no language model. Each function gives one plain sentence for each fault; what it cannot tell it passes over.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from answer.claim import Kind, Sentence, Token
from answer.figures import YEAR
from answer.hinges import Hinges, Place, hinges

_NEAR = 4  # words after a figure among which the thing counted stands
_PLACES = 50  # of one word in the source that are compared
_RUN = 4  # tokens between two words of one name
_JOINS = frozenset("and or the a an & as well".split())
_LEADS_TO_NOUN = frozenset(
    "the a an its their his her our this these those each both all some most many few one".split()
)
_CASES = frozenset(
    """to from by for against with than on of in at under over above below after before since until through via
    within across during""".split()
)


def faults(claim: Sentence, source: Sequence[Sentence]) -> list[str]:
    """What of hinges, figures, names and roles in a claim is otherwise in the source, as plain sentences."""
    flat = [token for sentence in source for token in sentence]
    found = [*_hinge_faults(claim, source), *_figure_faults(claim, flat), *_name_faults(claim, flat)]
    return [*found, *_aims(claim, flat), *_turned(claim, source, flat)]


def _hinge_faults(claim: Sentence, source: Sequence[Sentence]) -> Iterator[str]:
    said, told = hinges([claim]), hinges(source)
    forms = {token.key: token.form for token in claim if token.says}
    everywhere = frozenset[str]().union(*(place.marks for places in told.values() for place in places))
    for key, places in said.items():
        name = f"“{forms[key]}”" if key in forms else "that"
        for place in places:
            if key not in told:
                yield from (f"“{mark}” does not stand in the source" for mark in sorted(place.firm - everywhere))
                continue
            other = max(told[key][:_PLACES], key=lambda each: _likeness(place, each))
            yield from (f"it says “{mark}” of {name}, the source does not" for mark in sorted(place.firm - other.firm))
            yield from (f"the source says “{mark}” of {name}, it does not" for mark in sorted(other.firm - place.firm))
            yield from (f"it says “{one}” with {name}, the source “{two}”" for one, two in place.opposed(other))
    if _words(claim) - _words(tuple(token for sentence in source for token in sentence)):
        yield from _denied(said, told)


def _likeness(place: Place, other: Place) -> tuple[int, int, int]:
    """How likely another place of a word is the one that is meant: first by the words beside it."""
    return len(place.beside & other.beside), -len(place.firm ^ other.firm), -len(place.opposed(other))


def _denied(said: Hinges, told: Hinges) -> Iterator[str]:
    """A denial may go with the very word that differs."""
    ours, theirs = (any("not" in place.marks for places in each.values() for place in places) for each in (said, told))
    if ours and not theirs:
        yield "it denies what the source does not"
    if theirs and not ours:
        yield "the source denies what it does not"


def _words(sentence: Sentence) -> Counter[str]:
    return Counter(token.key for token in sentence if token.says)


def _figure_faults(claim: Sentence, source: Sequence[Token]) -> Iterator[str]:
    """Figures that count another thing than in the source, or that have changed places."""
    keys = {token.key for token in source}
    loose: list[Token] = []
    for n, token in enumerate(claim):
        if token.kind is not Kind.FIGURE or token.key not in keys:
            continue
        thing = _counted(claim, n)
        if thing is None or thing.key not in keys:
            loose.append(token)
        elif not any(thing.key in _beside(source, at) for at, t in enumerate(source) if t.key == token.key):
            yield f"“{token.form}” goes with “{thing.form}”, but not in the source"
    for kind in {_kind(token) for token in loose}:
        told = iter([token.key for token in source if token.kind is Kind.FIGURE])
        mine = [token for token in loose if _kind(token) == kind]
        if len(mine) > 1 and not all(token.key in told for token in mine):  # takes from the iterator: order counts
            yield f"the figures {' and '.join(token.form for token in mine)} stand in another order in the source"


def _counted(claim: Sentence, at: int) -> Token | None:
    """The word right after a figure; none for a year that only tells when."""
    year = YEAR.fullmatch(claim[at].key) and at and not claim[at - 1].says
    following = claim[at + 1] if at + 1 < len(claim) else None
    return following if following is not None and following.kind is Kind.WORD and not year else None


def _beside(source: Sequence[Token], at: int) -> set[str]:
    """Keys of the word right before a figure and of those after it, up to the next figure."""
    found = {source[at - 1].key} if at else set()
    for token in source[at + 1 : at + 1 + 2 * _NEAR]:
        if token.kind is Kind.FIGURE or len(found) > _NEAR:
            break
        if token.says:
            found.add(token.key)
    return found


def _kind(token: Token) -> str:
    if YEAR.fullmatch(token.key):
        return "year"
    return token.key[0] if token.key[0] in "£$€" else token.key[-1] if token.key[-1] in "%sh" else ""


def _name_faults(claim: Sentence, source: Sequence[Token]) -> Iterator[str]:
    """Two words of one name that stand apart in the source: each is known, their name is not."""
    places: dict[str, set[int]] = {}
    for n, token in enumerate(source):
        places.setdefault(token.key, set()).add(n)
    for one, two in pairwise(claim):
        run = one.says and two.says and (one.name or one.opens) and two.name
        if not run or one.key not in places or two.key not in places:
            continue
        if not any(n + gap in places[two.key] for n in places[one.key] for gap in range(1, _RUN + 1)):
            yield f"the name “{one.form} {two.form}” does not stand in the source"


def _aims(claim: Sentence, source: Sequence[Token]) -> Iterator[str]:
    """ "saved" where the source has nothing but "to save"."""
    for n, token in enumerate(claim):
        if token.kind is Kind.WORD and token.form.endswith("ed") and not (n and claim[n - 1].form == "to"):
            at = [m for m, other in enumerate(source) if other.key == token.key]
            if at and all(m and source[m - 1].form == "to" and not source[m].form.endswith("ed") for m in at):
                yield f"the source says “to {source[at[0]].form}”, not that it came about"


def _turned(claim: Sentence, source: Sequence[Sentence], flat: Sequence[Token]) -> Iterator[str]:
    """Who does what to whom, told by word order and prepositions."""
    swapped = next((found for sentence in source if (found := _swapped(claim, sentence))), None)
    if swapped is None:
        swapped = _exchanged(_roles(claim), _roles(flat), flat)
    if swapped is not None:
        yield f"“{swapped[0]}” and “{swapped[1]}” have changed places"


def _swapped(claim: Sentence, sentence: Sentence) -> tuple[str, str] | None:
    """The two pieces whose exchange turns the one sentence into the other, unless they are joined by "and" or the like."""
    one, two = _compared(sentence), _compared(claim)
    if one == two or Counter(one) != Counter(two):
        return None
    first = next(n for n, (a, b) in enumerate(zip(one, two, strict=True)) if a != b)
    last = next(n for n, (a, b) in enumerate(zip(one[::-1], two[::-1], strict=True)) if a != b)
    one, two = one[first : len(one) - last], two[first : len(two) - last]
    for a in range(1, len(one)):
        for b in range(1, len(one) - a):
            middle = one[a : len(one) - b]
            if two == [*one[len(one) - b :], *middle, *one[:a]]:
                joined = all(word in _JOINS or word in ",;" for word in (middle[0], middle[-1]))
                return None if joined else (" ".join(one[:a]), " ".join(one[len(one) - b :]))
    return None


def _compared(sentence: Sentence) -> list[str]:
    return [token.key for token in sentence if token.form not in {"the", "a", "an"}]


Roles = dict[str, tuple[str, int]]  # an entity's words -> its preposition and its rank


def _roles(tokens: Sequence[Token]) -> Roles:
    """Names and nouns after an article, each with its preposition; who does a thing "by" whom goes before what is done."""
    order: list[tuple[str, str]] = []
    case = ""
    for n, token in enumerate(tokens):
        before = tokens[n - 1] if n else None
        if not token.says:
            dated = token.kind is Kind.HINGE and token.form == "by"
            case = token.form if token.form in _CASES and not dated else "" if token.kind is Kind.BREAK else case
            continue
        if _begins_entity(token, before):
            entity = _entity(tokens, n)
            if case == "by" and order:
                order.insert(len(order) - 1, (entity, ""))
            else:
                order.append((entity, case))
        if not token.name:
            case = ""
    counts = Counter(entity for entity, _ in order)
    return {entity: (case, n) for n, (entity, case) in enumerate(order) if counts[entity] == 1}


def _begins_entity(token: Token, before: Token | None) -> bool:
    if token.kind is not Kind.WORD:
        return False
    if before is None or not before.says:
        return token.name or token.opens or (before is not None and before.form in _LEADS_TO_NOUN)
    return (token.name and not before.name) or before.kind is Kind.FIGURE


def _entity(tokens: Sequence[Token], at: int) -> str:
    """A name in full, or one word."""
    words = [tokens[at].form]
    for token in tokens[at + 1 :]:
        if not (token.says and token.name):
            break
        words.append(token.form)
    return " ".join(words)


def _exchanged(said: Roles, told: Roles, source: Sequence[Token]) -> tuple[str, str] | None:
    """Two entities that have each other's prepositions, or have none and stand the other way round."""
    for one, two in combinations([entity for entity in said if entity in told], 2):
        (ours, first), (theirs, second) = said[one], said[two]
        if told[one][0] == theirs and told[two][0] == ours:
            if ours != theirs:
                return one, two
            turned = (first < second) != (told[one][1] < told[two][1])
            if turned and not ours and not _are_listed(one, two, source):
                return one, two
    return None


def _are_listed(one: str, two: str, source: Sequence[Token]) -> bool:
    """Whether nothing but names, figures, commas and "and" stands between two entities."""
    ends = [n for n, token in enumerate(source) if token.form in {one.split()[0], two.split()[0]}]
    between = source[min(ends) + 1 : max(ends)] if len(ends) > 1 else ()
    return all(t.name or t.kind in {Kind.BREAK, Kind.FIGURE} or t.form in _JOINS | {"of"} for t in between)
