"""The demo as somebody meets it who has never seen the program."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from service.demo.settings import rounds_around
from service.samples.letters import DEADLINE_BEFORE

DAYS = [date(2026, 1, 1) + timedelta(days=days) for days in range(3 * 365)]
HOLIDAYS = {
    *(
        date(year, *day)
        for year in range(2026, 2031)
        for day in ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31))
    ),
    *(
        easter + timedelta(days=days)
        for easter in (date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16), date(2029, 4, 1), date(2030, 4, 21))
        for days in (-3, -2, 0, 1, 39, 40, 49, 50)
    ),
}


@pytest.mark.parametrize("start", range(3))
def test_no_date_of_the_demos_rounds_is_one_that_nobody_keeps(start: int) -> None:
    """On whatever day it is shown: no weekend, no holiday, nothing in July; and each date after the one before."""
    for today in DAYS[start * 365 : (start + 1) * 365]:
        over, *ahead = rounds_around(today)
        for one in ahead:
            days = (one.deadline, one.answer_date, one.support_start, one.support_end)
            assert sorted(set(days)) == list(days)
            assert not HOLIDAYS.intersection(days), (today, one)
            assert all(day.weekday() < 5 and day.month != 7 for day in days), (today, one)
        deadlines = [over.deadline, *(one.deadline for one in ahead)]
        assert sorted(set(deadlines)) == deadlines
        assert today < ahead[0].deadline


def test_the_round_that_is_over_is_missed_by_the_late_letter_alone() -> None:
    """It comes the day after that many days; who missed a deadline by more than two weeks is not called late."""
    for today in DAYS:
        over = rounds_around(today)[0].deadline
        late = today - DEADLINE_BEFORE + timedelta(days=1)
        assert over < late < over + timedelta(days=14) < today - timedelta(days=5)


def _heeding() -> None:
    """A run of the tests that is told to outlive its terminal hands that on."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
def test_nothing_is_left_behind_however_the_demo_is_stopped(sign: signal.Signals, tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "tovholder", "demo", "--once"]
    environ = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ, preexec_fn=_heeding
    ) as demo:
        assert demo.stdout
        assert any("mails kommer ind i postkassen" in line for line in demo.stdout)
        assert list(tmp_path.glob("tovholder-demo-*"))
        demo.send_signal(sign)
        _, said = demo.communicate(timeout=60)
    assert (demo.returncode, said.strip()) == (130, "Afbrudt.")
    assert not list(tmp_path.iterdir())
