"""The planner in a child process: bounded memory and time, and whatever goes wrong in a solver ends there.

Instance and plan travel as JSON. The child dies with its parent. The answer is looked at from outside (`check`)
before it is believed. Limits end the work; they never change the answer.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from cases.errors import RefusedError, WorldError
from routing.answer import read_plan, whole_dict
from routing.check import wrong
from routing.instance import Instance
from routing.parse import instance_json, read_instance
from routing.plan import Plan, Tell, silent
from routing.route import solve

SECONDS = 300
"""Processor time a plan may take; a country's round takes two seconds."""
MEMORY = 4 * 1024**3
"""Bytes of address space; the libraries alone ask for half of it, though they use little."""

LARGE = 1000
"""From so many cases on each step is told: smaller rounds are done before anybody could read it."""

_STEP = "trin: "
_ALONE = ("-B", "-P", "-s")  # no bytecode written, nothing imported from the folder at hand or the user's own
_ROOT = Path(__file__).resolve().parent.parent
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


def solve_in_child(instance: Instance, *, seconds: int = SECONDS, memory: int = MEMORY, tell: Tell = silent) -> Plan:
    """The plan of an instance, solved in a process of its own; of a large one `tell` hears what is being done.

    Raises RefusedError when the instance contradicts itself, WorldError when the child ended without a true answer.
    """
    command = [sys.executable, *_ALONE, "-m", "routing.child", str(seconds), str(memory)]
    task = json.dumps(instance_json(instance)).encode()
    try:
        with _heard(tell) as progress:
            done = subprocess.run(
                command, input=task, stdout=subprocess.PIPE, stderr=progress, cwd="/", env=_ENVIRONMENT,
                timeout=10 * seconds, check=False,
            )  # fmt: skip
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise _ended("det tog for lang tid") from None
    except ValueError:
        why = "det tog for lang tid" if done.returncode == -signal.SIGXCPU else "beregneren gik ned"
        raise _ended(why) from None
    except OSError as error:
        raise _ended(f"beregneren kunne ikke startes: {error.strerror}") from error
    if "refused" in answer:
        raise RefusedError(answer["refused"])
    if "trouble" in answer:
        raise _ended(answer["trouble"])
    plan = read_plan(answer["plan"])
    if wrong(instance, plan):
        raise _ended("svaret holdt ikke, da det blev set efter")
    return plan


@contextmanager
def _heard(tell: Tell) -> Iterator[int]:
    """Where the child writes its steps, read as they come; what libraries write there is nobody's business."""
    source, sink = os.pipe()

    def listen() -> None:
        with os.fdopen(source, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith(_STEP):
                    tell(line.removeprefix(_STEP).rstrip())

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield sink
    finally:
        os.close(sink)
        listener.join()


def _ended(why: str) -> WorldError:
    return WorldError(f"Fordelingen blev ikke beregnet: {why}. Intet er ændret; prøv igen.")


# --- in the child


def _serve(seconds: int, memory: int) -> None:
    """Answer the one instance on standard input."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        instance = read_instance(json.load(sys.stdin))
        tell = _tell if len(instance.cases) >= LARGE else silent
        answer: object = {"plan": whole_dict(solve(instance, tell))}
    except RefusedError as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"trouble": "den fylder mere i hukommelsen, end den må"}
    json.dump(answer, sys.stdout)


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{_STEP}{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
