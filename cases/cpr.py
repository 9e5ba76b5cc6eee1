"""How a CPR number is shown: never whole. Whether one is valid is for the checks (python-stdnum)."""

import re

# Ten digits as people write them: 150312-9993, 150312 9993, 15.03.12-9993, 150312–9993 (dash), 1503129993.
WRITTEN = re.compile(r"(?<!\d)(\d{2})[. ]?(\d{2})[. ]?(\d{2})\s?[-–—‐‑−.]?\s?(\d{4})(?!\d)")


def masked(cpr: str) -> str:
    """The birth date and dots, `150312-••••`: enough to tell two children apart on a page, too little to misuse."""
    digits = "".join(c for c in cpr if c.isdigit())
    return f"{digits[:6]}-••••" if len(digits) == 10 else "••••••-••••"
