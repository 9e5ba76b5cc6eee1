"""The register of schools, and the finding of a school's name in a text as people write it.

A school is found by its name or an alias, with "skole" in any form or cut to "sk", with æ/ø/å written as ae/oe/aa or
as a/o/a, with a letter lost on the way ("G?dvadskolen"), and with a slip of the pen. How it was found is kept as flags.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from cases.people import School

WORD = re.compile(r"[^\W_][^\W_?\ufffd]*(?:[?\ufffd][^\W_?\ufffd]+)*", re.UNICODE)
"""A word; a question mark inside one is a letter that was lost."""

_LOST = re.compile(r"[?\ufffd]")
_NOUN = re.compile(r"(skolerne|skoler|skolen|skole|skol|skl|sk)s?$")
_CUT = re.compile(r"(skol|skl|sk)s?$")
_LONGEST = 7
_SAME_LETTER = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa"})
_DEPARTMENT = re.compile(r"[\s,(/-]*\b(?:afd|afdeling|afdelingen|matrikel|matriklen)\b\.?\s*([^\W\d_]+)\)?", re.I)


@dataclass(frozen=True, slots=True)
class SchoolMatch:
    """A school found at `start:end` of the text; `flags` say how, `strength` (0..1) how surely it is meant as a school.

    Below 0.5 the words could as well be part of a person's name ("Mads Balle").
    """

    school: School
    start: int
    end: int
    flags: tuple[str, ...] = ()
    strength: float = 1.0

    @property
    def name(self) -> str:
        """The school's name as the register has it."""
        return self.school.name


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a school: its text without spaces, whether it lacks a word for school, and what to note."""

    school: School
    text: str
    bare: bool
    flags: tuple[str, ...] = ()


_How = Callable[[str, Sequence[re.Match[str]], str], _Form | None]


@dataclass(frozen=True, slots=True)
class SchoolRegister:
    """The schools and every way to write them; make it with `register`."""

    schools: tuple[School, ...]
    forms: Mapping[str, _Form]

    def find(self, text: str) -> SchoolMatch | None:
        """The school that `text` most surely names, the first of equals; None when it names none."""
        found = self.find_all(text)
        return max(found, key=lambda match: (match.strength, -match.start), default=None)

    def find_all(self, text: str) -> tuple[SchoolMatch, ...]:
        """Every school named in `text`, in order; matches never overlap."""
        words = list(WORD.finditer(text))
        certain = self._pass(text, words, (self._whole_name, self._double, self._bare_name))
        left = [w for w in words if not any(m.start <= w.start() < m.end for m in certain)]
        guessed = self._pass(text, left, (self._nearest,))
        return tuple(sorted((*certain, *guessed), key=lambda match: match.start))

    def _pass(self, text: str, words: Sequence[re.Match[str]], hows: Sequence[_How]) -> list[SchoolMatch]:
        """The matches of these ways of looking, from left to right, the longest first at each word."""
        taken: list[SchoolMatch] = []
        for at, word in enumerate(words):
            if taken and word.start() < taken[-1].end:
                continue
            spans = [words[at : at + n] for n in range(min(_LONGEST, len(words) - at), 0, -1)]
            match = next((match for how in hows for span in spans if (match := self._matched(text, span, how))), None)
            taken += [match] if match else []
        return taken

    def _matched(self, text: str, span: Sequence[re.Match[str]], how: _How) -> SchoolMatch | None:
        form = how(text, span, "".join(word.group() for word in span).casefold())
        if form is None:
            return None
        end, more = _department(text, span[-1].end(), form.school)
        flags = tuple(dict.fromkeys((*form.flags, *more)))
        start = span[0].start()
        return SchoolMatch(form.school, start, end, flags, _strength(text, start, end, form.bare))

    def _whole_name(self, text: str, span: Sequence[re.Match[str]], joined: str) -> _Form | None:
        form = self._exact(text, span, joined)
        return form if form and not form.bare else None

    def _bare_name(self, text: str, span: Sequence[re.Match[str]], joined: str) -> _Form | None:
        form = self._exact(text, span, joined)
        return form if form and form.bare and _may_be_bare(text, span) else None

    def _exact(self, text: str, span: Sequence[re.Match[str]], joined: str) -> _Form | None:
        """The form written so, give or take how Danish letters are written, or None."""
        del text, span
        if _LOST.search(joined):
            return _restored(joined, self.forms)
        form = self.forms.get(_key(joined)) or self.forms.get(_key(joined.removesuffix("s")))
        if form is None:
            return None
        return form if _spelled_alike(joined, form.text) else _noted(form, "skole_translit")

    def _nearest(self, text: str, span: Sequence[re.Match[str]], joined: str) -> _Form | None:
        """The one form a slip or two away; only with a word for school, for bare names are too much like surnames."""
        gaps = {text[a.end() : b.start()] for a, b in pairwise(span)}
        if len(span) > 4 or not gaps <= {" ", "-"} or not joined.isalpha():
            return None
        key = _key(joined)
        stem, noun = _split(key)
        if noun and len(stem) > 3:
            near = [(OSA.distance(stem, _split(k)[0]), form) for k, form in self._whole()]
            slips = 1 if len(stem) < 8 else 2
        else:
            near = [(OSA.distance(joined, form.text), form) for _, form in self._whole()]
            slips = 1 if len(joined) > 8 else 0
        best = min((distance for distance, _ in near), default=99)
        schools = {form.school.name: form for distance, form in near if distance == best and 0 < distance <= slips}
        forms = list(schools.values())
        return _noted(forms[0], "skole_stavefejl") if len(forms) == 1 else None

    def _whole(self) -> Iterator[tuple[str, _Form]]:
        """The forms with a whole word for school, and what they are found by."""
        return ((key, f) for key, f in self.forms.items() if _split(key)[1] and "skole_forkortet" not in f.flags)

    def _double(self, text: str, span: Sequence[re.Match[str]], joined: str) -> _Form | None:
        """A double name of which the register has one part: "Sejs-Svejbæk Skole"."""
        del joined
        if len(span) != 3 or not _NOUN.fullmatch(_key(span[2].group())):
            return None
        if text[span[0].end() : span[1].start()] != "-":
            return None
        forms = [self.forms.get(_key(part.group())) for part in span[:2]]
        known = {form.school.name: form for form in forms if form and form.bare}
        if len(known) != 1:
            return None
        form = next(iter(known.values()))
        return _Form(form.school, form.text, False, ("skole_alias",))


def register(schools: Sequence[School]) -> SchoolRegister:
    """The register of `schools`; what is written alike for two of them belongs to the first and is noted as unsure."""
    forms: dict[str, _Form] = {}
    for school in schools:
        for form in _forms(school):
            forms.setdefault(_key(form.text), form)
    for sort in _KINDS_OF_SCHOOL:
        only = [school for school in schools if _split(_key(school.name))[0].endswith(sort)]
        if len(only) == 1:
            for text in (f"{sort}skole", f"{sort}skolen"):
                forms.setdefault(text, _Form(only[0], text, False, ("skole_alias", "skole_flertydig")))
    return SchoolRegister(tuple(schools), forms)


def _forms(school: School) -> Iterator[_Form]:
    """Every way to write the school: its name first, then its aliases, each whole, cut and bare."""
    for text in (school.name, *school.aliases):
        alias = () if text == school.name else _alias_flags(text, school)
        plain = _joined(text)
        stem, noun = _split(plain)
        if noun and stem and not _CUT.search(plain):
            yield _Form(school, plain, False, alias)
            yield from (_Form(school, stem + form, False, alias) for form in ("skole", "skolen", "skoler"))
            yield from (_Form(school, stem + cut, False, (*alias, "skole_forkortet")) for cut in ("sk", "skl", "skol"))
            yield from _turned(text, school)
        elif (noun and stem) or text.rstrip().endswith("."):
            yield _Form(school, plain, False, ("skole_forkortet",))
        elif " " in text.strip():
            yield from (_Form(school, plain + ending, False, alias) for ending in ("", "et"))
        else:
            yield from (_Form(school, plain + form, False, alias) for form in ("skole", "skolen"))
            yield from (_Form(school, plain + cut, False, (*alias, "skole_forkortet")) for cut in ("sk", "skl", "skol"))
            yield _Form(school, plain, True, alias)


def _turned(text: str, school: School) -> Iterator[_Form]:
    """ "Silkeborg Friskole" is also "Friskolen i Silkeborg", and "X Skolen i Y" also "X Skolen"."""
    words = text.split()
    if len(words) == 2 and len(_split(_joined(words[1]))[0]) > 1:
        stem = _split(_joined(words[1]))[0]
        yield from (_Form(school, f"{stem}{noun}i{_joined(words[0])}", False) for noun in ("skole", "skolen"))
    if len(words) > 2 and words[-2] == "i":
        yield _Form(school, _joined(" ".join(words[:-2])), False, ("skole_alias",))


_KINDS_OF_SCHOOL = frozenset({"fri", "privat", "real", "efter", "special"})
"""A word for school that says only its sort: "Friskolen" alone may be any free school around."""


def _alias_flags(text: str, school: School) -> tuple[str, ...]:
    """What an alias tells: a department with a name of its own, a sort of school, or simply another name."""
    key, name = _key(_joined(text)), _key(_joined(school.name))
    stem, noun = _split(key)
    if stem == _split(name)[0]:
        return () if noun else ("skole_alias",)
    if stem in _KINDS_OF_SCHOOL:
        return ("skole_alias", "skole_flertydig")
    if noun or " " in text or stem in name or stem.rstrip("s") in name:
        return ("skole_alias",)
    return ("skole_afdeling",)


def _department(text: str, end: int, school: School) -> tuple[int, tuple[str, ...]]:
    """Where the school's name ends when a department follows ("afd. Sjørslev"), and the flag that says so."""
    match = _DEPARTMENT.match(text, end)
    if match:
        return match.end(), ("skole_afdeling",)
    follows = re.compile(r"[\s,(-]+([^\W\d_]+)(?:\s+afdeling)?\)?").match(text, end)
    departments = {_key(alias) for alias in school.aliases if _alias_flags(alias, school) == ("skole_afdeling",)}
    if follows and _key(follows.group(1)) in departments:
        return follows.end(), ("skole_afdeling",)
    return end, ()


