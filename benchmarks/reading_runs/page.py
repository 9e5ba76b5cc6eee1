"""The committed run's figures in README.md and docs/reading-benchmark.md, so that neither says what was not measured.

`python -m benchmarks.reading_runs.page` puts them there anew.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading_runs.tables import Row, must_show, percent, tables

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "reading.json"
README, PAGE = ROOT / "README.md", ROOT / "docs" / "reading-benchmark.md"
BEGIN, END = "<!-- reading, measured -->\n", "<!-- /reading, measured -->"


def with_figures(text: str, lines: Iterator[str]) -> str:
    """The text with these lines between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + rest.partition(END)[2]


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
    yield f"| wrong among fields called verified | {verified['wrong']} of {verified['count']} | – |"
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
    yield "| must show | reached |"
    yield "|---|---|"
    for said, good in must_show(found):
        yield f"| {said} | {'yes' if good else '**no**'} |"
    yield ""
    yield from tables(found)


if __name__ == "__main__":
    result = json.loads(RESULTS.read_text("utf-8"))
    README.write_text(with_figures(README.read_text("utf-8"), short(result)), "utf-8")
    PAGE.write_text(with_figures(PAGE.read_text("utf-8"), whole(result)), "utf-8")
