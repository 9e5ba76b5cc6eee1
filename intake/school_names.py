"""Every way to write a school's name: whole, cut, bare, turned, by its aliases, with or without Danish letters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cases.people import School

WORD = re.compile(r"[^\W_][^\W_?\ufffd]*(?:[?\ufffd][^\W_?\ufffd]+)*", re.UNICODE)
"""A word; a question mark inside one is a letter that was lost."""

_NOUN = re.compile(r"(skolerne|skoler|skolen|skole|skol|skl|sk)s?$")
_CUT = re.compile(r"(skol|skl|sk)s?$")
_WHOLE_NOUNS = ("skole", "skolen", "skoler")
_CUT_NOUNS = ("sk", "skl", "skol")
_SAME_LETTER = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa"})
KINDS_OF_SCHOOL = frozenset({"fri", "privat", "real", "efter", "special"})
"""A word for school that says only its sort: "Friskolen" alone may be any free school around."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a school: its text without spaces, whether it lacks a word for school, and what to note."""

    school: School
    text: str
    bare: bool
    flags: tuple[str, ...] = ()

    def noted(self, flag: str) -> "Form":
        """The same form with one more flag."""
        return replace(self, flags=(*self.flags, flag))


def is_cut(joined: str) -> bool:
    """Whether the word for school is cut short."""
    return bool(_CUT.search(joined))


def forms_of(school: School) -> Iterator[Form]:
    """Every way to write the school: its name first, then its aliases, each whole, cut and bare."""
    for text in (school.name, *school.aliases):  # as listed, before any variant of another
        if split_noun(joined_words(text))[1] and not is_cut(joined_words(text)):
            yield Form(school, joined_words(text), False, () if text == school.name else alias_flags(text, school))
    for text in (school.name, *school.aliases):
        alias = () if text == school.name else alias_flags(text, school)
        plain = joined_words(text)
        stem, noun = split_noun(plain)
        yield from _turned(text, school)
        if noun and stem and not is_cut(plain):
            yield Form(school, plain, False, alias)
            yield from (Form(school, stem + form, False, alias) for form in _WHOLE_NOUNS)
            yield from (Form(school, stem + cut, False, (*alias, "skole_forkortet")) for cut in _CUT_NOUNS)
        elif (noun and stem) or text.rstrip().endswith("."):
            yield Form(school, plain, False, ("skole_forkortet",))
        elif " " in text.strip():
            definite = (plain, f"{plain}et", plain.removesuffix("er") + "ret")
            yield from (Form(school, form, False, alias) for form in definite)
        else:
            yield from (Form(school, plain + form, False, alias) for form in _WHOLE_NOUNS)
            yield from (Form(school, plain + cut, False, (*alias, "skole_forkortet")) for cut in _CUT_NOUNS)
            yield Form(school, plain, True, alias)


def _turned(text: str, school: School) -> Iterator[Form]:
    """ "Silkeborg Friskole" is also "Friskolen i Silkeborg", and "X Skolen i Y" also "X Skolen" and "X"."""
    words = text.split()
    if len(words) == 2 and len(split_noun(joined_words(words[1]))[0]) > 1:
        stem = split_noun(joined_words(words[1]))[0]
        for noun in _WHOLE_NOUNS[:2]:
            yield Form(school, f"{stem}{noun}i{joined_words(words[0])}", False)
            yield Form(school, f"{stem}{noun}{joined_words(words[0])}", False)
    if len(words) > 2 and words[-2] == "i":
        short = joined_words(" ".join(words[:-2]))
        yield from (Form(school, form, False, ("skole_alias",)) for form in (short, split_noun(short)[0]))


def alias_flags(text: str, school: School) -> tuple[str, ...]:
    """What an alias tells: a department with a name of its own, a sort of school, or simply another name."""
    key, name = key_of(joined_words(text)), key_of(joined_words(school.name))
    stem, noun = split_noun(key)
    if stem == split_noun(name)[0]:
        same_letters = joined_words(text).startswith(split_noun(joined_words(school.name))[0])
        return ("skole_alias",) if same_letters or not noun else ()
    if stem in KINDS_OF_SCHOOL:
        return ("skole_alias", "skole_flertydig")
    if noun or " " in text or stem in name or stem.rstrip("s") in name:
        return ("skole_alias",)
    return ("skole_afdeling",)


def joined_words(text: str) -> str:
    """The words of `text` in small letters, nothing between them."""
    return "".join(WORD.findall(unicodedata.normalize("NFC", text))).casefold()


def key_of(text: str) -> str:
    """The text as anybody might type it: æ, ae and ä become a, ø, oe and ö become o, å and aa become a."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_SAME_LETTER)
    plain = plain.replace("ae", "a").replace("oe", "o").replace("aa", "a")
    plain = unicodedata.normalize("NFKD", plain)
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))


def split_noun(joined: str) -> tuple[str, str]:
    """A joined name as its stem and its word for school ("" when it has none)."""
    match = _NOUN.search(joined)
    return (joined[: match.start()], match.group(1)) if match else (joined, "")
