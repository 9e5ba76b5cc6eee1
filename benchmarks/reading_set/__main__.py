"""Writes drawn papers and their truth into a folder, to look at or to repeat what a benchmark found."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reading_set.documents import DIGITAL, document, documents
from benchmarks.reading_set.faces import missing
from benchmarks.reading_set.scans import PROFILES
from benchmarks.reading_set.truth import Document

_ENDS = {"pdf": "pdf", "jpeg": "jpg", "tiff": "tif"}


def main(words: Sequence[str]) -> int:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_set", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=len(PROFILES) + len(DIGITAL))
    parser.add_argument("--number", type=int, help="only this one, with --profile and --style")
    parser.add_argument("--profile", choices=(*PROFILES, *DIGITAL), default=next(iter(PROFILES)))
    parser.add_argument("--style", choices=("typed", "hand"), default="typed")
    asked = parser.parse_args(words)
    if packages := missing():
        print(f"Fonts are missing: apt-get install {' '.join(packages)}", file=sys.stderr)
        return 2
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.number is not None:
        drawn = iter((document(asked.seed, asked.number, asked.profile, asked.style),))
    else:
        drawn = documents(asked.seed, asked.documents)
    for each in drawn:
        name = f"{each.number:04} {each.profile} {each.style}"
        (asked.folder / f"{name}.{_ENDS[each.type]}").write_bytes(each.content)
        (asked.folder / f"{name}.json").write_text(json.dumps(_truth(each), ensure_ascii=False, indent=1), "utf-8")
        print(name)
    return 0


def _truth(drawn: Document) -> object:
    return {
        "pages": [[(at.application, at.form, at.page) for at in page] for page in drawn.places],
        "applications": [
            {
                "form": said.form,
                "written": {name: [each.text, each.face, each.size] for name, each in said.written.items()},
                "custody": [said.custody, said.tick],
                "signatures": dict(said.signatures),
            }
            for said in drawn.applications
        ],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
