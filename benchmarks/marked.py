"""Figures in a page: between two marks that name them, so that a command writes them and nobody by hand."""

from collections.abc import Iterable, Iterator


def marked(text: str, name: str, lines: Iterable[str]) -> str:
    """The text with these lines between its marks of that name."""
    begin, end = (f"<!-- {slash}{name}, measured -->\n" for slash in ("", "/"))
    before, _, rest = text.partition(begin)
    return before + begin + "\n" + "\n".join(lines) + "\n\n" + end + rest.partition(end)[2]


def reached(must: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """The table of what must be shown, and whether it was."""
    yield "| must show | reached |"
    yield "|---|---|"
    for said, good in must:
        yield f"| {said} | {'yes' if good else '**no**'} |"
    yield ""
