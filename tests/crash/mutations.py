"""Does the harness see it? Each safeguard is taken away in a copy of the tree, and the crash runs must turn red.

python -m tests.crash.mutations            all of them, as a table
python -m tests.crash.mutations mark keys  some
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("cases", "intake", "replies", "review", "routing", "service", "storage", "templates", "tests")
SECONDS = 400


@dataclass(frozen=True, slots=True)
class Mutation:
    """What is taken away (`changes`: file, old text, new text), and the runs that must notice."""

    name: str
    says: str
    changes: tuple[tuple[str, str, str], ...]
    runs: tuple[str, ...] = ()
    tests: str = ""


def _kills(*points: str) -> tuple[str, ...]:
    return tuple(word for point in points for word in ("--point", point))


_FIRST = "storage/migrations/versions/0001_first.py"
_ONCE = ("content_hash", "letters_content_hash"), ("round", "cases_round_identity"), ("key", "mails_key")
MUTATIONS = (
    Mutation(
        "nothing",
        "nothing is taken away",
        (),
        _kills("row-not-committed:3", "rcpt-ok:1", "moved:1", "marked:1", "answer-written:1"),
        "read_at_once or kills_whoever or nobody_has_read",
    ),
    Mutation(
        "move",
        "the mail is moved before it is committed",
        ((
            "intake/keep.py",
            "                self._wait()\n",
            "                self._wait()\n"
            '                mailbox.move([one.arrival for one in fetched], "Behandlet")\n',
        ),),
        _kills("row-not-committed:3"),
    ),
    Mutation(
        "keys",
        "no unique keys",
        (
            (_FIRST, '        sa.UniqueConstraint("content_hash", name=op.f("uq_letters_content_hash")),\n', ""),
            (_FIRST, '        sa.UniqueConstraint("round", "identity", name=op.f("uq_cases_round_identity")),\n', ""),
            (_FIRST, '        sa.UniqueConstraint("key", name=op.f("uq_mails_key")),\n', ""),
        ),
        tests="read_at_once",
    ),
    Mutation(
        "mark",
        "the answer is sent before it is marked",
        ((
            "replies/deliver.py",
            "        postman.send(work.mail, lambda: outbox.sending(work, clock()))\n",
            "        postman.send(work.mail, lambda: None)\n        outbox.sending(work, clock())\n",
        ),),
        _kills("rcpt-ok:1"),
    ),
    Mutation(
        "filing",
        "what is done and not moved is forgotten at the next start",
        (
            ("storage/letters.py", "\n_GIVEN_UP = ", "\n_MINE = set()\n_GIVEN_UP = "),
            ("storage/letters.py", "        return written\n", "        _MINE.add(work.id)\n        return written\n"),
            ("storage/letters.py", "to_folder) for row in found)", "to_folder) for row in found if row.id in _MINE)"),
        ),
        _kills("moving:1"),
    ),
    Mutation(
        "counting",
        "attempts are not counted before reading",
        (("storage/claims.py", "            tries=table.c.tries + 1,\n", ""),),
        tests="kills_whoever",
    ),
    Mutation(
        "resend",
        "an answer of unknown fate is sent again at the next start",
        ((
            "storage/ledger.py",
            "                cut = row.state is MailState.SENDING\n",
            "                cut = False\n"
            "                change_one(conn, mails, held(mails, row.id, row.attempt), state=MailState.OWED)\n",
        ),),
        _kills("accepted:1"),
    ),
    Mutation(
        "apart",
        "the answer is owed in a transaction of its own",
        (
            ("storage/finish.py", "    owe_mails(conn, owe(written), vault, now, letter=work.id)\n", ""),
            (
                "storage/letters.py",
                "        return written\n",
                "        _LATER.append((owe, written, now))\n        return written\n",
            ),
            ("storage/letters.py", "        return self.db.together()\n", "        return _apart(self.db)\n"),
            (
                "storage/letters.py",
                "\n_GIVEN_UP = ",
                "\n_LATER = []\n\n\n@__import__('contextlib').contextmanager\n"
                "def _apart(db):\n"
                "    from storage.finish import owe_mails\n"
                "    with db.together():\n        yield\n"
                "    with db.writing() as conn:\n"
                "        while _LATER:\n"
                "            owe, written, now = _LATER.pop()\n"
                "            owe_mails(conn, owe(written), db.vault, now)\n\n\n_GIVEN_UP = ",
            ),
        ),
        _kills("answer-written:1"),
    ),
    Mutation(
        "place",
        "the place alone says which mail is moved",
        (("intake/imap.py", "if listed.get(one.place.uid) == one]", "if one.place.uid in listed]"),),
        tests="nobody_has_read",
    ),
)  # fmt: skip


def misplaced(mutation: Mutation) -> tuple[str, ...]:
    """The files in which what is to be changed does not stand exactly once: the mutation no longer fits the code."""
    return tuple(file for file, old, _ in mutation.changes if (ROOT / file).read_text("utf-8").count(old) != 1)


def seen(mutation: Mutation) -> str:
    """What the crash runs say of a tree with this mutation: "green", or "red" with the first broken promise."""
    if wrong := misplaced(mutation):
        raise SystemExit(f"{mutation.name}: what is to be changed does not stand once in {', '.join(wrong)}")
    with tempfile.TemporaryDirectory(prefix="mutant") as name:
        tree = Path(name)
        for part in PARTS:
            shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tree)
        for file, old, new in mutation.changes:
            text = (tree / file).read_text("utf-8")
            (tree / file).write_text(text.replace(old, new), "utf-8")
        said = [_run(tree, "-m", "tests.crash", *mutation.runs)] if mutation.runs else []
        if mutation.tests:
            chosen = ("tests/crash/test_faults.py", "-k", f"({mutation.tests}) and not long", "-m", "not long")
            said.append(_run(tree, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen))
    return next((one for one in said if one), "green")


def _run(tree: Path, *words: str) -> str:
    """Empty when it is green."""
    done = subprocess.run([sys.executable, *words], cwd=tree, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode == 0:
        return ""
    told = [line.removeprefix("E").strip() for line in (done.stdout + done.stderr).splitlines() if _tells(line)]
    return "red: " + (told[0] if told else "the runs ended badly")


_PROMISES = re.compile(r"ended as|never kept|cases, not|and \d+ arrived|answers|mails lie|not quiet|not reached|<=")


def _tells(line: str) -> bool:
    """Whether it is a broken promise, as the runs tell it, or as pytest shows it."""
    return (
        not line.startswith((" ", ">"))
        and bool(_PROMISES.search(line))
        and not re.search(" answers out|(Count|Group|Sort)[(]", line)
    )


def main(names: Sequence[str]) -> int:
    """Print the table; 1 when a mutation stays green, or the tree itself is red."""
    wrong = 0
    for mutation in MUTATIONS:
        if names and mutation.name not in names:
            continue
        said = seen(mutation)
        wrong += (said == "green") != (not mutation.changes)
        print(f"| {mutation.says} | {said} |", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m tests.crash.mutations", description=__doc__)
    asked.add_argument("names", nargs="*", choices=[*(one.name for one in MUTATIONS), []])
    sys.exit(main(asked.parse_args().names))
