"""Whether two spellings mean the same pupil or the same topic: a slip of the pen or of the OCR is no disagreement."""

import re

from rapidfuzz import fuzz, utils

SAME_REST = 75
"""Similarity (0..100) from which the words that two names do not share are one word misread: "Emna" for "Emma" gives
75, "Ida" for "Ina" 67, and "Emma" for "Emil" 50."""

SAME_TOPIC = 80
"""Token-set ratio from which two wordings are one topic."""

_LETTERS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))


def same_pupil(one: str, other: str) -> bool:
    """Whether the words that the names do not share may be the same word. Siblings share most of a name, so what is
    shared proves nothing; initials, and a name with fewer words, fit the longer one.
    """
    first, second = _words(one), _words(other)
    rest_1 = [word for word in first if word not in second]
    rest_2 = [word for word in second if word not in first]
    if not rest_1 or not rest_2 or _initials(rest_1, rest_2) or _initials(rest_2, rest_1):
        return bool(first and second)
    return fuzz.ratio("".join(sorted(rest_1)), "".join(sorted(rest_2))) >= SAME_REST


def same_topic(one: str, other: str) -> bool:
    """Whether two wordings share so many words that they mean one topic."""
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= SAME_TOPIC


def _words(name: str) -> list[str]:
    text = name.casefold()
    for pair, letter in _LETTERS:
        text = text.replace(pair, letter)
    return re.findall(r"[^\W\d_]+", text)


def _initials(short: list[str], long: list[str]) -> bool:
    """Whether `short` holds only initials, each of its own word of `long`, in order."""
    letters = iter(word[0] for word in long)
    return all(len(word) == 1 and word in letters for word in short)
