"""The register of schools, and the finding of a school's name in a text as people write it.

A school is found by its name or an alias, with "skole" in any form or cut to "sk", with æ/ø/å written as ae/oe/aa or
as a/o/a, with a letter lost on the way ("G?dvadskolen"), and with a slip of the pen. How it was found is kept as flags.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.people import School
from intake.school_names import KINDS_OF_SCHOOL, WORD, Form, alias_flags, forms_of, key_of, split_noun

_LOST = re.compile(r"[?\ufffd]")
_NAMED = re.compile(r"[^\W\d_][\w-]*[ -]$")
"""Ends in a word: "Ry " before "Friskole" makes it another one than the register's only free school."""

_LONGEST = 7
_GAP = re.compile(r"[ ._/-]{1,2}| {3,9}")
_FOLLOWS = re.compile(r"[\s,(-]+([^\W\d_]+)(?:\s+afdeling)?\)?")
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
class _Span:
    """Words that may be one name: in small letters with nothing between them, and the form that is written so."""

    words: Sequence[re.Match[str]]
    joined: str
    exact: Form | None


_How = Callable[[str, _Span], Form | None]


@dataclass(frozen=True, slots=True)
class SchoolRegister:
    """The schools and every way to write them; make it with `register`."""

    schools: tuple[School, ...]
    forms: Mapping[str, Form]
    stems: Mapping[str, tuple[Form, ...]]
    whole: Mapping[str, tuple[Form, ...]]

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
            spans = [self._span(span) for span in _spans(text, words[at : at + _LONGEST])]
            match = next((match for how in hows for span in spans if (match := self._matched(text, span, how))), None)
            taken += [match] if match else []
        return taken

    def _matched(self, text: str, span: _Span, how: _How) -> SchoolMatch | None:
        form, start = how(text, span), span.words[0].start()
        if form is None or ("skole_flertydig" in form.flags and _NAMED.search(text, 0, start)):
            return None
        end, more = _department(text, span.words[-1].end(), form.school)
        flags = tuple(dict.fromkeys((*form.flags, *more)))
        return SchoolMatch(form.school, start, end, flags, _strength(text, start, end, form.bare))

    def _whole_name(self, text: str, span: _Span) -> Form | None:
        del text
        return span.exact if span.exact and not span.exact.bare else None

    def _bare_name(self, text: str, span: _Span) -> Form | None:
        return span.exact if span.exact and span.exact.bare and _may_be_bare(text, span.words) else None

    def _span(self, words: Sequence[re.Match[str]]) -> _Span:
        joined = "".join([word.group() for word in words]).casefold()
        return _Span(words, joined, self._exact(joined))

    def _exact(self, joined: str) -> Form | None:
        """The form written so, give or take how Danish letters are written, or None."""
        if _LOST.search(joined):
            return _restored(joined, self.forms)
        form = self.forms.get(key_of(joined))
        if form is None and joined.endswith("s"):
            form = self.forms.get(key_of(joined[:-1]))
        if form is None:
            return None
        return form if _spelled_alike(joined, form.text) else form.noted("skole_translit")

    def _nearest(self, text: str, span: _Span) -> Form | None:
        """The one form a slip or two away; only with a word for school, for bare names are too much like surnames."""
        del text
        joined = span.joined
        if len(span.words) > 4 or not joined.isalpha():
            return None
        key = key_of(joined)
        stem, noun = split_noun(key)
        if noun and len(stem) > 3:
            return self._only(stem, self.stems, 1 if len(stem) < 8 else 2)
        return self._only(joined, self.whole, 1) if len(joined) > 8 else None

    def _only(self, written: str, choices: Mapping[str, tuple[Form, ...]], slips: int) -> Form | None:
        """The one school nearest to what is written, at most so many slips away; None when two are as near."""
        near = process.extract(written, choices.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None)
        best = min((distance for _, distance, _ in near), default=0)
        forms = [form for choice, distance, _ in near if distance == best > 0 for form in choices[choice]]
        return forms[0].noted("skole_stavefejl") if len({form.school.name for form in forms}) == 1 else None

    def _double(self, text: str, span: _Span) -> Form | None:
        """A double name of which the register has one part: "Sejs-Svejbæk Skole"."""
        words = span.words
        if len(words) != 3 or text[words[0].end() : words[1].start()] != "-":
            return None
        if split_noun(key_of(words[2].group()))[0]:
            return None
        forms = [self.forms.get(key_of(part.group())) for part in words[:2]]
        known = {form.school.name: form for form in forms if form and form.bare}
        if len(known) != 1:
            return None
        form = next(iter(known.values()))
        return Form(form.school, form.text, False, ("skole_alias",))


def register(schools: Sequence[School]) -> SchoolRegister:
    """The register of `schools`; what is written alike for two of them belongs to the first and is noted as unsure."""
    forms: dict[str, Form] = {}
    for school in schools:
        for form in forms_of(school):
            forms.setdefault(key_of(form.text), form)
    for sort in KINDS_OF_SCHOOL:
        only = [school for school in schools if split_noun(key_of(school.name))[0].endswith(sort)]
        if len(only) == 1:
            for text in (f"{sort}skole", f"{sort}skolen"):
                forms.setdefault(text, Form(only[0], text, False, ("skole_alias", "skole_flertydig")))
    spelled_out = [form for form in forms.values() if split_noun(form.text)[1] and "skole_forkortet" not in form.flags]
    stems = _grouped((split_noun(key_of(form.text))[0], form) for form in spelled_out)
    return SchoolRegister(tuple(schools), forms, stems, _grouped((form.text, form) for form in spelled_out))


def _grouped(pairs: Iterable[tuple[str, Form]]) -> Mapping[str, tuple[Form, ...]]:
    grouped: dict[str, tuple[Form, ...]] = {}
    for text, form in pairs:
        grouped[text] = (*grouped.get(text, ()), form)
    return grouped


def _spans(text: str, words: Sequence[re.Match[str]]) -> Sequence[Sequence[re.Match[str]]]:
    """The beginnings of `words` that may be one name, the longest first: no separator between them, and no lone letter
    at the end.
    """
    together = 1 + sum(
        1 for _ in takewhile(lambda pair: _GAP.fullmatch(text[pair[0].end() : pair[1].start()]), pairwise(words))
    )
    return [words[:n] for n in range(together, 0, -1) if n == 1 or len(words[n - 1][0]) > 1]


def _department(text: str, end: int, school: School) -> tuple[int, tuple[str, ...]]:
    """Where the school's name ends when a department follows ("afd. Sjørslev"), and the flag that says so."""
    match = _DEPARTMENT.match(text, end)
    if match:
        return match.end(), ("skole_afdeling",)
    follows = _FOLLOWS.match(text, end)
    if follows and key_of(follows.group(1)) in _departments(school):
        return follows.end(), ("skole_afdeling",)
    return end, ()


@lru_cache(maxsize=256)
def _departments(school: School) -> frozenset[str]:
    """The school's departments that have names of their own."""
    return frozenset(key_of(alias) for alias in school.aliases if alias_flags(alias, school) == ("skole_afdeling",))


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


def _restored(joined: str, forms: Mapping[str, Form]) -> Form | None:
    """The form that fits when each lost letter may be any one or two."""
    parts = [re.escape(part) for part in _LOST.split(joined)]
    shape = re.compile(".{1,2}".join(parts) + "s?")
    form = next((form for form in forms.values() if not form.bare and shape.fullmatch(form.text)), None)
    return form.noted("tegn_tabt") if form else None


def _spelled_alike(written: str, text: str) -> bool:
    return text in (written, written.removesuffix("s"))
