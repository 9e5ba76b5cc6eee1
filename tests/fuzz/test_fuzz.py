"""The letter parser under a coverage-guided fuzzer for minutes, and every letter that ever broke it."""

import subprocess
import sys
from pathlib import Path

import pytest

from intake.letter import parse_letter
from tests.letters.seeds import FOUND, SEEDS
from tests.letters.sound import sound

SECONDS = 180


@pytest.mark.parametrize("raw", [*SEEDS, *FOUND], ids=range(len(SEEDS) + len(FOUND)))
def test_every_seed_and_every_finding_is_a_letter_with_an_end(raw: bytes) -> None:
    sound(parse_letter(raw))


@pytest.mark.long
def test_no_input_that_the_fuzzer_makes_up_breaks_the_parser(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has wheels for Linux on x86-64 and Python up to 3.13 only")
    command = [sys.executable, "-m", "tests.fuzz.letter", str(SECONDS), str(tmp_path / "corpus")]
    # By a shell that starts it anew: a process counts as its own what the one that started it had ever used of memory.
    anew = ["/bin/sh", "-c", '"$@"; exit $?', "sh", *command]
    done = subprocess.run(anew, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    found = [file.read_bytes() for file in (tmp_path / "found").iterdir()]
    assert (done.returncode, found) == (0, []), done.stderr[-3000:]
    print(next(line for line in done.stderr.splitlines() if line.startswith("Done ")))


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("a-tab-in-a-name", "Lindeby Skole 3B.pdf"),
        ("a-letter-cut-between-pieces", "Ansøgning.pdf"),
        ("percent-in-a-plain-name", "Ansøgning 3B.pdf"),
    ],
)
def test_a_name_that_was_once_misread_is_read(found: str, name: str) -> None:
    raw = (Path(__file__).parents[1] / "letters" / "found" / f"{found}.eml").read_bytes()
    assert [paper.name for paper in parse_letter(raw).papers] == [name]