def _strength(text: str, start: int, end: int, bare: bool) -> float:
    """How surely the words are meant as a school, by where they stand."""
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    opens = not before or before[-1] in "-–—_,+:;|(/." or (before != text[:start] and before.endswith("-"))
    closes = not after or after[0] in "-–—_,+:;|)/."
    if not bare:
        return 1.0 if opens and closes else 0.95 if opens else 0.9
    if opens:
        return 0.8 if closes else 0.7
    return 0.6 if re.search(r"\b(?:fra|på|ved|i)$", before, re.I) else 0.3


def _may_be_bare(text: str, span: Sequence[re.Match[str]]) -> bool:
    """A bare name needs its capital letter, unless the whole text has none."""
    return span[0].group()[0].isupper() or text == text.lower()


def _restored(joined: str, forms: Mapping[str, _Form]) -> _Form | None:
    """The form that fits when each lost letter may be any one or two."""
    parts = [re.escape(part) for part in _LOST.split(joined)]
    shape = re.compile(".{1,2}".join(parts) + "s?")
    form = next((form for form in forms.values() if not form.bare and shape.fullmatch(form.text)), None)
    return _noted(form, "tegn_tabt") if form else None


def _noted(form: _Form, flag: str) -> _Form:
    return _Form(form.school, form.text, form.bare, (*form.flags, flag))


def _joined(text: str) -> str:
    return "".join(WORD.findall(unicodedata.normalize("NFC", text))).casefold()


def _key(text: str) -> str:
    """The text as anybody might type it: æ, ae and ä become a, ø, oe and ö become o, å and aa become a."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_SAME_LETTER)
    plain = plain.replace("ae", "a").replace("oe", "o").replace("aa", "a")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isalnum())


def _split(joined: str) -> tuple[str, str]:
    """A joined name as its stem and its word for school ("" when it has none)."""
    match = _NOUN.search(joined)
    return (joined[: match.start()], match.group(1)) if match else (joined, "")


def _spelled_alike(written: str, text: str) -> bool:
    return text in (written, written.removesuffix("s"))
