"""Files that are not what they are called: two kinds at once, programs with false endings, names with hidden parts.

Each is taken for one kind by its first bytes, whatever it is called; no program is opened, and nothing hidden in a name
is shown.
"""

import io
import zipfile

import pytest

from intake.letter import parse_letter
from intake.unpack import type_of
from tests.letters import PDF, attached, with_parts

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (900).to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0"
PROGRAM = b"MZ\x90\0" + bytes(60) + b"PE\0\0"


def zipped(**files: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


POLYGLOTS = [
    ("pdf", PDF + zipped(a=PROGRAM), "a.pdf"),  # a zip may begin anywhere: it is not opened as one
    ("pdf", b"<script>alert(1)</script>\n" + PDF, "a.html"),
    ("image", PNG + PDF, "a.pdf"),
    ("image", PNG + PROGRAM, "a.png"),
    ("image", b"GIF89a/*\0\0*/=1;alert(1)", "a.gif"),
    ("image", b"\xff\xd8\xff\xe0" + b"<?php system($_GET['c']); ?>", "a.jpg"),
    ("image", b"BM" + bytes(8) + PDF, "a.bmp"),
    ("executable", PROGRAM + PDF, "a.pdf"),
    ("executable", b"#!/bin/sh\n#%PDF-1.7\n", "a.pdf"),
    ("executable", b"\x7fELF" + PDF, "scan.pdf"),
    ("zip", zipped(**{"a.pdf": PDF}) + PROGRAM, "a.zip"),
]


@pytest.mark.parametrize(("kind", "content", "name"), POLYGLOTS, ids=range(len(POLYGLOTS)))
def test_a_file_of_two_kinds_is_one_by_its_first_bytes(kind: str, content: bytes, name: str) -> None:
    assert type_of(content, name) == kind


ENDINGS = [
    "ansøgning.pdf.exe", "ansøgning.pdf.scr", "ansøgning.pdf .exe", "ansøgning.exe.", "ansøgning.pdf.JS",
    "ansøgning.lnk", "ansøgning.hta", "ansøgning.vbs. .", "ansøgning.jar",
]  # fmt: skip


@pytest.mark.parametrize("name", ENDINGS)
def test_a_script_is_a_program_however_its_ending_is_dressed(name: str) -> None:
    assert type_of(b"WScript.Echo(1)", name) == "executable"


NAMES = {
    "fdp.\u202eexe.pdf": "fdp.exe.pdf",
    "a\u202dfdp\u202c.pdf": "afdp.pdf",
    "\u2066a\u2069.pdf": "a.pdf",
    "a\u200b\u200d\ufeff.pdf": "a.pdf",
    "a\x1b[31m.pdf": "a[31m.pdf",
    "a\r\nBcc: x.pdf": "a Bcc: x.pdf",
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\a.pdf": "a.pdf",
    "C:a.pdf": "C:a.pdf",
    "/dev/null": "null",
    "a\u2028b.pdf": "a b.pdf",
    "~/.ssh/id": "~-.ssh-id",
    ".htaccess": "htaccess",
    "con.pdf\0.exe": "con.pdf.exe",
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=range(len(NAMES)))
def test_nothing_hidden_and_no_way_out_stands_in_a_name_that_is_shown(name: str, shown: str) -> None:
    from urllib.parse import quote

    head = f"Content-Disposition: attachment; filename*=utf-8''{quote(name, safe='')}"
    assert [paper.name for paper in parse_letter(with_parts(attached(PDF, head))).papers] == [shown]


def test_a_zip_within_zips_without_end_stops_at_the_third() -> None:
    inner = zipped(a=PDF)
    for _ in range(30):
        inner = zipped(**{"a.zip": inner})
    letter = parse_letter(with_parts(attached(inner, "Content-Disposition: attachment; filename=a.zip")))
    assert "too-nested" in letter.faults
    assert len(letter.papers) == 4
