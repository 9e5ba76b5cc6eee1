"""Numbers and lists as Danes write them."""

from collections.abc import Sequence


def number(value: float) -> str:
    """6, 4,5."""
    return f"{value:.10g}".replace(".", ",")


def listed(words: Sequence[str], last: str = "og") -> str:
    """A list in a sentence: a, b og c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def counted(count: float, one: str, many: str) -> str:
    """1 sag, 2 sager."""
    return f"{number(count)} {one if count == 1 else many}"
