"""A pass whose system calls are watched: at each point it asks for a file that tells the watcher where it is.

strace -f python -m tests.crash.synced SETTINGS [SYNCHRONOUS]
"""

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from service.passes import Intake
from service.settings import load
from service.wiring import open_app, worker_name
from storage import engine
from tests.crash.mails import QuickReader
from tests.crash.points import ALL, Points, Watched
from tests.story.world import environment

MARK = "/point/"
"""Where the files lie that there are not."""


class Marks(Points):
    """Points that are only told."""

    def reach(self, name: str) -> None:
        if name in ALL:
            os.access(MARK + name, os.F_OK)


def main(settings: Path, synchronous: str) -> None:
    """One pass of intake and of sending."""
    engine._PRAGMAS = tuple(
        f"synchronous={synchronous}" if one.startswith("synchronous") else one for one in engine._PRAGMAS
    )
    points = Marks(None, (), None, Path(os.devnull))  # type: ignore[arg-type]
    with closing(open_app(load(settings, environment()))) as app:
        points.watch_database(app.store.db.write)
        store: Any = Watched(app.store, points)
        mailbox: Any = Watched(app.mailbox(), points)
        Intake(store, store, QuickReader(), app.desk, app.owe, worker_name(), app.clock).run(mailbox)
        mailbox.close()
        with closing(app.answering()) as answering:
            answering.__class__(store, answering.postman, answering.pace, answering.worker, answering.clock).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "FULL")
