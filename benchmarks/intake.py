"""Intake beside getmail6 and django-helpdesk's get_email on the same mailbox in one run: `python -m benchmarks.intake`.

Ours fetches, keeps durably, takes apart, keeps the papers, opens a case with the answer it owes, and moves the mail;
what stands in the papers is not read. getmail6 puts the mail into a Maildir; get_email makes a ticket. "Plain" is the
least: imapclient, an fsynced file and a commit a mail. Rivals live in an environment of their own (`--rivals`).

All of it twice: on this machine's disk, and with each sync of every contender taking `--sync` milliseconds more (the
mail server's own are left as they are). An SSD that does not keep its cache when the power goes takes some 1-5 ms, a
disk of 7,200 turns a minute waits for a turn of 8.3 ms; a virtual machine's disk may take a tenth of a millisecond.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.taking_in.contenders import CONTENDERS, Place, Taken, lacking, memory
from benchmarks.taking_in.disk import may_slow, sync_cost
from benchmarks.taking_in.mails import KINDS, a_mail, mails
from tests.servers.dovecot import Dovecot, dovecot
from tests.story.world import PASSWORD

ROOT = Path(__file__).parent.parent
HUGE = {"one paper": (73_500_000,), "25 papers": (3_000_000,) * 25}
"""The papers of mails of some 100 MiB."""

Rows = Mapping[str, Mapping[str, Mapping[str, float]]]


def main(words: Sequence[str]) -> int:
    """Measure, print, write; 1 when something is not as it must be, 2 when the rivals are not installed."""
    asked = _parser().parse_args(words)
    if install := lacking(asked.rivals):
        print(f"The rivals are not there: {install}", file=sys.stderr)
        return 2
    if asked.sync and not may_slow():
        print("strace is missing, or may not trace here: --sync 0 leaves out what needs it.", file=sys.stderr)
        return 2
    with dovecot(tls=False) as server:
        measured = partial(_kinds, server, asked)
        rows, slower = measured(0.0), measured(asked.sync) if asked.sync else {}
        grown = {name: _memory(server, name, asked.rivals) for name in HUGE}
    found = {"run": _run(asked), "intake": rows, "intake_with_slower_syncs": slower, "huge_mail_mib_above_base": grown}
    print(
        "\n".join(
            [
                f"this machine's disk: {found['run']['sync_ms']} ms a sync",
                *_table(rows),
                "",
                *_judged(_must(rows, grown)),
            ]
        )
    )
    if slower:
        print("\n".join(["", f"each sync {asked.sync:g} ms longer", *_table(slower), "", *_judged(_must(slower, {}))]))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0 if all(good for _, good in _must(rows, grown)) else 1


def _kinds(server: Dovecot, asked: argparse.Namespace, sync_ms: float) -> Rows:
    return {kind: _rounds(server, kind, count, asked, sync_ms) for kind, count in zip(KINDS, asked.mails, strict=True)}


def _judged(promises: Sequence[tuple[str, bool]]) -> list[str]:
    return [f"{'yes' if good else 'NO '} {said}" for said, good in promises]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, nargs=2, default=(100, 60), help="of 200 KB and of 3 MB (default: 100 60)")
    parser.add_argument("--rounds", type=int, default=3, help="the median counts (default: 3)")
    parser.add_argument("--sync", type=float, default=5.0, help="ms that a sync takes longer, the second time; 0: not")
    parser.add_argument("--rivals", type=Path, default=ROOT / "var" / "rivals", help="their environment")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks/results/intake.json")
    return parser


def _rounds(
    server: Dovecot, kind: str, count: int, asked: argparse.Namespace, sync_ms: float
) -> dict[str, dict[str, float]]:
    """For each contender the medians over the rounds; who goes first changes from round to round."""
    taken: dict[str, list[Taken]] = {name: [] for name in CONTENDERS}
    names = list(CONTENDERS)
    for number in range(asked.rounds):
        for name in names[number:] + names[:number]:
            with tempfile.TemporaryDirectory() as folder:
                user = f"ppr{number}{names.index(name)}{KINDS[kind]}{sync_ms:g}@kommune.example"
                extra = 1 if name.startswith("tovholder") else 0  # it is warm, as a daemon is
                _fill(server, user, mails(count + extra, KINDS[kind], user))
                place = Path(folder) / "here"
                place.mkdir()
                taken[name].append(CONTENDERS[name](Place(server, user, place, asked.rivals, sync_ms=sync_ms)))
                server.delete_all(user)
    return {
        name: {
            "mails": count,
            "mails_per_second": round(median(one.per_second for one in some), 1),
            "cpu_ms_per_mail": round(median(one.cpu_ms for one in some), 2),
        }
        for name, some in taken.items()
    }


def _fill(server: Dovecot, user: str, raws: Any) -> None:
    server.add_user(user, PASSWORD)
    with server._session(user) as session:
        for raw in raws:
            status, said = session.append("INBOX", "", None, raw)
            assert status == "OK", said


def _memory(server: Dovecot, name: str, rivals: Path) -> float:
    user = f"stor{len(HUGE[name])}@kommune.example"
    _fill(server, user, [a_mail(0, (1000,), user), a_mail(1, HUGE[name], user)])
    with tempfile.TemporaryDirectory() as folder:
        said = memory(Place(server, user, Path(folder), rivals))
    assert said["mails"] == 1, said
    return round(float(said["peak_mib"]), 1)


def _ratio(rows: Rows, kind: str, rival: str) -> float:
    return rows[kind]["tovholder"]["mails_per_second"] / rows[kind][rival]["mails_per_second"]


def _must(rows: Rows, grown: Mapping[str, float]) -> list[tuple[str, bool]]:
    """Each promise with the figure seen, and whether it is kept."""
    wanted = (
        ("200 KB", "getmail6", 2.0), ("200 KB", "django-helpdesk", 10.0), ("3 MB", "getmail6", 3.0),
        ("3 MB", "django-helpdesk", 3.0),
    )  # fmt: skip
    said = [
        (f"{kind}: {_ratio(rows, kind, rival):.1f} x {rival} (at least {least:g})", _ratio(rows, kind, rival) >= least)
        for kind, rival, least in wanted
    ]
    for kind, most in (("200 KB", 8.0), ("3 MB", 75.0)):
        cpu = rows[kind]["tovholder"]["cpu_ms_per_mail"]
        said.append((f"{kind}: {cpu} ms of CPU a mail (at most {most:g})", cpu <= most))
    said += [(f"100 MiB, {name}: {mib} MiB above base (at most 60)", mib <= 60) for name, mib in grown.items()]
    return said


def _table(rows: Rows) -> list[str]:
    lines = [f"{'':<22}" + "".join(f"{kind + ' mails/s':>18}{'CPU ms a mail':>16}" for kind in rows)]
    for name in CONTENDERS:
        cells = (
            f"{rows[kind][name]['mails_per_second']:>18}{rows[kind][name]['cpu_ms_per_mail']:>16}" for kind in rows
        )
        lines.append(f"{name:<22}" + "".join(cells))
    ratios = (f"{kind}: {_ratio(rows, kind, 'plain imapclient'):.2f} x plain imapclient" for kind in rows)
    return [*lines, "", "stretch, 1.5 x plain imapclient: " + ", ".join(ratios)]


def _run(asked: argparse.Namespace) -> dict[str, Any]:
    names = ("getmail6", "django-helpdesk", "Django")
    code = f"from importlib.metadata import version; print(*map(version, {names!r}))"
    said = subprocess.run([asked.rivals / "bin" / "python", "-c", code], capture_output=True, text=True, check=True)
    versions = dict(zip(names, said.stdout.split(), strict=True))
    load = round(os.getloadavg()[2], 1)  # how busy the machine was with other things tells what the rates are worth
    return {
        "python": platform.python_version(),
        "rounds": asked.rounds,
        "sync_ms": sync_cost(Path(tempfile.gettempdir())),
        "slower_by_ms": asked.sync,
        "rivals": versions,
        "load": load,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
