"""Prints, profile by profile, how many pages were laid right, how exactly and at what cost; then what foreign pages do.

    python -m benchmarks.laying.measure [--pages N] [--foreign N] [--only TEXT] [--write]

`--write` keeps the figures in benchmarks/results/laying.json, which docs/decisions/0110 quotes. A page is right when it
is believed to be what it is and no box that the picture shows lies more than 2 mm off; `wrong` means believed and not
right. CPU is that of laying alone: decoding before it and reading after it are not in it.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.laying.damage import without_code
from benchmarks.laying.foreign import KINDS, foreign_page
from benchmarks.laying.pages import FORMS, PAGES, filled_page
from benchmarks.laying.placed import as_scan, is_right, millimetres_off
from benchmarks.laying.profiles import CODELESS, FOREIGN_WAYS, SCANNED, TWO_UP
from benchmarks.laying.sheets import Sheet, Step, two_up
from intake.form import Form
from intake.registration import lay_all

RESULTS = Path(__file__).parents[1] / "results" / "laying.json"
Wanted = tuple[Form, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A profile: pages, how many of them right, refused or wrong, millimetres off of the right ones, CPU a page."""

    name: str
    pages: int
    right: int
    refused: int
    wrong: int
    mean: float
    most_of: float
    worst: float
    fit: float
    cpu: float

    def __str__(self) -> str:
        counts = f"{self.right:3}/{self.pages:<3} {self.refused:3} {self.wrong:3}"
        off = f"{self.mean:6.2f} {self.most_of:6.2f} {self.worst:6.2f}"
        return f"{self.name:36} {counts}   {off}   {self.fit:5.2f} {self.cpu:6.0f}"


HEAD = f"{'profile':36} right   ref wro   {'mean':>6} {'95 %':>6} {'max':>6}   {'fit':>5} {'ms':>6}"


def profile_rows(pages: int, only: str) -> Iterator[Row]:
    """A row for each profile, of so many pages each."""
    for number, (name, step) in enumerate({**SCANNED, **CODELESS}.items()):
        if only in name:
            yield _row(name, [_one(step, number, seed) for seed in range(pages)])
    for name, (step, codes) in TWO_UP.items():
        if only in name:
            yield _row(name, [_two(step, codes, seed) for seed in range(pages // 2)])


Scanned = tuple[list[Sheet], list[Wanted]]


def _one(step: Step, number: int, seed: int) -> Scanned:
    wanted = PAGES[(seed + number) % len(PAGES)]
    return [step(filled_page(*wanted, seed), np.random.default_rng((number, seed)))], [wanted]


def _two(step: Step, codes: bool, seed: int) -> Scanned:
    wanted = [PAGES[seed % len(PAGES)], PAGES[(seed + 1 + seed // 4) % len(PAGES)]]
    pages = [filled_page(*each, seed) for each in wanted]
    if not codes:
        pages = [without_code(each, np.random.default_rng(0)) for each in pages]
    halves = two_up(pages[0], pages[1], np.random.default_rng(seed))
    return [step(half, np.random.default_rng(seed)) for half in halves], wanted


def _row(name: str, scanned: list[Scanned]) -> Row:
    pages = right = refused = 0
    off: list[float] = []
    fits: list[float] = []
    spent = 0.0
    for sheets, wanted in scanned:
        scans = [as_scan(sheet) for sheet in sheets]
        began = time.process_time()
        found = [laid for laid in lay_all(scans[0][0], FORMS) if laid.fits]
        spent += time.process_time() - began
        pages += len(wanted)
        refused += max(0, len(wanted) - len(found))
        for laid, each, (scan, truth) in zip(found, wanted, scans, strict=False):
            if is_right(laid, *each, truth, scan):
                right += 1
                off.extend(millimetres_off(laid, truth, scan))
                fits.append(laid.fit)
    spread = np.array(off or [np.nan])
    return Row(
        name,
        pages,
        right,
        refused,
        pages - right - refused,
        round(float(spread.mean()), 3),
        round(float(np.percentile(spread, 95)), 3),
        round(float(spread.max()), 3),
        round(min(fits, default=float("nan")), 3),
        round(1000 * spent / pages),
    )


@dataclass(frozen=True, slots=True)
class Foreign:
    """A sort of pages that are not ours: how many, how many were believed to be ours, CPU a page."""

    name: str
    pages: int
    taken: int
    cpu: float

    def __str__(self) -> str:
        return f"{self.name:36} {self.taken:3}/{self.pages:<3} {self.cpu:6.0f}"


def foreign_rows(pages: int, only: str) -> Iterator[Foreign]:
    """A row for each sort of foreign page."""
    for kind in (each for each in KINDS if pages and only in each):
        taken, spent = 0, 0.0
        for seed in range(pages):
            way = SCANNED[FOREIGN_WAYS[seed % len(FOREIGN_WAYS)]]
            scan, _ = as_scan(way(foreign_page(kind, seed), np.random.default_rng(seed)))
            began = time.process_time()
            taken += any(laid.fits for laid in lay_all(scan, FORMS))
            spent += time.process_time() - began
        yield Foreign(kind, pages, taken, round(1000 * spent / pages))


def main() -> None:
    """Measures and prints."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--pages", type=int, default=8)
    asked.add_argument("--foreign", type=int, default=20)
    asked.add_argument("--only", default="")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    cv2.setNumThreads(1)
    for wanted in PAGES:  # what is made once for every blank is not a page's cost
        for step in (SCANNED["grey 200"], CODELESS["mirrored, no code"]):
            lay_all(as_scan(step(filled_page(*wanted, 0), np.random.default_rng(0)))[0], FORMS)
    kept: dict[str, list[Mapping[str, object]]] = {"ours": [], "foreign": []}
    print(HEAD)
    for row in profile_rows(given.pages, given.only):
        print(row, flush=True)
        kept["ours"].append(asdict(row))
    print(f"\n{'foreign pages':36} taken      ms")
    for foreign in foreign_rows(given.foreign, given.only):
        print(foreign, flush=True)
        kept["foreign"].append(asdict(foreign))
    if given.write:
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
