"""The least that a careful program does: imapclient fetches each mail into a file that is fsynced, and commits a row.

`python -m benchmarks.taking_in.plain FOLDER PORT USER PASSWORD`: nothing is parsed, sealed, moved or answered.
"""

import hashlib
import json
import os
import sqlite3
import sys
from pathlib import Path
from time import perf_counter, process_time

from cases.login import Password
from intake.imap import ImapAccount, connect


def main(folder: Path, port: int, user: str, password: str) -> None:
    """Fetch all, and say what it took."""
    client = connect(ImapAccount(host="localhost", port=port, user=user, security="none"), Password(password))
    client.select_folder("INBOX")
    database = sqlite3.connect(folder / "plain.db")
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE mails (uid, sha256);")
    mails, cpu, wall = 0, process_time(), perf_counter()
    for uid in client.search("ALL"):
        raw = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        place = folder / f"{uid}.part"
        with place.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        place.rename(folder / f"{uid}.eml")
        here = os.open(folder, os.O_RDONLY)
        os.fsync(here)
        os.close(here)
        database.execute("INSERT INTO mails VALUES (?, ?)", (uid, hashlib.sha256(raw).hexdigest()))
        database.commit()
        mails += 1
    print(json.dumps({"mails": mails, "wall": perf_counter() - wall, "cpu": process_time() - cpu}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
