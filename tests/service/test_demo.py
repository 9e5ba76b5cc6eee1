"""The demo as somebody meets it who has never seen the program."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
def test_nothing_is_left_behind_however_the_demo_is_stopped(sign: signal.Signals, tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "tovholder", "demo", "--once"]
    environ = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as demo:
        assert demo.stdout
        assert any("mails kommer ind i postkassen" in line for line in demo.stdout)
        assert list(tmp_path.glob("tovholder-demo-*"))
        demo.send_signal(sign)
        _, said = demo.communicate(timeout=60)
    assert (demo.returncode, said.strip()) == (130, "Afbrudt.")
    assert not list(tmp_path.iterdir())
