"""How well forms that are not ours are read: by their labels, once learned untouched, and once a person corrected them.

    python -m benchmarks.layouts [--papers 3] [--seed 1] [--profiles "grey 200,photo"] [--jobs 2] [--json FILE]

Four invented layouts (`foreign`), each filled in by invented schools, printed and scanned in the ways of `PROFILES`,
every page read three times: as an unknown layout; as the form that `tovholder form learn` proposes from the blank, with
nothing corrected; and as the corrected description in `benchmarks/foreign/learned/`. Printed: fields right, by layout,
profile and field, and CPU seconds a page, each process warm and on one thread.

A field of one line is right as on forms of ours (`reading_runs/score.py`), free text when at least 98 of 100 letters
are (difflib's ratio), and a field that was left empty when nothing is read. The committed
figures are put into docs by `python -m benchmarks.layout_runs.page`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.layout_runs.lanes import rows
from benchmarks.layout_runs.papers import LAYOUTS, PROFILES, papers
from benchmarks.layout_runs.tables import Figures, figures, misses, must_show, never, tables
from benchmarks.layout_runs.ways import UNTOUCHED, WAYS, Readers, corrections
from benchmarks.machine import machine
from intake.form_file import FILE, form_text


def main(words: Sequence[str]) -> int:
    """Measure, print, and write what is asked for; 1 when something was seen that must never be."""
    asked = _parser().parse_args(words)
    with TemporaryDirectory() as folder:
        if asked.propose:
            return _propose(asked.propose, Path(folder))
        found = _measured(asked, Path(folder))
    shown = ((said, good) for said, good in must_show(found)) if asked.ways == ";".join(WAYS) else ()
    print("\n".join([*tables(found), "", *(f"{'yes' if good else 'NO '} {said}" for said, good in shown)]))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(map(never, found["all"].values())) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=3, help="papers for each layout and profile")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profiles", default=",".join(PROFILES))
    parser.add_argument("--ways", default=";".join(WAYS), help="some of the three ways, parted by ';'")
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--wrong", type=Path, metavar="FILE", help="write there what was read wrong, line by line")
    parser.add_argument("--propose", type=Path, metavar="FOLDER", help="only write the tool's proposals")
    return parser


def _measured(asked: argparse.Namespace, folder: Path) -> Figures:
    profiles = asked.profiles.split(",")
    on = machine()
    wanted, found = list(papers(asked.seed, profiles, asked.papers)), []
    for row in rows(wanted, folder, asked.jobs, asked.ways.split(";")):
        found.append(row)
        print(f"{len(found)}: {row.paper.layout}, {row.paper.profile}, {row.way}", file=sys.stderr, flush=True)
    if asked.wrong:
        asked.wrong.write_text("".join(f"{line}\n" for line in misses(found)), encoding="utf-8")
    run = {"seed": asked.seed, "papers": asked.papers, "profiles": profiles, "jobs": asked.jobs}
    return {"run": run | on, "corrections": _corrections(folder), **figures(found)}


def _corrections(folder: Path) -> dict[str, object]:
    readers = Readers(folder)
    both = ((layout, f"{layout.name}-1") for layout in LAYOUTS.values())
    ours = readers.forms[UNTOUCHED]
    return {layout.title: corrections(ours[key], readers.corrected(layout)) for layout, key in both}


def _propose(target: Path, folder: Path) -> int:
    readers = Readers(folder)
    for layout in LAYOUTS.values():
        home = target / f"{layout.name}-1"
        home.mkdir(parents=True, exist_ok=True)
        (home / FILE).write_text(form_text(readers.proposed(layout)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
