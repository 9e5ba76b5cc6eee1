"""The words and forms people see, owned by the coordinator: data, no code.

What comes in: nothing. What is here: `forms/` (one folder per application form: boxes, labels, texts), the replies, the
findings and the pages. `TEMPLATES` is the one way to find them.
"""

from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).parent
