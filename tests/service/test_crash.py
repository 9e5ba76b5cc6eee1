"""Whatever ends the program, a thread of it or a child of it, nothing it held is told: not by Python, not by a core."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

NAME, CPR = "Ida-Marie Prøvesen", "150312-9993"
HELD = f"""
import sys, threading, warnings, logging, asyncio, os
from service.crash import say_nothing_of_values
say_nothing_of_values()
name, cpr = {NAME!r}, {CPR!r}
def fails():
    mine = (name, cpr)
    raise ValueError(name, {{"cpr": cpr}})
"""

WAYS = {
    "an error that nobody caught": ("fails()", "event=process.died error=ValueError"),
    "an error with a cause": (
        "try:\n    fails()\nexcept ValueError as e:\n    raise KeyError(cpr) from e", "error=KeyError"
    ),
    "a group of errors": ("raise ExceptionGroup(name, [ValueError(cpr)])", "error=ExceptionGroup"),
    "an error with notes": ("e = ValueError(cpr)\ne.add_note(name)\nraise e", "error=ValueError"),
    "a thread": ("t = threading.Thread(target=fails, name=name)\nt.start()\nt.join()", "event=thread.died"),
    "an error where none can be raised": (
        "class Gone:\n    def __del__(self):\n        fails()\nGone()", "event=error.ignored error=ValueError"
    ),
    "a warning": ("warnings.simplefilter('always')\nwarnings.warn(name + cpr)", ""),
    "a library's warning before logging is set up": ("logging.getLogger('imapclient').warning('%s', name)", ""),
    "a library's warning": (
        "from service import log\nlog.set_up()\nlogging.getLogger('imapclient').error('%s', cpr)", "from=imapclient"
    ),
    "a record that cannot be written": (
        "from service import log\nlog.set_up()\nlogging.getLogger('service').info('%d %s', name, cpr)", "event=…"
    ),
    "a task of the pages' loop": (
        "async def main():\n    asyncio.get_running_loop().create_task(later())\n    await asyncio.sleep(0.01)\n"
        "async def later():\n    fails()\nfrom service import log\nlog.set_up()\nasyncio.run(main())", "from=asyncio",
    ),
    "a callback of the pages' loop": (
        "async def main():\n    asyncio.get_running_loop().call_soon(fails)\n    await asyncio.sleep(0.01)\n"
        "from service import log\nlog.set_up()\nasyncio.run(main())", "from=asyncio error=ValueError",
    ),
    "a fault in native code": ("import ctypes\ndef f():\n    mine = (name, cpr)\n    ctypes.string_at(0)\nf()", "in f"),
    "an abort": ("def f():\n    mine = (name, cpr)\n    os.abort()\nf()", "in f"),
    "a statement the database refuses": (
        "from sqlalchemy import create_engine, text\n"
        "c = create_engine('sqlite://', hide_parameters=True).connect()\n"
        "c.execute(text('INSERT INTO nothing VALUES (:a)'), {'a': name + cpr})", "error=OperationalError",
    ),
}  # fmt: skip
"""What a program with a name and a number in its hands does, and what must be seen of it."""


def ended(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HELD + program], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("way", WAYS)
def test_what_is_said_of_an_end_names_nobody(way: str) -> None:
    """Neither the error's text, nor its arguments, nor a local name; but that it happened."""
    program, seen = WAYS[way]
    done = ended(program)
    said = done.stdout + done.stderr
    assert seen in said
    assert [word for word in (NAME, "Ida", "Marie", CPR, "9993", "150312") if word in said] == []


def test_without_it_python_would_have_told() -> None:
    """The search finds what it looks for."""
    program = HELD.replace("say_nothing_of_values()", "", 1).replace(
        "from service.crash import say_nothing_of_values", ""
    )
    done = subprocess.run(
        [sys.executable, "-c", program.replace("say_nothing_of_values()", "") + "fails()"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert NAME in done.stderr and CPR in done.stderr


def test_there_is_no_core_and_no_debugger_gets_in() -> None:
    """The limit for a file, and the flag that also holds where the kernel hands cores to a program."""
    program = "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = ended(f"import resource, ctypes\n{program}")
    assert done.stdout == "(0, 0) 0\n"


def test_the_child_that_reads_leaves_no_core_either() -> None:
    """It holds the papers."""
    program = (
        "import resource, ctypes\nfrom intake.confined import confine\nconfine(3 << 30)\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "(0, 0) 0\n"
