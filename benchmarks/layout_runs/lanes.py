"""The papers of a run read, side by side in processes of their own when asked for."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2

from benchmarks.layout_runs.papers import LAYOUTS, Paper, drawn
from benchmarks.layout_runs.score import PaperRow, boxes, fields
from benchmarks.layout_runs.ways import WAYS, Readers


def rows(asked: Sequence[Paper], folder: Path, jobs: int, ways: Sequence[str] = WAYS) -> Iterator[PaperRow]:
    """What became of each paper in each way, in the papers' order."""
    many = len(asked)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as lanes:
        for each in lanes.map(_read, asked, [str(folder)] * many, [tuple(ways)] * many):
            yield from each


def _read(paper: Paper, folder: str, ways: tuple[str, ...]) -> tuple[PaperRow, ...]:
    readers, layout = _readers(folder), LAYOUTS[paper.layout]
    truth, pages = drawn(paper)
    found = []
    for way in ways:
        began = time.process_time()
        said = readers.read(way, pages, layout)
        seconds = time.process_time() - began
        weighed = tuple(fields(layout, truth, said)), tuple(boxes(truth, said))
        found.append(PaperRow(paper, way, len(pages), seconds, *weighed))
    return tuple(found)


@cache
def _readers(folder: str) -> Readers:
    cv2.setNumThreads(1)
    readers = Readers(Path(folder) / str(os.getpid()))  # or one would read a form that another is writing
    readers.warm()
    return readers
