"""What a run says of itself: the program's commit, and what it ran on."""

import os
import platform
import subprocess
from functools import cache


@cache
def machine() -> dict[str, object]:
    """Asked first when a run begins: by its end the checkout may have gone on."""
    head = subprocess.run(("git", "rev-parse", "--short", "HEAD"), capture_output=True, text=True, check=False)
    return {"commit": head.stdout.strip(), "cores": os.cpu_count(), "python": platform.python_version()}
