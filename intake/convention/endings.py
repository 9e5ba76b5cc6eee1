"""What the ending of a file name says of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SORTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pdf": ((), ("pdf",)),
    "picture": (
        ("ikke_pdf",),
        ("jpg", "jpeg", "jpe", "png", "gif", "bmp", "tif", "tiff", "heic", "heif", "webp"),
    ),
    "office": (
        ("ikke_pdf", "ikke_scannet"),
        ("doc", "docx", "odt", "rtf", "pages", "txt", "xls", "xlsx", "ods", "ppt", "pptx", "dotx"),
    ),
    "mail": (("indlejret_mail",), ("msg", "eml")),
    "tnef": (("tnef",), ("dat",)),
    "calendar": (("kalender",), ("ics", "vcs")),
    "signature": (("signaturfil",), ("p7s", "asc", "vcf", "pgp")),
    "archive": (("ikke_pdf", "arkiv"), ("zip", "rar", "7z", "gz", "tar")),
    "dangerous": (
        ("farlig_type",),
        (
            "exe", "js", "jse", "vbs", "vbe", "bat", "cmd", "com", "scr", "lnk", "ps1", "jar", "hta", "msi", "iso",
            "img", "docm", "xlsm", "pptm", "dotm", "html", "htm", "svg", "wsf", "reg", "pif", "cpl", "dll", "apk",
            "url", "one",
        ),
    ),
}  # fmt: skip
_SORT_OF = {ending: sort for sort, (_, endings) in _SORTS.items() for ending in endings}
_ENDING = re.compile(r"\.([a-z0-9]{2,5})$", re.I)


@dataclass(frozen=True, slots=True)
class Stem:
    """A file name without its endings, the sort of its last one (None when it has none), and what to note."""

    text: str
    sort: str | None
    flags: tuple[str, ...] = ()


def without_endings(name: str) -> Stem:
    """The name without every ending we know; more than one is noted, for it may hide what the file is."""
    found: list[str] = []
    text = name
    while (match := _ENDING.search(text)) and match.group(1).lower() in _SORT_OF and len(found) < 5:
        found.append(_SORT_OF[match.group(1).lower()])
        text = text[: match.start()].rstrip()
    if not found:
        return Stem(name, None, ("mangler_endelse",))
    double = ("dobbelt_endelse",) if len(found) > 1 else ()
    return Stem(text, found[0], (*_SORTS[found[0]][0], *double))
