"""Invented mails with one attachment each, from a seed: what a scanner sends, as far as a mail program can tell."""

import random
from base64 import encodebytes
from collections.abc import Iterator
from email.utils import format_datetime

from tests.story.world import SCHOOL, TODAY

KINDS = {"200 KB": 200 * 1000, "3 MB": 3 * 1000 * 1000}
"""The bytes of the attachment, by the name that the table shows."""


def paper(seed: int, size: int) -> bytes:
    """Bytes that pass for a scanned PDF of this size: packed already, and no two alike."""
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 17) + b"\n%%EOF\n"


def a_mail(seed: int, sizes: tuple[int, ...], to: str) -> bytes:
    """A secretary's mail with one attachment of each size."""
    head = (
        f"Return-Path: <{SCHOOL}>\r\nReceived: from mx.goedvadskolen.example by mx.kommune.example\r\n"
        f"From: Birgit Kontor <{SCHOOL}>\r\nTo: {to}\r\nSubject: =?utf-8?Q?G=C3=B8dvadskolen?= - emne {seed}\r\n"
        f"Message-ID: <{seed}.{sum(sizes)}@goedvadskolen.example>\r\nDate: {format_datetime(TODAY)}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=grense\r\n\r\n"
        "--grense\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "Hermed ansøgning.\r\n\r\n"
    ).encode()
    return b"".join([head, *(_part(seed * 1000 + n, size) for n, size in enumerate(sizes)), b"--grense--\r\n"])


def _part(seed: int, size: int) -> bytes:
    name = f"G%C3%B8dvadskolen%20-%20emne%20{seed}.pdf"
    head = (
        f"--grense\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''{name}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()
    return head + encodebytes(paper(seed, size)).replace(b"\n", b"\r\n") + b"\r\n"


def mails(count: int, size: int, to: str) -> Iterator[bytes]:
    """So many mails with one attachment of this size."""
    return (a_mail(seed, (size,), to) for seed in range(1, count + 1))
