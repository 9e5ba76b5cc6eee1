"""Read the same invented papers with this program and with OCRmyPDF + pdfplumber: `python -m benchmarks.reading`.

Both run on one thread, a paper at a time, on papers drawn from a seed; what is compared is CPU time, not the clock's.
OCRmyPDF takes seconds a page, so it reads only some of the papers (`--rival`), and its speed is told on those that both
read. Exit code 1 when something was wrong that must never be: a verified value, a foreign page taken for our form, or a
box called signed that is not.
"""

import argparse
import json
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from benchmarks.machine import machine
from benchmarks.reading_runs import rival
from benchmarks.reading_runs.figures import Row, figures, must_show
from benchmarks.reading_runs.ours import Ours
from benchmarks.reading_runs.score import RIGHT, PaperRow, score
from benchmarks.reading_runs.tables import tables
from benchmarks.reading_set.documents import DIGITAL, nth
from benchmarks.reading_set.faces import missing
from benchmarks.reading_set.foreign import FOREIGN, nth_foreign
from benchmarks.reading_set.scans import PROFILES
from benchmarks.reading_set.truth import Document

RESULTS = Path(__file__).parent / "results" / "reading.json"
ALL = (*PROFILES, *DIGITAL)

_START = time.monotonic()
_PEN = Lock()
"""Papers are drawn one at a time: what draws them, pdfium, falls over where two threads use it at once."""

Read = dict[int, tuple[str, str, PaperRow]]


def main(words: Sequence[str]) -> int:
    """Run what is asked for, print it, and say with the exit code whether what must never be was seen."""
    asked = _parser().parse_args(words)
    lacking = (*missing(), *(() if rival.there() or asked.only == "ours" else ("ocrmypdf",)))
    if lacking:
        print(f"This benchmark needs: apt-get install {' '.join(lacking)}", file=sys.stderr)
        return 2
    machine()
    kept = _measured(asked)
    found = {"run": _machine(asked, kept)} | _figures(kept)
    print("\n".join([*tables(found), "", *(f"{'yes' if good else 'NO '} {said}" for said, good in must_show(found))]))
    if asked.json:
        asked.json.write_text(_lines(found), "utf-8")
    return 1 if _never(found) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--documents", type=int, default=20 * len(ALL), help="papers of ours (default: 20 a profile)")
    parser.add_argument("--rival", type=int, default=2 * len(ALL), help="how many of them OCRmyPDF reads")
    parser.add_argument("--foreign", type=int, default=20 * len(FOREIGN), help="pages that are none of our forms")
    parser.add_argument(
        "--jobs", type=int, default=1, help="lanes side by side; more are sooner done, and each is slower"
    )
    parser.add_argument("--minutes", type=float, default=0, help="take no new paper after so many (default: no limit)")
    parser.add_argument("--drawn", type=Path, metavar="FOLDER", help="keep drawn papers there, for the next run")
    parser.add_argument("--only", choices=("ours", "rival"))
    parser.add_argument("--profiles", default=",".join(ALL).replace(", ", "; "), help="by comma; ';' for one within")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="also write there what was not right, line by line")
    return parser


def _machine(asked: argparse.Namespace, kept: "_Kept") -> Row:
    return {
        "seed": asked.seed,
        "documents": len(kept.ours),
        "rival_documents": len(kept.theirs),
        "rival": f"ocrmypdf {rival.there()}" if asked.only != "ours" else "",
        "command": " ".join(rival.COMMAND),
        "threads": 1,
        "jobs": asked.jobs,
        **machine(),
        **{name: version(name) for name in ("tesserocr", "opencv-python-headless", "pypdfium2", "pdfplumber")},
    }


@dataclass(slots=True)
class _Kept:
    """What the lanes of a run have found so far."""

    ours: Read = field(default_factory=dict)
    theirs: Read = field(default_factory=dict)
    foreign: list[tuple[str, bool, float]] = field(default_factory=list)
    misses: list[Row] = field(default_factory=list)


def _measured(asked: argparse.Namespace) -> _Kept:
    """All lanes: papers that both read, papers that ours alone reads, foreign pages; side by side when asked for."""
    kept, profiles = _Kept(), [name.replace("; ", ", ") for name in asked.profiles.split(",")]
    shared = 0 if asked.only == "ours" else asked.documents if asked.only == "rival" else asked.rival
    numbers = range(asked.documents)
    every = range(asked.jobs)
    lanes = [partial(_by_both, kept, asked, profiles, numbers[:shared][lane :: asked.jobs]) for lane in every]
    if asked.only != "rival":
        lanes += [partial(_foreign, kept, asked, range(asked.foreign)[lane :: asked.jobs]) for lane in every]
        lanes += [partial(_by_ours, kept, asked, profiles, numbers[shared:][lane :: asked.jobs]) for lane in every]
    with ThreadPoolExecutor(asked.jobs) as threads:
        for done in [threads.submit(lane) for lane in lanes]:
            done.result()
    if asked.misses:
        lines = (json.dumps(row, ensure_ascii=False) for row in sorted(kept.misses, key=lambda row: row["number"]))
        asked.misses.write_text("\n".join(lines) + "\n", "utf-8")
    return kept


