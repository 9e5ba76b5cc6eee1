"""Whether our own mail server found the sender genuine: its Authentication-Results, read (RFC 8601). Pure.

Anybody can write such a header, so only our own server's counts: the one with the configured authserv-id, or, with the
profile "m365", the topmost, for Microsoft 365 writes no authserv-id and puts its own on top.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from publicsuffixlist import PublicSuffixList

from intake.headers import Headers
from intake.letter import Letter

_METHOD = re.compile(r"([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)")
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9-]+)\s*=\s*([^\s;]+)")
_MAX = 16_384

SPEAKS_OF = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
}
"""The properties that name the domain a method vouches for. Others (a DKIM selector) are the sender's own choice."""


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result ("spf", "pass") and the domains it speaks of."""

    method: str
    result: str
    domains: tuple[str, ...]


def verified(letter: Letter, authserv_id: str | None, profile: str) -> str:
    """How far the sender is believed: "verified", "weak", "failed", or "unknown" when our server says nothing.

    Verified is a DMARC pass, or a DKIM or SPF pass for the domain in From or one under the same registered domain.
    """
    results = _results(_trusted(letter.headers, authserv_id, profile))
    if not results or len(letter.senders) != 1:
        return "unknown" if not results else "failed"
    domain = letter.sender.rpartition("@")[2]
    passed = {one.method for one in results if one.result == "pass" and _aligned(one, domain)}
    if passed & {"dmarc", "dkim", "spf"}:
        return "failed" if _says(results, "dmarc", "fail") else "verified"
    if _says(results, "dmarc", "fail") or _says(results, "compauth", "fail"):
        return "failed"
    unproved = any(
        one.result in ("fail", "hardfail") and one.method in ("spf", "dkim") and _aligned(one, domain)
        for one in results
    )
    return "failed" if unproved else "weak"


def _says(results: Sequence[Result], method: str, result: str) -> bool:
    return any(one.method == method and one.result == result for one in results)


def _trusted(headers: Headers, authserv_id: str | None, profile: str) -> tuple[str, ...]:
    """Our own server's results, topmost first: from its first one down to the next Received, where others' begin."""
    if profile == "m365":
        return next(((value,) for name, value in headers if name == "authentication-results"), ())
    found: list[str] = []
    for name, value in headers:
        if name == "received" and found:
            break
        if name == "authentication-results" and authserv_id and _authserv_id(value) == authserv_id.lower():
            found.append(value)
    return tuple(found)


def _authserv_id(value: str) -> str:
    words = _without_comments(value).partition(";")[0].split()
    return words[0].lower() if words else ""


def _without_comments(value: str) -> str:
    """Lower case, without comments (they nest), and without separators in quotes: both hold what senders chose."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in value[:_MAX].lower():
        if escaped:
            escaped = False
        elif char == "\\" and (depth or quoted):
            escaped = True
        elif quoted:
            quoted = char != '"'
            kept.append(char if char.isalnum() or char in "@.-_" else "")
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif char == '"' and not depth:
            quoted = True
        elif not depth:
            kept.append(char)
    return "".join(kept)


def _results(values: Sequence[str]) -> tuple[Result, ...]:
    """Each method's results as they stand in the topmost header that has that method."""
    found: dict[str, list[Result]] = {}
    for value in values:
        here: dict[str, list[Result]] = {}
        for clause in _without_comments(value).split(";"):
            if method := _METHOD.match(clause.strip()):
                here.setdefault(method[1], []).append(Result(method[1], method[2], _domains(method[1], clause)))
        found = {**here, **found}
    return tuple(result for results in found.values() for result in results)


def _domains(method: str, clause: str) -> tuple[str, ...]:
    named = (text for name, text in _PROPERTY.findall(clause) if name in SPEAKS_OF.get(method, ()))
    return tuple(text.rpartition("@")[2].strip("<>.") for text in named)


def _aligned(result: Result, domain: str) -> bool:
    """Whether a result speaks of the domain, relaxed (RFC 7489, 3.1): the same registered domain."""
    if result.method == "dmarc" and not result.domains:
        return True  # DMARC is about the domain in From; some servers do not repeat it
    return any(_registered_domain(other) == _registered_domain(domain) for other in result.domains)


def _registered_domain(domain: str) -> str:
    return _suffixes().privatesuffix(domain) or domain


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
