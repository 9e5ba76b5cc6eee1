"""What the program leaves behind when something goes badly wrong: where it was, and nothing it held.

Python's own last words show an error's text and libraries add values; the kernel would write the whole memory, with the
key and every open mail, to disk. So each of these has a word of ours, and there is no core.
"""

import ctypes
import faulthandler
import logging
import resource
import sys
import threading
from types import TracebackType

_NOT_DUMPABLE = 4  # PR_SET_DUMPABLE of prctl(2): no core, also where the kernel hands it to a program; no debugger

log = logging.getLogger(__name__)


def say_nothing_of_values() -> None:
    """From now on whatever ends this process, or a thread of it, is told by type and place alone. May be called again.

    `faulthandler` writes files, lines and names of functions at a fault in native code, never a value.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    faulthandler.enable(all_threads=True)
    logging.raiseExceptions = False  # else a record that cannot be written is printed with its arguments
    logging.lastResort = None  # else what libraries log before anything is set up is printed as they say it
    logging.captureWarnings(True)
    sys.excepthook = _process_died
    threading.excepthook = _thread_died
    sys.unraisablehook = _unraisable


def _process_died(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _last_word("process.died", error)


def _thread_died(died: threading.ExceptHookArgs) -> None:
    _last_word("thread.died", died.exc_value)


def _unraisable(what: "sys.UnraisableHookArgs") -> None:
    _last_word("error.ignored", what.exc_value)


def _last_word(event: str, error: BaseException | None) -> None:
    if not logging.getLogger().handlers:  # a command that logs nothing else
        from service.log import set_up

        set_up()
    log.error(event, exc_info=error)
