"""Prints, profile by profile, how many pages were laid right, how exactly, and what it cost.

    python -m benchmarks.laying.measure [--pages N] [--only TEXT] [--foreign N] [--write]

`--write` keeps the figures in benchmarks/results/laying.json, which the decision page quotes.
"""

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.laying.pages import FORMS, PAGES, filled_page
from benchmarks.laying.placed import as_scan, is_right, millimetres_off
from benchmarks.laying.profiles import CODELESS, SCANNED
from benchmarks.laying.sheets import Step
from intake.registration import lay

RESULTS = Path(__file__).parents[1] / "results" / "laying.json"


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


def rows(profiles: Mapping[str, Step], pages: int) -> Iterator[Row]:
    """A row for each profile, of so many pages each."""
    for number, (name, step) in enumerate(profiles.items()):
        yield _row(name, step, pages, number)


def _row(name: str, step: Step, pages: int, number: int) -> Row:
    right = refused = 0
    off: list[float] = []
    fits: list[float] = []
    spent = 0.0
    for seed in range(pages):
        form, page = PAGES[(seed + number) % len(PAGES)]
        sheet = step(filled_page(form, page, seed), np.random.default_rng((number, seed)))
        scan, truth = as_scan(sheet)
        began = time.process_time()
        laid = lay(scan, FORMS)
        spent += time.process_time() - began
        if laid is None or not laid.fits:
            refused += 1
        elif is_right(laid, form, page, truth, scan):
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
        float(spread.mean()),
        float(np.percentile(spread, 95)),
        float(spread.max()),
        min(fits, default=float("nan")),
        1000 * spent / pages,
    )


def main() -> None:
    """Measures and prints."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--pages", type=int, default=8)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    cv2.setNumThreads(1)
    lay(as_scan(filled_page(*PAGES[0], 0))[0], FORMS)
    print(HEAD)
    chosen = {name: step for name, step in {**SCANNED, **CODELESS}.items() if given.only in name}
    for row in rows(chosen, given.pages):
        print(row, flush=True)


if __name__ == "__main__":
    main()
