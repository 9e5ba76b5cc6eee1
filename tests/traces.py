"""Looks for words in bytes, in every way that programs write text down."""

import base64
import json
import quopri
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote


def ways(word: str) -> Iterator[tuple[str, bytes]]:
    """How a word may stand in bytes: in each letter case and normal form, encoding, and transfer encoding."""
    for form in ("NFC", "NFD"):
        for case in (str, str.upper, str.lower, str.casefold):
            text = unicodedata.normalize(form, case(word))
            yield f"{form} utf-8", text.encode()
            yield f"{form} utf-16-le", text.encode("utf-16-le")
            yield f"{form} utf-16-be", text.encode("utf-16-be")
            yield f"{form} cp1252", text.encode("cp1252", "ignore") if form == "NFC" else text.encode()
            for encoding in ("utf-8", "cp1252") if form == "NFC" else ("utf-8",):
                said = text.encode(encoding)
                yield "quoted-printable", quopri.encodestring(said).strip()
                yield "quoted-printable in small letters", _small_hex(quopri.encodestring(said).strip())
                yield "hex", said.hex().encode()
                yield "HEX", said.hex().upper().encode()
                yield "percent", quote(said).encode()
                for before in range(3):
                    yield f"base64 from byte {before}", _base64(said, before)
            yield "json", json.dumps(text)[1:-1].encode()


def _small_hex(text: bytes) -> bytes:
    return b"=".join(part[:2].lower() + part[2:] if at else part for at, part in enumerate(text.split(b"=")))


def _base64(said: bytes, before: int) -> bytes:
    """The letters that the bytes always become when so many bytes (modulo 3) stand before them."""
    coded = base64.b64encode(bytes(before) + said + bytes(3))
    return coded[-(-before * 8 // 6) : (before + len(said)) * 8 // 6]


def found(words: Iterable[str], where: Mapping[str, bytes]) -> set[tuple[str, str, str]]:
    """Each place that holds a word in some way: (place, word, way)."""
    looked_for = {said: (word, way) for word in words for way, said in ways(word) if len(said) >= 6}
    return {
        (place, word, way)
        for place, content in where.items()
        for unfolded in _unfolded(content)
        for said, (word, way) in looked_for.items()
        if said in unfolded
    }


def _unfolded(content: bytes) -> set[bytes]:
    """As it is; with soft line ends taken out (quoted-printable); and with all line ends taken out (base64, hex)."""
    soft = content.replace(b"=\r\n", b"").replace(b"=\n", b"")
    return {content, soft, soft.replace(b"\r\n", b"").replace(b"\n", b"")}


def files(*folders: Path) -> dict[str, bytes]:
    """Every file below these folders, by its path; what a file is called counts as its content."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.name.encode() + b"\n" + path.read_bytes() for path in paths}
