"""What may stand beside school and detail: numbers, dates, versions, prefixes. Each is taken out and noted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

_MONTH = (
    r"(?:jan(?:uar)?|feb(?:ruar)?|mar(?:ts)?|apr(?:il)?|maj|juni?|juli?|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CPR = r"(?<!\d)(\d{2})[. /-]?(\d{2})[. /-]?(\d{2})(?: ?[-–—‐‑−./_] ?|[ _]?)"
_NUMBER = r"(?:\bcpr[. -]*(?:nr|nummer)?[.: ]*)?"
_AGAIN = r"[(\[-]? ?\b(?:kopi|copy|rettet|revideret|endelig|opdateret|ny version|sidste version)\b[)\]]?"
_EXTERNAL = re.compile(r"^\s*(?:\[(?:ekstern|external|ext)[^\]]{0,20}\]|ekstern(?: mail)?:)\s*", re.I)
_REPLY = re.compile(
    r"^(?:\s*(?:sv|vs|re|fw|fwd|aw|wg|antw|videresend(?:t|else)?|svar|vb)\s*(?:\[\d\])?\s*[:_]\s*)+", re.I
)


@dataclass(frozen=True, slots=True)
class Noise:
    """A text without its noise, and what was taken out."""

    text: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What to take out, what to note for it, and, where digits could be something else, whether it is that."""

    shape: re.Pattern[str]
    flags: tuple[str, ...]
    holds: Callable[[re.Match[str]], bool] = lambda match: True


def _is_day(match: re.Match[str]) -> bool:
    day, month = int(match.group(1)), int(match.group(2))
    return 1 <= day <= 31 and 1 <= month <= 12


def _is_replacement(match: re.Match[str]) -> bool:
    day, month = int(match.group(1)), int(match.group(2))
    return 61 <= day <= 91 and 1 <= month <= 12


def _is_birthday(match: re.Match[str]) -> bool:
    """Six digits are a pupil's birthday rather than the day of a scan when the year fits a child in school."""
    return _is_day(match) and 5 <= int(match.group(3)) <= 21


def _rule(shape: str, *flags: str, holds: Callable[[re.Match[str]], bool] = lambda match: True) -> _Rule:
    return _Rule(re.compile(shape, re.I), flags, holds)


_RULES = (
    _rule(_NUMBER + _CPR + r"\d{4}(?!\d)", "cpr", holds=_is_day),
    _rule(_NUMBER + _CPR + r"\d{4}(?!\d)", "erstatnings_cpr", holds=_is_replacement),
    _rule(_CPR + r"[x*•?#]{4}", "fødselsdato", "cpr_maskeret", holds=_is_day),
    _rule(r"\b(?:tlf|telefon|mobil|tel|phone)\b[. :]*(?:\+?45)?[\d ]{8,14}(?!\d)", "telefon_i_navn"),
    _rule(r"(?<!\d)(?:\+45 ?)?\d{2} \d{2} \d{2} \d{2}(?!\d)", "telefon_i_navn"),
    _rule(r"(?<![\d.])(?:19|20)\d{2}[-._ /]\d{1,2}[-._ /]\d{1,2}(?!\d)", "dato_i_navn"),
    _rule(r"(?<![\d.])(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)", "dato_i_navn"),
    _rule(r"\b(?:f|født)\b[. :]*\d{1,2}[-._/ ]\d{1,2}[-._/ ](?:20)?\d{2}(?!\d)", "fødselsdato"),
    _rule(r"(?<!\d)\d{1,2}[-._/]\d{1,2}[-._/](?:20)?\d{2}(?!\d)", "dato_i_navn"),
    _rule(r"\b(?:[qk][1-4]|[1-4]\. ?kvartal|kvartal [1-4])\b(?:[ _-]*(?:20)?\d{2}\b)?", "kvartal_i_navn"),
    _rule(rf"(?:(?<!\d)\d{{1,2}}\.? ?)?\b{_MONTH}[ _-]*(?:20)\d{{2}}(?!\d)", "dato_i_navn"),
    _rule(rf"(?<!\d)\d{{1,2}}\. ?{_MONTH}(?!\w)", "dato_i_navn"),
    _rule(r"\b(?:januar|februar|marts|juli|september|oktober|november|december)\b", "dato_i_navn"),
    _rule(r"\b(?:skoleår(?:et)? )?(?:20)?\d{2}[/-](?:20)?\d{2}(?!\d)(?!\.)", "dato_i_navn"),
    _rule(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)", "fødselsdato", holds=_is_birthday),
    _rule(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)", "dato_i_navn", holds=_is_day),
    _rule(r"(?<!\d)20\d{2}(?!\d)", "dato_i_navn"),
    _rule(r"[(\[]?\b(?:side|page|s\.|bilag) ?\d{1,2}(?: ?(?:af|/|of) ?\d{1,2})?\b[)\]]?", "flere_filer_samme_sag"),
    _rule(r"(?:\b|_)v(?:ersion|er)?[. ]?\d{1,2}(?![\w.])", "version_i_navn", "dublet_mulig"),
    _rule(r"\s*\(\d{1,3}\)", "version_i_navn", "dublet_mulig"),
    _rule(r"\b(?:kopi af|copy of)\b", "version_i_navn", "dublet_mulig"),
    _rule(_AGAIN, "version_i_navn", "dublet_mulig"),
    _rule(r"\bans\.(?= |skema)(?: ?skema\b)?", "fyldord"),
    _rule(r"\bansøgninger(?:ne)?\b", "flere_ansøgninger"),
)  # fmt: skip


def without_noise(text: str) -> Noise:
    """The text with every kind of noise replaced by a space."""
    flags: list[str] = []
    for rule in _RULES:
        if rule.shape.search(text):
            text = rule.shape.sub(partial(_take, rule, flags), text)
    return Noise(text, tuple(dict.fromkeys(flags)))


def _take(rule: _Rule, flags: list[str], match: re.Match[str]) -> str:
    if not rule.holds(match):
        return match.group()
    flags.extend(rule.flags)
    return " "


def without_reply_prefix(subject: str) -> Noise:
    """The subject without "SV:", "VS:", "Fwd:" and their kin, however many."""
    own = _EXTERNAL.sub("", subject)
    bare = _EXTERNAL.sub("", _REPLY.sub("", own))
    return Noise(bare, ("svar_præfiks",) if _REPLY.match(own) else ())


def holds_cpr(text: str) -> bool:
    """Whether the text holds something that reads as a CPR number."""
    return any(rule.holds(m) for rule in _RULES[:2] for m in rule.shape.finditer(text))
