"""The coordinator's pages with 10,000 cases and 50,000 events on SQLite, for ten people at once: `python -m
benchmarks.pages`. Prints a table and writes JSON.

Each of the ten asks for a page, looks at it for a moment (`--pause`), and asks for the next, on a real server in a
process of its own. How long an answer takes is told as median and 95th percentile, with the server's own CPU time for
each page. The queries of a page are counted with few cases and with many.
"""

import argparse
import json
import platform
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from benchmarks.office import Office, made, page_paths

ROOT = Path(__file__).parent.parent
WITHIN = 150.0
"""Milliseconds within which 95 of 100 pages shall be answered."""


def main(words: Sequence[str]) -> int:
    """Measure, print, write; 1 when a page is too slow or asks more of the database when there is more in it."""
    asked = _parser().parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        small = made(Path(folder) / "small", cases=max(200, asked.cases // 50), events=5)
        large = made(Path(folder) / "large", cases=asked.cases, events=5)
        queries = {name: (_queries(small, name), _queries(large, name)) for name in page_paths(large)}
        times, cpu = _timed(large, asked.people, asked.seconds, asked.pause)
    rows = {
        name: {
            "asked": len(times[name]),
            "median_ms": round(median(times[name]), 1),
            "p95_ms": round(_percentile(times[name], 0.95), 1),
            "cpu_ms": round(cpu[name], 1),
            "queries_few": queries[name][0],
            "queries_many": queries[name][1],
        }
        for name in times
    }
    found = {
        "run": {
            "cases": asked.cases,
            "events": asked.cases * 5,
            "people": asked.people,
            "pause_s": asked.pause,
            "python": platform.python_version(),
        },
        "pages": rows,
    }
    print(_table(rows))
    slow = [name for name, row in rows.items() if row["p95_ms"] > WITHIN]
    more = [name for name, (few, many) in queries.items() if many > few]
    print(f"Slower than {WITHIN:.0f} ms: {', '.join(slow) or 'none'}.")
    print(f"More queries with more cases: {', '.join(more) or 'none'}.")
    if asked.json:
        Path(asked.json).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 1 if slow or more else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds a person looks at a page (default: 1)")
    parser.add_argument("--json", default=str(ROOT / "benchmarks/results/pages.json"))
    return parser


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _table(rows: Mapping[str, Mapping[str, float]]) -> str:
    titles = ("asked", "median_ms", "p95_ms", "cpu_ms", "queries_few", "queries_many")
    lines = [f"{'page':<12}" + "".join(f"{title:>14}" for title in titles)]
    lines += [f"{name:<12}" + "".join(f"{row[title]:>14}" for title in titles) for name, row in rows.items()]
    return "\n".join(lines)


def _queries(office: Office, name: str) -> int:
    """How many statements the page sends to the database."""
    with office.opened() as (ask, count):
        ask(page_paths(office)[name])
        before = count()
        assert ask(page_paths(office)[name]) == 200
        return count() - before


def _timed(
    office: Office, people: int, seconds: float, pause: float
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Milliseconds of every answer by page while so many ask, and the server's CPU for one answer asked alone."""
    ours, theirs = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=_serve, args=(str(office.folder), theirs), daemon=True)
    server.start()
    port: int = ours.recv()
    paths = page_paths(office)
    try:
        cpu = {name: _cpu_of(port, path, office.cookie, ours) for name, path in paths.items()}
        with ThreadPoolExecutor(people) as crowd:
            each = list(crowd.map(lambda who: _person(port, paths, office.cookie, who, seconds, pause), range(people)))
    finally:
        server.terminate()
        server.join()
    return {name: [time for one in each for time in one[name]] for name in paths}, cpu


def _person(
    port: int, paths: Mapping[str, str], cookie: str, who: int, seconds: float, pause: float
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in paths}
    connection = HTTPConnection("127.0.0.1", port)
    sleep(pause * who / 10)
    end = perf_counter() + seconds
    while perf_counter() < end:
        for name, path in paths.items():
            began = perf_counter()
            _get(connection, path, cookie)
            times[name].append(1000 * (perf_counter() - began))
            sleep(pause)
    return times


def _cpu_of(port: int, path: str, cookie: str, server: Connection) -> float:
    """Milliseconds of CPU that the server spends on one answer, over twenty."""
    connection = HTTPConnection("127.0.0.1", port)
    _get(connection, path, cookie)
    server.send("cpu")
    before = server.recv()
    for _ in range(20):
        _get(connection, path, cookie)
    server.send("cpu")
    return 1000 * float(server.recv() - before) / 20


def _get(connection: HTTPConnection, path: str, cookie: str) -> None:
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def _serve(folder: str, pipe: Connection) -> None:
    """In the server's process: serve, and tell the CPU time used when asked."""
    import threading
    from time import process_time

    import uvicorn

    door = socket.create_server(("127.0.0.1", 0))
    with Office(Path(folder)).application() as app:
        pipe.send(door.getsockname()[1])
        threading.Thread(target=_tell, args=(pipe, process_time), daemon=True).start()
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[door])


def _tell(pipe: Connection, clock: Callable[[], float]) -> None:
    while pipe.recv():
        pipe.send(clock())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
