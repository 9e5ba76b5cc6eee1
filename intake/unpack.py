"""What a file is, told by its bytes, never by its name or what the mail says of it; and zip files, opened with limits.

A file's end (".pdf") and declared type decide only where bytes cannot: scripts have no mark of their own.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_FILES = 200
MAX_UNPACKED = 200 * 1024 * 1024
MAX_GROWTH = 40
"""How many times its own size a zip may hold, beyond a first `FREE` bytes: scans and PDFs are packed already."""
FREE = 8 * 1024 * 1024

_IMAGE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF.{4}WEBP"
    rb"|.{4}ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1|avif)",
    re.DOTALL,
)
_EXECUTABLE = re.compile(rb"MZ|\x7fELF|\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe|\xca\xfe\xba\xbe|#!|L\0\0\0\x01\x14\x02\0")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an old Office file begins, and an Outlook message (MS-CFB)."""
_MESSAGE_STREAM = "__properties_version1.0".encode("utf-16-le")
_TNEF = b"\x78\x9f\x3e\x22"
_OFFICE_MEMBERS = re.compile(r"\[Content_Types\]\.xml|mimetype|META-INF/manifest\.xml|Index/Document\.iwa")
_MAIL_START = re.compile(rb"(?:From [^\r\n]*\r?\n)?(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}")
_MAIL_FIELD = re.compile(rb"^(?:From|Received|Subject|Return-Path|Message-ID):", re.IGNORECASE | re.MULTILINE)
_SCRIPTS = (
    ".js",
    ".jse",
    ".vbs",
    ".vbe",
    ".wsf",
    ".hta",
    ".bat",
    ".cmd",
    ".ps1",
    ".com",
    ".scr",
    ".lnk",
    ".exe",
    ".jar",
)

ENDINGS = {"pdf": ".pdf", "image": ".jpg", "mail": ".eml", "zip": ".zip", "calendar": ".ics", "text": ".txt"}
"""The file name ending for a file that came without a name."""


@dataclass(frozen=True, slots=True)
class File:
    """A file taken out of a container."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def type_of(content: bytes, name: str = "") -> str:
    """What the bytes are: pdf, image, office, mail, zip, calendar, text, executable or other ("other" when empty)."""
    start = content[:4096]
    if name.lower().rstrip(". ").endswith(_SCRIPTS) or _EXECUTABLE.match(start):
        return "executable"
    if is_tnef(start):
        return "other"
    if _IMAGE.match(start):
        return "image"
    if start.startswith(b"PK\x03\x04"):
        return "office" if any(_OFFICE_MEMBERS.fullmatch(member) for member in _members(content)) else "zip"
    if start.startswith(OLE):
        return "mail" if _MESSAGE_STREAM in content else "office"
    if start.startswith(b"{\\rtf"):
        return "office"
    if b"%PDF-" in start[:1024]:  # the marker may come late, after what a scanner or gateway put before it
        return "pdf"
    if start.lstrip(b"\xef\xbb\xbf\r\n\t ").upper().startswith(b"BEGIN:VCALENDAR"):
        return "calendar"
    if _MAIL_START.match(start) and _MAIL_FIELD.search(start):
        return "mail"
    return "text" if content and _is_text(start) else "other"


def is_tnef(content: bytes) -> bool:
    """Whether these are the bytes of a winmail.dat."""
    return content.startswith(_TNEF)


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    odd = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in start)
    return b"\0" not in start and odd * 50 <= len(start)


def _members(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()[:1000]
    except Exception:  # noqa: BLE001  a broken archive has no members we can name; the caller keeps it as a file
        return []


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG, read from its head; None when they can't be told."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"GIF8") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walks the JPEG's segments to its frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


class UnpackError(Exception):
    """A container could not be opened, or not in full; `code` says why, for a person's list."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def from_zip(content: bytes, room: int = MAX_UNPACKED) -> Iterator[File]:
    """The files of a zip, one at a time, at most `room` bytes in all; raises UnpackError when it must stop.

    Sizes are counted while reading: what a zip claims of itself is not believed.
    """
    room = min(room, FREE + MAX_GROWTH * len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not _is_clutter(member)]
            for member in members[:MAX_FILES]:
                with archive.open(member) as stream:
                    data = stream.read(room + 1)
                if len(data) > room:
                    raise UnpackError("zip-too-big")
                room -= len(data)
                yield File(_member_name(member), data)
    except UnpackError:
        raise
    except RuntimeError as trouble:
        raise UnpackError("zip-locked" if "password" in str(trouble) else "zip-broken") from None
    except Exception:  # noqa: BLE001  zipfile raises a dozen kinds on hostile bytes; all mean "could not be opened"
        raise UnpackError("zip-broken") from None
    if len(members) > MAX_FILES:
        raise UnpackError("zip-too-many")


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    last = member.filename.rpartition("/")[2]
    return (
        member.is_dir() or member.filename.startswith("__MACOSX/") or last in (".DS_Store", "Thumbs.db", "desktop.ini")
    )


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name without its folder. Without the UTF-8 flag Windows means the OEM code page, in Denmark 850."""
    name = member.filename
    if not member.flag_bits & 0x800:
        data = name.encode("cp437", "replace")
        try:
            name = data.decode("utf-8")
        except ValueError:
            name = data.decode("cp850")
    return name.replace("\\", "/").rpartition("/")[2]
