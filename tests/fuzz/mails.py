"""Mails for properties: whole ones with parts within parts, names in every dialect, and ones that were cut and bent."""

from base64 import b64encode
from email.message import EmailMessage
from urllib.parse import quote

from hypothesis import strategies as st

from tests.letters import PDF
from tests.letters.seeds import SEEDS

LETTERS = "abcABC æøåÆØÅ éü ß 日本 0123456789 .,-_()&'\"\\/;:=?%*\t"
names = st.one_of(
    st.text(LETTERS, min_size=1, max_size=40).map(lambda stem: f"{stem}.pdf"),
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["../../etc/passwd", "C:\\Windows\\a.pdf", "a\u202efdp.exe", "\u200b.pdf", ".", "..", "con", "a" * 400]
    ),
)
lines = st.one_of(
    st.sampled_from(
        [
            b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: text/html; charset=utf-7", b"--b", b"--b--",
            b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*0*=utf-8''%", b"",
            b"Content-Type: message/rfc822", b"From: a@b.test, \"", b"Subject: =?utf-8?B?w6Y", b" folded",
            b"begin 644 x",
            b"Content-Type: multipart/report; report-type=delivery-status", b"Return-Path: <>", b"Content-ID: <x>",
        ]
    ),
    st.binary(max_size=60),
)  # fmt: skip
endings = st.sampled_from([b"\r\n", b"\n", b"\r", b"\r\r\n"])


@st.composite
def torn(draw: st.DrawFn) -> bytes:
    """Lines that mails are made of, in no order."""
    return draw(endings).join(draw(st.lists(lines, max_size=25)))


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """A mail that was whole, with pieces of it taken out, doubled or written over."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 20))] = draw(st.one_of(lines, st.just(bytes(raw[at : at + 30]))))
    return bytes(raw)


raw_mails = st.one_of(st.binary(max_size=2000), torn(), bent())


def disposition(name: str, way: str) -> bytes:
    """The name as a program would write it."""
    match way:
        case "2231":
            return b"filename*=utf-8''" + quote(name, safe="").encode()
        case "2231 in pieces":
            coded = quote(name, safe="")
            cuts = [coded[at : at + 30] for at in range(0, len(coded), 30)]
            first = f"filename*0*=utf-8''{cuts[0]}"
            return "; ".join([first, *(f"filename*{n}*={cut}" for n, cut in enumerate(cuts[1:], 1))]).encode()
        case "2047":
            return b'filename="=?utf-8?B?' + b64encode(name.encode()) + b'?="'
    return b'filename="' + name.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'


WAYS = ("2231", "2231 in pieces", "2047", "raw")


def with_name(head: bytes) -> bytes:
    """A mail with one paper of that disposition."""
    return (
        b"From: a@b.test\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        + head
        + b"\r\n\r\n"
        + PDF
    )


def by_the_library(subject: str, body: str, files: list[tuple[str, bytes]]) -> bytes:
    """A mail that Python's own library writes."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "kontor@skole.test", subject
    mail.set_content(body)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
