"""The figures of a run as Markdown tables."""

from collections.abc import Iterator

from benchmarks.reading_runs.figures import Row


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
    yield "| field, in scans | typed | right | verified | OCRmyPDF right | by hand | right | verified |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in found["fields"]:
        typed, hand = row["typed"], row["hand"]
        yield (
            f"| {row['field']} | {typed['fields']} | {percent(typed)} | {typed['verified']} | "
            f"{percent(row['typed_rival'])} | {hand['fields']} | {percent(hand)} | {hand['verified']} |"
        )


def _other_tables(found: Row) -> Iterator[str]:
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
