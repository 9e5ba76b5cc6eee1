"""The figures of a run as Markdown tables."""

from collections.abc import Iterator

from benchmarks.reading_runs.figures import Row
from benchmarks.reading_runs.letter import ANOTHER, ITS_OWN, NOBODY

_NAMED = {
    ITS_OWN: "after its own pupil, class or topic",
    ANOTHER: "after another",
    NOBODY: "after nobody, or holds several",
}


def tables(found: Row) -> Iterator[str]:
    """The figures as Markdown."""
    yield from _profile_table(found)
    yield ""
    yield from _field_table(found)
    yield ""
    yield from _other_tables(found)


def percent(shares: Row) -> str:
    """The share of fields that are right."""
    return f"{shares['share']:.1%}" if shares["fields"] else "–"


def _profile_table(found: Row) -> Iterator[str]:
    yield "| profile | pages | ms a page | both: pages | ours | OCRmyPDF | times | typed right | OCRmyPDF | by hand |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    every = {"profile": "all scans", **found["totals"], "typed": found["typed"], "hand": found["hand"]}
    for row in (*found["profiles"], every | {"typed_rival": found["typed_rival"]}):
        theirs = [f"{row[name]}" if name in row else "–" for name in ("pages_both", "ms_both", "ms_rival", "ratio")]
        shares = [percent(row[name]) for name in ("typed", "typed_rival", "hand")]
        yield f"| {row['profile']} | {row['pages']} | {row['ms']} | {' | '.join(theirs)} | {' | '.join(shares)} |"


def _field_table(found: Row) -> Iterator[str]:
    ours = "right | verified | in a letter"
    yield f"| field, in scans | typed | {ours} | OCRmyPDF right | by hand | {ours} |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row in found["fields"]:
        typed, hand = (_counted(row[how]) for how in ("typed", "hand"))
        yield f"| {row['field']} | {typed} | {percent(row['typed_rival'])} | {hand} |"


def _counted(shares: Row) -> str:
    """How many, the share that is right, and how many are verified, alone and in a letter."""
    return f"{shares['fields']} | {percent(shares)} | {shares['verified']} | {shares['in_letter']}"


def _other_tables(found: Row) -> Iterator[str]:
    yield "| the file is named | papers | fields verified by the letter alone | wrong |"
    yield "|---|---|---|---|"
    for row in found["verified"]["names"]:
        yield f"| {_NAMED[row['named']]} | {row['papers']} | {row['verified']} | {row['wrong']} |"
    yield ""
    yield "| custody ticked by | boxes | right | left to a person | wrong | not seen | invented |"
    yield "|---|---|---|---|---|---|---|"
    for row in found["ticks"]:
        yield f"| {' | '.join(str(each) for each in row.values())} |"
    yield ""
    yield "| signature box holds | boxes | signed | uncertain | empty | not read |"
    yield "|---|---|---|---|---|---|"
    for row in found["signatures"]:
        yield f"| {' | '.join(str(each) for each in row.values())} |"
    if found.get("foreign"):
        yield ""
        yield "| foreign page | pages | taken for our form |"
        yield "|---|---|---|"
        for row in found["foreign"]:
            yield f"| {row['sort']} | {row['pages']} | {row['taken']} |"
