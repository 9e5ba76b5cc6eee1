"""The pages are shown on this machine or not at all, and what is wrong with that is told before anything starts."""

import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import tovholder
from service.demo.post import free_port
from service.init import write_files

pytestmark = pytest.mark.slow  # a database for each

_CODE = "import sys; from service.cli import main; sys.argv = ['tovholder', *sys.argv[1:]]; main()"
_PROGRAM = (sys.executable, "-c", _CODE)


@pytest.mark.parametrize("command", ["run", "web"])
@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])  # everybody's, and one whose port is taken
def test_a_door_that_cannot_be_opened_is_one_sentence(
    command: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", "x")
    write_files(tmp_path / "tovholder.toml", "silkeborg", {})
    settings = ("--settings", str(tmp_path / "tovholder.toml"))
    CliRunner().invoke(tovholder, ("db", "upgrade", *settings))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("TOVHOLDER_WEB_HOST", host)
        monkeypatch.setenv("TOVHOLDER_WEB_PORT", str(taken.getsockname()[1]))
        result = CliRunner().invoke(tovholder, (command, *settings))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.stderr
    assert ("ret web.port" if host == "127.0.0.1" else 'sæt web.host til "127.0.0.1"') in result.stderr


def test_a_worker_without_pages_tells_how_it_is_on_a_port_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 for `/healthz`, figures for `/metrics`, and nothing else; a port that is taken is told before it works."""
    port = free_port()
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", "x")
    monkeypatch.setenv("TOVHOLDER_OPERATION_PORT", str(port))
    write_files(tmp_path / "tovholder.toml", "silkeborg", {"mailbox.host": "127.0.0.1", "smtp.host": "127.0.0.1"})
    settings = ("--settings", str(tmp_path / "tovholder.toml"))
    CliRunner().invoke(tovholder, ("db", "upgrade", *settings))
    with subprocess.Popen([*_PROGRAM, "worker", *settings], stderr=subprocess.DEVNULL) as program:
        assert _asked(port, "/healthz") == 200
        assert (_asked(port, "/metrics"), _asked(port, "/")) == (200, 404)
        program.send_signal(signal.SIGTERM)
    with socket.create_server(("127.0.0.1", port)):
        result = CliRunner().invoke(tovholder, ("worker", *settings))
    assert (result.exit_code, "ret operation.port" in result.stderr) == (2, True)


def _asked(port: int, path: str) -> int:
    """The status of an answer; it may take a while until the door is opened."""
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            status = connection.getresponse().status
            connection.close()
            return status
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_two_signals_end_the_program_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C twice, or a terminal that tells the whole group: no trace of a fault, and exit 0."""
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", "x")
    write_files(tmp_path / "tovholder.toml", "silkeborg", {"mailbox.host": "127.0.0.1", "smtp.host": "127.0.0.1"})
    CliRunner().invoke(tovholder, ("db", "upgrade", "--settings", str(tmp_path / "tovholder.toml")))
    command = [*_PROGRAM, "worker", "--settings", str(tmp_path / "tovholder.toml")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr
        said = [program.stderr.readline()]  # it works, and says that no mailbox is there
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            program.send_signal(sign)
        said += program.stderr.readlines()
    assert program.returncode == 0
    assert [word for word in ("Stopper", "Traceback") if word in "".join(said)] == ["Stopper"]
