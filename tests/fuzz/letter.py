"""A coverage-guided fuzz target for the letter parser (atheris): `python -m tests.fuzz.letter SECONDS CORPUS`.

Whatever the bytes are, `parse_letter` gives a letter with an end, the same one each time, made of plain values that can
travel; no fault is the parser's own. What breaks that is written to the folder `found` beside the corpus by libFuzzer;
it goes into tests/letters/found, where a test holds it for ever.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["intake", "email"]):
    from intake.letter import parse_letter
    from intake.wire import to_json
    from tests.letters.seeds import FOUND, SEEDS
    from tests.letters.sound import sound


def one(data: bytes) -> None:
    """One input; raises when a promise of the parser is broken."""
    letter = parse_letter(data)
    sound(letter)
    to_json(letter, [])


def main(seconds: int, corpus: Path) -> None:
    """Fuzz for so long; ends with an error code when something was found."""
    corpus.mkdir(parents=True, exist_ok=True)
    found = corpus.parent / "found"
    found.mkdir(exist_ok=True)
    for number, seed in enumerate((*SEEDS, *FOUND)):
        (corpus / f"seed-{number:03d}").write_bytes(seed)
    words = corpus.parent / "words"
    words.write_text("\n".join(f'"{word}"' for word in WORDS) + "\n", "ascii")
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            f"-artifact_prefix={found}/",
            f"-dict={words}",
            "-max_len=20000",
            "-timeout=20",
            "-rss_limit_mb=1500",
            "-seed=20260901",
            "-print_final_stats=1",
        ],
        one,
    )
    atheris.Fuzz()


WORDS = (
    "Content-Type:", "Content-Disposition:", "Content-Transfer-Encoding:", "Content-ID:", "multipart/mixed",
    "multipart/digest", "multipart/report", "multipart/related", "message/rfc822", "message/delivery-status",
    "text/html", "text/calendar", "application/pdf", "application/pkcs7-mime", "application/ms-tnef", "boundary=",
    "charset=", "filename=", "filename*=", "filename*0*=", "name=", "base64", "quoted-printable", "x-uuencode",
    "begin ",
    "=?utf-8?Q?", "=?iso-8859-1?B?", "?=", "utf-8''", "%C3%B8", "\\x0d\\x0a\\x0d\\x0a", "\\x0d\\x0a--", "--grense",
    "From:", "Return-Path: <>", "Message-ID:", "PK\\x03\\x04", "\\x78\\x9f\\x3e\\x22", "%PDF-", "<style>", "<!--", "&#",
)  # fmt: skip
"""What mails are made of, so that the fuzzer need not guess it letter by letter."""

if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