def _figures(kept: _Kept) -> Row:
    ours, theirs = dict(sorted(kept.ours.items())), dict(sorted(kept.theirs.items()))
    return figures(ours, theirs) | {"foreign": _foreign_rows(kept.foreign)}


def _in_time(asked: argparse.Namespace, numbers: Sequence[int]) -> Iterator[int]:
    """The numbers, until the time is over; what was read by then is told."""
    for number in numbers:
        if asked.minutes and time.monotonic() - _START > 60 * asked.minutes:
            return
        yield number


def _drawn(asked: argparse.Namespace, name: str, draw: Callable[[], Document]) -> Document:
    """The paper, drawn now, or as it was drawn before with the same seed and profiles into the folder that is named."""
    with _PEN:
        return _drawn_alone(asked, name, draw)


def _drawn_alone(asked: argparse.Namespace, name: str, draw: Callable[[], Document]) -> Document:
    if asked.drawn is None:
        return draw()
    file: Path = asked.drawn / f"{asked.seed} {name}.pickle"
    if file.exists():
        kept: Document = pickle.loads(file.read_bytes())
        return kept
    paper = draw()
    asked.drawn.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(paper))
    return paper


def _by_both(kept: _Kept, asked: argparse.Namespace, profiles: Sequence[str], numbers: Sequence[int]) -> None:
    """One right after the other, so that the machine is as busy for both."""
    with Ours() as child:
        for number in _in_time(asked, numbers):
            paper = _drawn(asked, f"{number}", partial(nth, asked.seed, number, profiles))
            if asked.only != "rival":
                _keep(kept, paper, score(paper, child.read(paper)))
            row = score(paper, rival.read(paper))
            kept.theirs[number] = (paper.profile, paper.style, row)
            _tell(f"OCRmyPDF {number} {paper.profile}: {1000 * row.seconds / row.pages:.0f} ms a page")


def _by_ours(kept: _Kept, asked: argparse.Namespace, profiles: Sequence[str], numbers: Sequence[int]) -> None:
    with Ours() as child:
        for number in _in_time(asked, numbers):
            paper = _drawn(asked, f"{number}", partial(nth, asked.seed, number, profiles))
            _keep(kept, paper, score(paper, child.read(paper)))


def _keep(kept: _Kept, paper: Document, row: PaperRow) -> None:
    kept.ours[paper.number] = (paper.profile, paper.style, row)
    kept.misses += _misses(paper, row)
    _tell(f"{paper.number} {paper.profile}: {1000 * row.seconds / row.pages:.0f} ms a page")


def _foreign(kept: _Kept, asked: argparse.Namespace, numbers: Sequence[int]) -> None:
    with Ours() as child:
        for number in _in_time(asked, numbers):
            paper = _drawn(asked, f"foreign {number}", partial(nth_foreign, asked.seed, number))
            found = child.read(paper)
            taken = [each.form for each in found.applications if each.form]
            kept.foreign.append((paper.style, bool(taken), found.seconds))
            if taken:
                kept.misses.append(_where(paper) | {"what": "foreign", "found": taken})


def _foreign_rows(read: Sequence[tuple[str, bool, float]]) -> list[Row]:
    rows = []
    for sort in FOREIGN:
        each = [(taken, seconds) for name, taken, seconds in read if name == sort]
        if each:
            ms = round(1000 * sum(seconds for _, seconds in each) / len(each), 1)
            rows.append({"sort": sort, "pages": len(each), "taken": sum(taken for taken, _ in each), "ms": ms})
    return rows


def _where(paper: Document) -> Row:
    return {"seed": paper.seed, "number": paper.number, "profile": paper.profile, "style": paper.style}


def _misses(paper: Document, row: PaperRow) -> Iterator[Row]:
    """What was not right, with all that is needed to draw the paper again; all of it is invented."""
    if row.placed < row.known or row.mistaken or row.unread:
        yield _where(paper) | {"what": "pages", "right": row.placed, "of": row.known, "unread": row.unread}
    for each in row.fields:
        letter = each.in_letter
        if each.outcome != RIGHT or (letter.verified and not each.right_in_letter):
            said = {"face": each.face, "written": each.written, "found": each.found, "in_letter": letter.text}
            sure = {"confidence": each.confidence, "verified": each.verified, "verified_in_letter": letter.verified}
            yield _where(paper) | {"what": each.name, "hand": each.hand, "outcome": each.outcome} | said | sure
    for how, outcome in row.ticks:
        if outcome != RIGHT:
            yield _where(paper) | {"what": "custody", "tick": how, "outcome": outcome}
    for holds, state in row.signatures:
        if (state == "signed") != (holds == "signed") and state != "uncertain":
            yield _where(paper) | {"what": "signature", "holds": holds, "state": state}


def _never(found: Row) -> bool:
    signed = sum(row["signed"] for row in found["signatures"] if row["box"] != "signed")
    wrong = found["verified"]["wrong"] + found["verified"]["in_letter"]["wrong"]
    return bool(signed or wrong or sum(row["taken"] for row in found["foreign"]))


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def _lines(found: Row) -> str:
    """JSON with a line per row, so that a change of one can be seen."""
    parts = []
    for name, value in found.items():
        rows = value if isinstance(value, list) else None
        each = "" if rows is None else ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
        parts.append(f'"{name}": ' + (json.dumps(value, ensure_ascii=False) if rows is None else f"[\n{each}\n]"))
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
