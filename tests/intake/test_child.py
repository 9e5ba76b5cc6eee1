"""Papers are opened in a child: what goes wrong there is one Unread, and the next paper is read."""

import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cases.application import Ink
from cases.errors import WorldError
from intake.child import ChildReader
from intake.forms import load_forms
from intake.page_picture import DPI
from service.samples.papers import fillable, filled_form, locked
from service.samples.scanner import scan
from tests.papers.elev import VALUES

pytestmark = pytest.mark.slow


def test_the_words_of_reading_load_no_engine():
    code = "import sys, intake.reading, intake.child; print({'cv2', 'tesserocr', 'pikepdf', 'PIL'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "set()"


def test_a_missing_language_is_the_world_failing_not_the_paper(tmp_path):
    with pytest.raises(WorldError, match="installer tesseract-ocr-dan tesseract-ocr-eng"):
        ChildReader(tmp_path).read(b"%PDF-")


@pytest.mark.slow
def test_papers_and_mails_go_through_one_child():
    with ChildReader() as reader:
        (answers,) = reader.read(scan(filled_form("elev", VALUES), skew=2), "x.pdf").answers
        first = reader._child
        assert answers.values["school"].text == VALUES["school"]
        assert Ink.EMPTY not in [box.state for box in answers.signatures]
        assert answers.signatures[0].crop.startswith(b"\x89PNG")
        assert reader.read(locked(fillable("emne", {})), "y.pdf").unread.code == "locked"
        letter = reader.parse("From: a@skole.example\r\nSubject: Ansøgning\r\n\r\nHej".encode())
        assert (letter.sender, letter.subject) == ("a@skole.example", "Ansøgning")
        assert reader._child is first


@pytest.mark.slow
def test_a_paper_that_takes_too_long_is_given_up_and_the_next_one_is_read():
    reader = ChildReader(seconds=0.02)
    assert reader.read(scan(filled_form("elev", VALUES))).unread.code == "too-slow"
    reader._seconds = 60
    assert reader.read(b"").unread.code == "empty"
    reader.close()


@pytest.mark.slow
def test_a_child_without_enough_memory_is_a_crash_not_a_hang():
    with ChildReader(memory=150 << 20) as reader:
        assert reader.read(fillable("emne", {})).unread.code == "crashed"


@pytest.mark.slow
def test_a_child_that_died_is_replaced():
    with ChildReader() as reader:
        assert reader.read(b"").unread.code == "empty"
        os.kill(reader._child.pid, signal.SIGKILL)
        reader._child.wait()
        assert reader.read(b"").unread.code == "empty"


@pytest.mark.slow
def test_a_stop_of_the_whole_service_does_not_make_the_paper_at_hand_unread():
    with ChildReader() as reader:
        assert reader.read(b"").unread.code == "empty"
        first = reader._child
        os.kill(first.pid, signal.SIGTERM)
        os.kill(first.pid, signal.SIGINT)
        assert reader.read(b"").unread.code == "empty"
        assert reader._child is first


@pytest.mark.slow
def test_the_child_sees_no_secret_and_may_write_no_file(monkeypatch):
    monkeypatch.setenv("TOVHOLDER_KEY", "hemmelig")
    with ChildReader() as reader:
        reader.read(b"")
        place = Path(f"/proc/{reader._child.pid}")
        names = {line.split(b"=")[0] for line in (place / "environ").read_bytes().split(b"\0") if line}
        assert names == {b"PYTHONPATH", b"LANG", b"OMP_THREAD_LIMIT", b"OPENBLAS_NUM_THREADS"}
        limits = (place / "limits").read_text()
        assert any(line.split()[:4] == ["Max", "file", "size", "0"] for line in limits.splitlines())
        child = reader._child
    assert child.poll() is not None


@pytest.mark.slow
def test_pages_come_as_pictures_upright_where_they_were_laid():
    with ChildReader() as reader:
        pages = reader.pictures(scan(filled_form("emne", {}), skew=3))
        assert [(page.number, page.form) for page in pages] == [(1, "emne-1")]
        with Image.open(BytesIO(pages[0].png)) as picture:
            assert picture.size == (round(595 * DPI / 72), round(842 * DPI / 72))
        assert [page.cpr for page in pages] == [()] * len(pages)
        asked = next(field.box for field in load_forms()["elev-1"].fields if field.name == "cpr")
        assert reader.pictures(scan(filled_form("elev", {})))[0].cpr == (asked,)
        assert reader.pictures(b"no paper") == ()


@pytest.mark.slow
def test_the_child_has_no_network_and_starts_no_program():
    code = (
        "import socket, subprocess, sys\n"
        "from intake.confined import confine\n"
        "confine(1 << 30)\n"
        "for tried in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: subprocess.run(['true'])):\n"
        "    try: tried()\n"
        "    except OSError as error: print(type(error).__name__)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert done.stdout.split() == ["PermissionError", "PermissionError"]


@pytest.mark.slow
def test_a_child_that_computes_for_too_long_is_ended_by_the_kernel():
    code = "from intake.confined import allow_seconds; allow_seconds(-4)\nwhile True: pass"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert done.returncode == -signal.SIGXCPU
