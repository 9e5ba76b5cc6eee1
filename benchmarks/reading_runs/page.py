"""The committed run's figures in README.md and docs/reading-benchmark.md, so that neither says what was not measured.

`python -m benchmarks.reading_runs.page` puts them there anew.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.marked import marked, reached
from benchmarks.reading_runs.figures import Row, must_show
from benchmarks.reading_runs.tables import percent, tables

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "reading.json"
README, PAGE = ROOT / "README.md", ROOT / "docs" / "reading-benchmark.md"
MARK = "reading"


def short(found: Row) -> Iterator[str]:
    """The table of the README."""
    totals, verified, pages = found["totals"], found["verified"], found["pages"]
    foreign = sum(row["pages"] for row in found["foreign"])
    both = f"{totals['pages']} scanned pages, {totals['pages_both']} of them by both"
    yield f"| {both} | Tovholder | OCRmyPDF + pdfplumber |"
    yield "|---|---|---|"
    yield f"| CPU ms a page | {totals['ms_both']:.0f} | {totals['ms_rival']:.0f} ({totals['ratio']} times) |"
    yield f"| typed fields exactly right | {percent(found['typed'])} | {percent(found['typed_rival'])} |"
    yield f"| fields in handwriting fonts exactly right | {percent(found['hand'])} | {percent(found['hand_rival'])} |"
    letter = verified["in_letter"]
    yield f"| wrong among fields called verified, in a letter | {letter['wrong']} of {letter['count']} | – |"
    yield f"| wrong among fields called verified, by the paper alone | {verified['wrong']} of {verified['count']} | – |"
    yield f"| form and page told right | {pages['right']} of {pages['known']} pages | – |"
    taken = sum(row["taken"] for row in found["foreign"])
    yield f"| no form of ours, yet taken for one | {taken} of {foreign} pages | – |"


def whole(found: Row) -> Iterator[str]:
    """The figures of the page."""
    run = found["run"]
    yield (
        f"Seed {run['seed']}, {run['documents']} papers of ours, the first {run['rival_documents']} read by both; "
        f"{run['rival']}; one thread; the program at {run['commit']}."
    )
    yield ""
    yield from reached(must_show(found))
    yield from tables(found)


if __name__ == "__main__":
    result = json.loads(RESULTS.read_text("utf-8"))
    README.write_text(marked(README.read_text("utf-8"), MARK, short(result)), "utf-8")
    PAGE.write_text(marked(PAGE.read_text("utf-8"), MARK, whole(result)), "utf-8")
