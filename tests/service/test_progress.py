"""How far long work has come is told on a terminal, and nowhere else."""

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from service.commands.console import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def told(errors: io.StringIO, whole: int) -> tuple[str, str]:
    out = io.StringIO()
    with redirect_stderr(errors), redirect_stdout(out):
        progress = Progress(whole)
        for number in range(whole):
            progress.step(f"fil {number}")
    return out.getvalue(), errors.getvalue()


@pytest.mark.parametrize(
    ("errors", "whole", "line"),
    [
        (Terminal(), 2, "Læst: 0 af 2 …\r\x1b[KLæst: 1 af 2 …\r\x1b[K"),
        (Terminal(), 1, ""),
        (io.StringIO(), 2, ""),
    ],
)
def test_the_line_is_written_over_and_gone_in_the_end(errors: io.StringIO, whole: int, line: str) -> None:
    assert told(errors, whole) == ("".join(f"fil {number}\n" for number in range(whole)), line)
