"""Letters to begin with: what the tests of the parser know as ugly, and what fuzzing has found (`found`)."""

from pathlib import Path

from tests.intake.test_letter import BAD_ZIPS, BODIES, BOUNCES, INSIDE, NAMES, SIGNED, TEXT, UGLY, WINMAIL, a_zip, cms
from tests.letters import PDF, a_mail, attached, with_parts

FOUND = tuple(file.read_bytes() for file in sorted((Path(__file__).parent / "found").glob("*.eml")))
"""Letters that broke the parser once."""

_ZIP = a_zip({"mappe/Sønder.pdf": PDF, "b.eml": a_mail()})
SEEDS = (
    *(raw for _, _, raw in UGLY if len(raw) < 20_000),
    *BOUNCES,
    *(with_parts(TEXT, attached(PDF, head)) for head, _ in NAMES),
    *(with_parts(part) for part, _ in BODIES),
    with_parts(TEXT, attached(_ZIP, "Content-Disposition: attachment; filename=a.zip")),
    *(
        with_parts(TEXT, attached(packed, "Content-Disposition: attachment; filename=a.zip"))
        for _, packed in BAD_ZIPS
        if len(packed) < 20_000
    ),
    with_parts(TEXT, attached(WINMAIL, "Content-Type: application/ms-tnef; name=winmail.dat")),
    with_parts(TEXT, b"Content-Type: message/rfc822\n\n" + with_parts(TEXT, attached(PDF))),
    *(attached(cms(SIGNED, INSIDE, ends=ends), "Content-Type: application/pkcs7-mime") for ends in (True, False)),
)
"""Small mails of every sort that the parser knows."""
