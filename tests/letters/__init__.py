"""Letters for tests, with invented people: `a_mail(From=…)` builds one, changing only what a test is about."""

from base64 import encodebytes

from intake.letter import Letter, parse_letter

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
HEADERS = {
    "Return-Path": "<kontor@skole.test>",
    "From": "Skolens kontor <kontor@skole.test>",
    "To": "ansoegning@kommune.test",
    "Subject": "Nordskolen - emne trivsel",
    "Date": "Tue, 1 Sep 2026 08:30:00 +0200",
    "Message-ID": "<en@skole.test>",
}


def a_mail(*, body: str | bytes = "Hej\n", **headers: str | bytes | None) -> bytes:
    """A raw mail; a header given as None is left out, one given as bytes stands as it is."""
    lines = [
        name.encode() + b": " + (value if isinstance(value, bytes) else value.encode())
        for name, value in {**HEADERS, **headers}.items()
        if value is not None
    ]
    text = body if isinstance(body, bytes) else body.encode()
    return b"\r\n".join(lines) + b"\r\n\r\n" + text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def a_letter(**headers: str) -> Letter:
    """The same, parsed."""
    return parse_letter(a_mail(**headers))


def attached(content: bytes = PDF, *lines: str | bytes) -> bytes:
    """A part with these header lines and the content in base64."""
    head = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return b"\n".join([*head, b"Content-Transfer-Encoding: base64", b"", encodebytes(content)])


def with_parts(*parts: bytes, kind: str = "multipart/mixed", **headers: str | bytes | None) -> bytes:
    """A mail of several parts."""
    mark = f"grense-{sum(map(len, parts))}"
    line = b"--" + mark.encode()
    body = b"".join(line + b"\n" + part + b"\n" for part in parts) + line + b"--\n"
    return a_mail(body=body, **{"MIME-Version": "1.0", "Content-Type": f'{kind}; boundary="{mark}"', **headers})
