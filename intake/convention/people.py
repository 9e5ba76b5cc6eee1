"""Telling a pupil's name from the words around it: by shape first, by lists of teaching words, by few names last."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from intake.convention.words import words

_TOKEN = re.compile(r"\||,|&|(?:[^\W\d_]|[?\ufffd])+(?:[.'’`´?\ufffd-](?:[^\W\d_]|[?\ufffd])+)*\.?|\d+", re.UNICODE)
_INITIALS = re.compile(r"(?:[A-ZÆØÅ]\.[ -]?){1,4}[A-ZÆØÅ]?|[A-ZÆØÅ]{2}")
_MOST_WORDS = 8
_LONGEST_NAME = 11
"""Letters of a first name; a longer word is a Danish compound ("Aktivitetsskema")."""


class Label(Enum):
    """What a word looks like, standing alone."""

    NAME = auto()
    INITIALS = auto()
    TOPIC = auto()
    HEALTH = auto()
    GLUE = auto()
    AND = auto()
    COMMA = auto()
    BREAK = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its label."""

    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class People:
    """A pupil's name (None when there is none), whether it is sure, what to note, and the other words."""

    name: str | None
    others: tuple[Token, ...]
    flags: tuple[str, ...] = ()
    sure: bool = True


def labelled(text: str, *, shouted: bool = False) -> tuple[Token, ...]:
    """The words of `text` with what each looks like; "|" stands between its parts.

    `shouted` tells that the writer used capitals for everything, so that they mean nothing.
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        label = _label(match.group(), shouted)
        after_name = bool(tokens) and tokens[-1].label is Label.NAME
        if label is Label.TOPIC and after_name and _may_be_surname(match.group()):
            label = Label.NAME
        tokens.append(Token(match.group(), label))
    return tuple(tokens)


def _may_be_surname(word: str) -> bool:
    """Whether a word that only ends like a topic, as "Thorning", may be a surname after a first name."""
    if word.casefold().endswith(words().surname_endings):
        return word[0].isupper()
    return word[0].isupper() and len(word) < 10 and not words().topic.has(word, strict=True) and not word.isupper()


def _label(word: str, shouted: bool) -> Label:
    lexicon, low = words(), word.casefold()
    fixed = {"|": Label.BREAK, ",": Label.COMMA, "&": Label.AND, "og": Label.AND}.get(low)
    if fixed:
        return fixed
    capital = word[0].isupper()
    if lexicon.health.has(word):
        return Label.HEALTH
    if word.isdigit() or (lexicon.glue.has(word) and not (capital and len(word) == 1)):
        return Label.GLUE
    if re.match(r"[A-ZÆØÅ]{2,}-[a-zæøå]", word):
        return Label.TOPIC
    if capital and lexicon.pupil_or_topic.has(word):
        return Label.NAME
    if lexicon.about_teaching(word, strict=capital and not shouted and "-" not in word):
        return Label.TOPIC
    if _INITIALS.fullmatch(word) and (len(word.strip(".")) > 1 or word.endswith(".")):
        return Label.INITIALS
    if word.isupper() and len(word) > 2 and not shouted:
        return Label.TOPIC
    return Label.NAME if capital else Label.OTHER


def find_people(tokens: Sequence[Token]) -> People:
    """The pupil, or pupils, among the words."""
    tokens = _with_small_letters(tokens)
    runs = _runs(tokens)
    if not runs:
        return People(None, tuple(tokens))
    start, end = max(runs, key=lambda run: (_names(tokens[run[0] : run[1]]), -run[0]))
    run, others = tokens[start:end], (*tokens[:start], *tokens[end:])
    if _names(run) == 1 and not _stands_alone(tokens, start, end):
        return People(None, tuple(tokens))
    full = [tokens[a:b] for a, b in runs if _names(tokens[a:b]) > 1]
    if len(full) > 1:
        return People(", ".join(_written(part) for part in full), others, ("flere_elever",))
    return _named(run, others)


def _with_small_letters(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Where no word has a capital, known first names and endings of surnames make a name of the words beside them."""
    if any(token.label in (Label.NAME, Label.INITIALS) for token in tokens):
        return tuple(tokens)
    known = [t.label is Label.OTHER and _like_a_name(t.text) for t in tokens]
    result = []
    for i, token in enumerate(tokens):
        beside = token.label is Label.OTHER and any(known[max(0, i - 2) : i + 3])
        result.append(Token(_titled(token.text), Label.NAME) if beside else token)
    return tuple(result)


def _like_a_name(word: str) -> bool:
    lexicon = words()
    return lexicon.first_names.has(word) or (len(word) > 5 and word.casefold().endswith(lexicon.surname_endings))


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Stretches of name words, held together by particles, "og" and commas."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        if not _is_name(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens):
            step = _bridge(tokens, end)
            if not step:
                break
            end += step
        runs.append((at, end))
        at = end
    return runs


def _bridge(tokens: Sequence[Token], at: int) -> int:
    """How many words further the run of names goes from `at`; 0 when it ends there."""
    if _is_name(tokens[at]):
        return 1
    end = at + 1 if tokens[at].label in (Label.AND, Label.COMMA) else at
    while end < at + 3:
        if end < len(tokens) and _is_name(tokens[end]):
            return end - at + 1
        if end == len(tokens) or not words().particles.has(tokens[end].text):
            return 0
        end += 1
    return 0


def _is_name(token: Token) -> bool:
    return token.label in (Label.NAME, Label.INITIALS)


def _names(run: Sequence[Token]) -> int:
    return sum(_is_name(token) for token in run)


def _stands_alone(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a single capital is a name rather than the first word of a sentence, or a thing in one."""
    if tokens[start].label is Label.INITIALS or words().first_names.has(tokens[start].text):
        return True
    if len(tokens[start].text) > _LONGEST_NAME and "-" not in tokens[start].text:
        return False
    before = tokens[start - 1].label if start else Label.BREAK
    after = tokens[end].label if end < len(tokens) else Label.BREAK
    if Label.HEALTH in (before, after):
        return True
    return before in (Label.BREAK, Label.COMMA) and after in (Label.BREAK, Label.COMMA)


def _named(run: Sequence[Token], others: tuple[Token, ...]) -> People:
    """The name of one run, turned when the surname stands first, with what to note of it."""
    parts = _between(run, Label.COMMA)
    if any(token.label is Label.AND for token in run) or len(parts) > 2:
        return People(_written(run), others, ("flere_elever",))
    if len(parts) == 2:
        if min(len(part) for part in parts) > 1:
            return People(_written(run), others, ("flere_elever",))
        return People(_written([*parts[1], *parts[0]]), others, ("efternavn_først",))
    if run[-1].label is Label.INITIALS or (len(run) > 1 and len(run[-1].text.strip(".")) == 1):
        return People(_written(run), others, ("elev_initialer",))
    if len(run) == 1:
        sure = not words().pupil_or_topic.has(run[0].text)
        return People(run[0].text, others, ("elev_kun_fornavn",) if sure else ("type_usikker",), sure)
    return People(_written(run[:_MOST_WORDS]), others)


def _between(run: Sequence[Token], label: Label) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in run:
        if token.label is label:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _written(run: Sequence[Token]) -> str:
    return " ".join(token.text for token in run).replace(" ,", ",").strip()


def _titled(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)


def titled(text: str) -> str:
    """A name in ordinary letters: "EMMA D'ANGELO" is "Emma D'Angelo"."""
    return _titled(text)
