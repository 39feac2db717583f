"""Guard: what must never reach retrieval. First step of the pipeline."""

import re
from dataclasses import dataclass

from answer.answer import Outcome
from answer.messages import message


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not searched, and the words for it."""

    outcome: Outcome
    reason: str
    message: str


_I = re.IGNORECASE
_CRISIS = re.compile(
    r"\bsuicid|\bkill(ing)? (my|him|her|them)sel(f|ves)|\bend (my|his|her|their) (own )?life|\bend it all\b"
    r"|\bself[- ]?harm|\bharm(ing)? (my|him|her|them)sel(f|ves)|\bhurt(ing)? (my|him|her|them)sel(f|ves)"
    r"|\bcut(ting)? (my|him|her|them)sel(f|ves)|\b(want|going|wants) to die\b"
    r"|\b(don'?t|doesn'?t|didn'?t|not) want to (live|be here|be alive)"
    r"|\bno (reason|point) (to|in) (live|living|going on)|\bbetter off dead\b|\b(taken|took|taking) an? overdose\b|\boverdosed\b"
    r"|\b(i'?m|i am|he'?s|she'?s|is|are|having) (in |a |an )*(mental health )?(crisis|breakdown)\b(?! (response|team|service|line|care))"
    r"|\bin ((a )?mental health )?crisis\b(?! (response|team|service|line|care))"
    r"|\bhear(ing)? voices\b|\bpanic attack|\bbeing abused\b|\bnot breathing\b|\bchest pains?\b|\bcan'?t (cope|go on)\b"
    r"|\b(on|off|from) (a|the) (bridge|ledge|roof|cliff|railway|platform edge)\b|\bjump(ing)? (off|in front)\b|\bending it\b"
    r"|\bunconscious\b|\bneed help (now|urgently|right now)\b|\bfeel(ing)? (unsafe|hopeless)\b",
    _I,
)
_SOMEONE = (
    r"(?:\bi\b|\bi'?m\b|\bme\b|\bmy\b|\bhe\b|\bshe\b|\bthis\b|\bpatients?\b|\bservice user\b|\bsomeone\b|\bchild\b|\bson\b"
    r"|\bdaughter\b|\bmum\b|\bdad\b|\b\d+ year old\b)"
)
_CLINICAL = re.compile(
    r"\b(dose|dosage|dosing|side[- ]?effects?|contra-?indicat\w+|symptoms?|antidepressants?|anti-?psychotics?|antibiotics?"
    r"|melatonin|methadone|methylphenidate|sertraline|fluoxetine|citalopram|lithium|clozapine|olanzapine|diazepam|quetiapine|ritalin|paracetamol|ibuprofen"
    r"|insulin|ssri)\b"
    r"|\b\d+ ?mg\b|\b(tablets?|pills?|medicines?|medications?|meds)\b"
    r"|\bhow (do|can|should) (i|you|we) (treat|cure|diagnose)\b|\b(best|right) (treatment|therapy|drug) for\b"
    r"|\b(is|are|do|does|have|has|am) "
    + _SOMEONE
    + r".{0,40}\b(depress(ed|ion)|anxiety|anorexi[ac]|bulimi[ac]|psychosis|adhd"
    r"|autis(m|tic)|bipolar|schizophreni[ac]|cancer(ous)?|infected|dementia|eating disorder)\b"
    r"|"
    + _SOMEONE
    + r".{0,40}\b(pain|rash|fever|lump|bleeding|vomiting|dizzy|stopped eating|won'?t eat|(isn'?t|not) eating"
    r"|(has ?n.?t|has not|not|never) (eaten|slept)|wo ?n.?t sleep|faint(ing|ed|s)?|collaps(ing|ed|es|e)|seizures?|overdos\w+"
    r"|losing weight|lost weight|feel(ing)? (ill|sick|low|depressed|anxious)|headaches?|diagnosed)\b"
    r"|\bshould (i|he|she|my \w+|a patient|the patient|we) (take|stop|start|eat|be (given|admitted|sectioned|referred|prescribed))\b",
    _I,
)
_PERSONAL = re.compile(
    r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|\bnhs (number|no\.?)\b.{0,12}\d{3}|\b(born on|d\.?o\.?b\.?|date of birth)\b.{0,12}\d"
    r"|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b|\bhospital number\b.{0,8}\d",
    _I,
)
_INSTRUCTION = re.compile(
    r"\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(instructions?|rules?|prompts?|guidelines?|sources?|documents?|previous"
    r"|above|everything|training)\b"
    r"|\b(system|hidden|initial|developer) (prompt|message|instructions?)\b|\bjailbreak|\bdeveloper mode\b|\bDAN\b"
    r"|\b(you are|you'?re) now\b|\b(pretend|act|role-?play|imagine)\b.{0,15}\b(you|as|to be|that)\b"
    r"|\b(reveal|print|show|repeat|output|tell me)\b.{0,25}\byour\b.{0,20}\b(prompt|instructions?|rules|configuration|settings|api|key"
    r"|password)"
    r"|\b(respond|reply|answer|say|write|output|begin|start)\b.{0,25}\b(only with|with only|exactly|nothing but|the words?)\b"
    r"|\byour (original |own |full |secret |first )*(instructions?|prompts?|rules|guidelines)\b|\b(api|secret|access) keys?\b"
    r"|\b(repeat|print|show|translate|copy|summari[sz]e) (everything|all|the text|what is|whats?) (above|before|you were)\b"
    r"|\bnew (instructions?|policy|rules?|orders?)\b\s*(:|from)|\b(system|admin|administrator|assistant) ?:|</\w+>|\bhidden (text|prompt)"
    r"|\bwithout (any )?(sources?|citations?|citing)\b|\bmake (it|something|one) up\b|\binvent\b"
    r"|\bwrite (me )?(a|an|some) (poem|song|story|joke|essay|code|script|python|limerick|haiku|email|tweet)\b|\btell me a joke\b"
    r"|<\s*/?\s*(script|system|iframe|img)|\bdrop table\b|\bselect \* from\b|\{\{.*\}\}|\[\[?(system|inst)\b",
    _I,
)
_ABUSE = re.compile(
    r"\b(fuck|shit|bastard|wanker|cunt|bitch|twat|arsehole|you('re| are) (useless|stupid|rubbish|crap))", _I
)


MAX_QUESTION = 1000  # characters


def guard(text: str) -> Refusal | None:
    """The refusal for a question, or None when it may be searched. Crisis goes before all else."""
    plain = text.replace("’", "'")
    if not any(c.isalnum() for c in plain):
        return Refusal(Outcome.CLARIFY, "empty", message("empty"))
    searched = plain[: 10 * MAX_QUESTION]  # a pattern must not run over a whole book that somebody pastes in
    for pattern, outcome, reason in (
        (_CRISIS, Outcome.SIGNPOSTED, "crisis"),
        (_PERSONAL, Outcome.ABSTAINED, "personal_data"),
        (_INSTRUCTION, Outcome.ABSTAINED, "unsafe_request"),
        (_CLINICAL, Outcome.SIGNPOSTED, "clinical"),
        (_ABUSE, Outcome.ABSTAINED, "abuse"),
    ):
        if pattern.search(searched):
            return Refusal(outcome, reason, message(reason))
    if len(text) > MAX_QUESTION:
        return Refusal(Outcome.ABSTAINED, "too_long", message("too_long").format(limit=MAX_QUESTION))
    return None
