"""Which processes of this machine live: what one of them held that lives no more is anybody's at once."""

import os

THIS_PROCESS = os.urandom(4).hex()
"""Told apart from a predecessor with the same process id, as every process in a container has."""


def lives(process: str) -> bool:
    """Whether a process of this host, named "pid:mark…", still runs."""
    pid = process.split(":")[0]
    if not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return process.endswith(f":{THIS_PROCESS}")
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
