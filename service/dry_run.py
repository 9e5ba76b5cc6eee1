"""`tovholder read`: a letter's way through intake without a store and without an answer.

    file ─look→ letter and papers as read ─judge→ what each application amounts to ─→ Result

The same functions do it as in `intake.receive`; what is left out is keeping, answering and filing. A paper by itself
is read as if a registered school had just sent it.
"""

import hashlib
from base64 import encodebytes
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

from cases.application import Unread
from cases.errors import RefusedError
from intake.desk import Desk
from intake.judge import Judged, Known, judge
from intake.letter import Letter, Paper
from intake.look import Look, look
from intake.outcome import candidates, with_cases
from intake.reading import Reader
from intake.unpack import OLE, is_tnef, type_of
from service.dry_result import PaperUse, Read, Result

_OF_THE_SENDER = frozenset({"sender-unregistered", "sender-unverified", "sender-other-school"})
_OF_THE_DAY = frozenset({"no-open-round", "late"})


def files_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files, and in their order those of the folders; RefusedError for a path that is not there, or that is a
    folder with nothing in it to read.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise RefusedError(f"{path} findes ikke: ret stien.")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found = [file for file in inside if file.is_file() and not file.name.startswith(".")]
        if path.is_dir() and not found:
            raise RefusedError(f"{path} har ingen filer, vi kan læse: ret stien.")
        files += found
    return tuple(files)


def read_files(files: Sequence[Path], desk: Desk, reader: Reader, *, in_time: bool, hands: int = 1) -> Iterator[Result]:
    """Read each file, so many at once, in their order; `in_time` says whether the desk's rounds are the real ones."""
    with ThreadPoolExecutor(hands, "files") as threads:
        try:
            yield from threads.map(lambda file: read_file(file, desk, reader, in_time=in_time), files)
        finally:
            threads.shutdown(cancel_futures=True)


def read_file(file: Path, desk: Desk, reader: Reader, *, in_time: bool = True) -> Result:
    """What a mail or a paper would amount to; which of them it is, its bytes say."""
    began = perf_counter()
    try:
        content = file.read_bytes()
    except OSError:
        raise RefusedError(f"{file} kan ikke læses: se efter, om du har adgang til filen.") from None
    is_mail = file.suffix.lower() == ".eml" or (type_of(content) == "mail" and not content.startswith(OLE))
    letter = reader.parse(content) if is_mail else _alone(file.name, content, reader)
    if isinstance(letter, Unread):
        return Result(file, "mail", None, (), (), ((file.name, letter),), perf_counter() - began)
    looked = look(letter, reader, desk)
    received = _received(letter)
    at = received or datetime.fromtimestamp(file.stat().st_mtime, UTC)
    found = candidates(looked) if is_mail else looked.applications
    judged = tuple(judge(one, looked, at, at, desk, Known()) for one in found)
    silent = (_OF_THE_DAY if not (in_time and received) else frozenset()) | (frozenset() if is_mail else _OF_THE_SENDER)
    return Result(
        path=file,
        type="mail" if is_mail else _type(looked),
        look=looked,
        applications=tuple(_read(one, silent) for one in judged),
        papers=_uses(looked, desk, judged),
        unread=tuple((read.paper.name, read.unread) for read in looked.papers if read.unread),
        seconds=perf_counter() - began,
    )


def _alone(name: str, content: bytes, reader: Reader) -> Letter | Unread:
    """A letter that brings this one file; a container is unpacked where strangers' bytes are opened."""
    kind = type_of(content)
    if kind in ("zip", "mail") or is_tnef(content):
        return reader.parse(_mail_with(name, content))
    digest = hashlib.sha256(content).hexdigest()
    return Letter(papers=(Paper(0, name, name, content, digest, kind),), content_key=digest)


def _mail_with(name: str, content: bytes) -> bytes:
    """The file as a mail's only part (RFC 2231 for its name)."""
    head = f"Content-Disposition: attachment; filename*=utf-8''{quote(name)}\r\nContent-Transfer-Encoding: base64"
    return f"{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + encodebytes(content)


def _type(looked: Look) -> str:
    papers = looked.letter.papers
    if papers and papers[0].ignored == "unpacked":
        return papers[0].type
    reading = next((read.reading.type for read in looked.papers), "other")
    return reading if reading != "other" else next((paper.type for paper in papers), "other")


def _received(letter: Letter) -> datetime | None:
    """When the last server got it (the topmost Received header, RFC 5321), else the sender's own date."""
    for header in (letter.header("received").rpartition(";")[2], letter.date_header):
        try:
            at = parsedate_to_datetime(header.strip())
        except (ValueError, TypeError, IndexError):
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _read(one: Judged, silent: frozenset[str]) -> Read:
    case = one.opening.case
    findings = tuple(finding for finding in one.findings if finding.code not in silent)
    return Read(case.application, case.consent, findings)


def _uses(looked: Look, desk: Desk, judged: Sequence[Judged]) -> tuple[PaperUse, ...]:
    return tuple(
        PaperUse(kept.name, kept.type, kept.size, kept.use, kept.why)
        for kept in with_cases(looked, desk, judged).papers
    )
