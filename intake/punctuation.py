"""What follows tells a full stop from a comma, and a stroke from a letter, where a scan shows them alike. Pure.

A sentence begins with a capital letter (Retskrivningsordbogen, "Store og små bogstaver"), "|" stands in no word, and a
number stands apart from its "%" (ISO 80000-1). This is for readings that are proposed; nothing becomes surer by it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

_ENDS = frozenset(".!?:")
_STOPS = (".", ",")
_BEFORE_I = _ENDS | {","}
_NEVER_BARE = frozenset({
    "bl.a", "ca", "dvs", "ekskl", "evt", "fx", "hhv", "inkl", "jf", "kl", "mht", "nr", "osv", "pga", "tlf", "vha",
})  # fmt: skip
"""What is no word without its full stop (Retskrivningsordbogen, "Forkortelser")."""

_COUNTED = re.compile(
    r"(?:årgang|klasse|klassetrin|januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)\b"
)
"""What a number with a full stop comes before: "7. klasse"."""

_SAINTS = frozenset({"Sct,", "Set.", "Set,"})  # what a coarse scan makes of "Sct."

_TWICE = re.compile(r"(?<!\.)\.\.$")
_APART = re.compile(r"(?<=\d)(?=%)|(?<=%)(?=[^\W\d_])|(?<=^i)(?=\d)")
_SAME = frozenset("cosuvwxzø")
_LONGEST_SHORT = 3
_SHORT = frozenset({"ekskl", "febr", "henv", "inkl", "maks", "sept", "vedr"})
"""Longer words that are written with a full stop within a sentence; any of three letters may be such a one."""


def put_right(words: Sequence[str], *, coarse: bool) -> list[str]:
    """The words of a text with their strokes, and of a `coarse` scan their stops, as they must be. None is added, but
    one may be told to be several: "14%i", "i4"; and where a text begins, what looks alike small and great is great.
    """
    found = _begun(_parted(words))
    return list(_stopped(list(_small(found)))) if coarse else [*found[:-1], *(_ended(word) for word in found[-1:])]


def put_right_line(words: Sequence[str]) -> list[str]:
    """The words of a name or of another line that is no sentence: its strokes, the stop in "7. klasse" and "Sct."."""
    found = ["Sct." if word in _SAINTS else word for word in _parted(words)]
    return [
        f"{word[:-1]}." if word.endswith(_STOPS) and _counts(word[:-1], following) else word
        for word, following in zip_longest(found, found[1:])
    ]


def stop_before(word: str, following: str | None) -> str:
    """A word that ends with a full stop or a comma, with the one of the two that `following` asks for."""
    bare = word[:-1]
    if _counts(bare, following) or bare.casefold() in _NEVER_BARE or following is None or following[:1].isupper():
        return bare + "."
    short = len(bare) <= _LONGEST_SHORT or bare.casefold() in _SHORT or "." in bare
    return word if short or not following[:1].islower() else bare + ","


def _counts(bare: str, following: str | None) -> bool:
    """Whether it is a number that comes before what is counted."""
    return bare.isdigit() and following is not None and _COUNTED.match(following) is not None


def _parted(words: Sequence[str]) -> list[str]:
    """The words without strokes, and a number apart from its "%" and from the "i" before it."""
    return [
        _APART.sub(" ", _without_strokes(word, number == 0 or words[number - 1][-1:] in ".!?"))
        for number, word in enumerate(words)
    ]


def _begun(words: Sequence[str]) -> list[str]:
    """The words, of which the first begins with a capital letter where its small one looks the same."""
    return [
        word[0].upper() + word[1:] if not number and word[0] in _SAME else word for number, word in enumerate(words)
    ]


def _stopped(words: Sequence[str]) -> Iterator[str]:
    for word, following in zip_longest(words, words[1:]):
        word = _TWICE.sub(".", word)
        yield stop_before(word, following) if len(word) > 1 and word.endswith(_STOPS) else word


def _small(words: Sequence[str]) -> Iterator[str]:
    """Within a sentence "I" is the word "i": "I", which means you, is far rarer, and a coarse scan shows no dot.

    After a comma it begins a sentence: a stop is taken for a comma more often than an "i" for an "I". A "j" is an "i"
    too, but for a class: "7 j"; and "VI" is "Vi" where a sentence begins, but no king's number.
    """
    for number, word in enumerate(words):
        before = words[number - 1] if number else "."
        begins = before[-1:] in _BEFORE_I
        if word == "j" and not before[:1].isdigit():
            yield "I" if before[-1:] in _ENDS else "i"
        elif word == "I" and not begins:
            yield "i"
        else:
            yield "Vi" if word == "VI" and begins else word


def _ended(word: str) -> str:
    return word[:-1] + "." if len(word) > 1 and word.endswith(",") else word


def _without_strokes(word: str, begins: bool) -> str:
    """ "|" alone is the word "i"; in a word it is an l, and an I where a sentence begins."""
    letters = [letter for letter in word if letter.isalpha() or letter == "|"]
    if letters == ["|"]:
        return word.replace("|", "I" if begins else "i")
    if begins and word.startswith("|"):
        word = "I" + word[1:]
    return word.replace("|", "l")
