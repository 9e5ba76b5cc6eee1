"""The committed run's figures in docs/other-forms-benchmark.md and decisions 0121 to 0123: nothing is said by hand.

`python -m benchmarks.layout_runs.page` puts them there anew.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import wrap

from benchmarks.layout_runs.tables import Figures, must_show, share, tables
from benchmarks.layout_runs.ways import BY_LABELS, CORRECTED, UNTOUCHED
from benchmarks.marked import marked, reached

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "layouts.json"
DOCS = ROOT / "docs"
MARK = "other forms"
_WIDE = 118


def whole(found: Figures) -> Iterator[str]:
    """The figures of the page: what must be shown, then every table."""
    run = found["run"]
    yield (
        f"Seed {run['seed']}, {run['papers']} papers a layout and profile, {run['jobs']} at a time on {run['cores']} "
        f"cores, each on one thread; the program at {run['commit']}."
    )
    yield ""
    yield from reached(must_show(found))
    yield from tables(found)


def by_labels(found: Figures) -> Iterator[str]:
    """What decision 0121 says."""
    one = found["all"][BY_LABELS]
    yield from _wrapped(f"{_run(found)} {_right(one)}. {_by_profile(found, BY_LABELS)}")


def learned(found: Figures) -> Iterator[str]:
    """What decision 0122 says."""
    untouched, corrected = found["all"][UNTOUCHED], found["all"][CORRECTED]
    moved = {key: sum(each[key] for each in found["corrections"].values()) for key in ("boxes", "moved", "added")}
    yield from _wrapped(
        f"{_run(found)} The proposal untouched: {_right(untouched)}; corrected by a person "
        f"(`benchmarks/foreign/learned/`): {_right(corrected)}. {_by_profile(found, CORRECTED)} "
        f"{corrected['verified']} values were verified, {corrected['verified_wrong']} of them wrong. "
        f"Of {moved['boxes']} boxes the person moved {moved['moved']} and added {moved['added']}."
    )


def signatures(found: Figures) -> Iterator[str]:
    """What decision 0123 says."""
    ways = (("By labels", BY_LABELS), ("Learned and corrected", CORRECTED))
    said = (f"{title}: {_boxes(found['all'][way])}." for title, way in ways)
    yield from _wrapped(f"{_run(found)} {' '.join(said)}")


PAGES: Mapping[Path, Callable[[Figures], Iterator[str]]] = {
    DOCS / "other-forms-benchmark.md": whole,
    DOCS / "decisions" / "0121-unknown-forms-by-their-labels.md": by_labels,
    DOCS / "decisions" / "0122-learned-forms.md": learned,
    DOCS / "decisions" / "0123-signatures-on-other-forms.md": signatures,
}


def _run(found: Figures) -> str:
    papers = found["run"]["papers"]
    return f"**Measured** ([all tables](../other-forms-benchmark.md); {papers} papers a layout and profile)."


def _right(one: Figures) -> str:
    return f"{share(one)} of {one['fields']} fields right, {one['cpu_seconds_a_page']:.2f} CPU seconds a page"


def _by_profile(found: Figures, way: str) -> str:
    return ", ".join(f"{name} {share(ways[way])}" for name, ways in found["profiles"].items()) + "."


def _boxes(one: Figures) -> str:
    return ", ".join(f"{what.replace('->', '→')} {count}" for what, count in one["signature_boxes"].items())


def _wrapped(text: str) -> list[str]:
    lines = wrap(text.replace(" %", "\xa0%"), _WIDE, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\xa0", " ") for line in lines]


if __name__ == "__main__":
    result = json.loads(RESULTS.read_text("utf-8"))
    for page, lines in PAGES.items():
        page.write_text(marked(page.read_text("utf-8"), MARK, lines(result)), "utf-8")
