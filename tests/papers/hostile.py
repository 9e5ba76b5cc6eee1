"""Papers that mean harm, or might: each is made here in code, small on disk, and ends in one sentence or is read.

`PAPERS` has each by name, with the code of Unread it must end in; "" is for those that are harmless when nothing in
them is run, and must be read as what they are.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from service.samples.papers import fillable, locked
from service.samples.scanner import scan_image


def _saved(pdf: Pdf, **options) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def _of_pages(count: int, size: tuple[float, float] = (595, 842)) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page(page_size=(200, 200))
            pdf.pages[-1].obj.MediaBox = Array([0, 0, *size])
        return _saved(pdf)


def _changed(change: Callable[[Pdf], None]) -> bytes:
    """Our own form, filled in on screen, with something put into it."""
    with pikepdf.open(io.BytesIO(fillable("emne", {"topic": "trivsel"}))) as pdf:
        change(pdf)
        return _saved(pdf)


def locked_pdf() -> bytes:
    return locked(fillable("emne", {}))


def no_pages() -> bytes:
    return _of_pages(0)


def five_hundred_pages() -> bytes:
    return _of_pages(500)


def huge_media_box() -> bytes:
    """A page of 5 by 5 kilometres."""
    return _of_pages(1, (14_400_000, 14_400_000))


def picture_bomb() -> bytes:
    """A PDF whose one picture has 20,000 x 20,000 pixels, all white: 50 kB in the file, 400 MB when opened."""
    packer, rows = zlib.compressobj(9), bytes(20_000 * 100)
    data = b"".join(packer.compress(rows) for _ in range(200)) + packer.flush()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        image = pdf.make_stream(data)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.FlateDecode
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 20_000, 20_000, Name.DeviceGray, 8
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(S=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /S Do Q")
        return _saved(pdf)


def inline_picture_bomb() -> bytes:
    """The same, written into the page's own drawing, where no resource tells of it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        data = zlib.compress(bytes(1000))
        head = b"q 595 0 0 842 0 0 cm BI /W 60000 /H 60000 /CS /G /BPC 8 /F /Fl ID "
        pdf.pages[0].obj.Contents = pdf.make_stream(head + data + b" EI Q")
        return _saved(pdf)


def picture_with_too_much() -> bytes:
    """A picture that says it is small, whose data is a gigabyte when unpacked."""
    packer, blanks = zlib.compressobj(9), bytes(1 << 20)
    data = b"".join(packer.compress(blanks) for _ in range(1024)) + packer.flush()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        image = pdf.make_stream(data)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.FlateDecode
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 100, 100, Name.DeviceGray, 8
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(S=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /S Do Q")
        return _saved(pdf)


def drawing_bomb() -> bytes:
    """A page whose drawing is a gigabyte when unpacked."""
    packer, blanks = zlib.compressobj(9), b" " * (1 << 20)
    data = b"".join(packer.compress(blanks) for _ in range(1024)) + packer.flush()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[0].obj.Contents = pdf.make_stream(data, Filter=Name.FlateDecode)
        return _saved(pdf, compress_streams=False)


def truncated_jpeg() -> bytes:
    whole = scan_image(fillable("emne", {}), dpi=150)
    return whole[: len(whole) // 2]


def corrupt_xref() -> bytes:
    """The table of where things lie points nowhere, and the file has no end."""
    whole = fillable("emne", {})
    return whole[: whole.rindex(b"startxref")].replace(b"/Pages", b"/Pagez")


def with_xfa() -> bytes:
    """Our form, saying that it is an XFA form too, whose data tries to read a file and to grow without end."""
    data = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c SYSTEM "file:///etc/passwd">]><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">'
        b"<xfa:data><form><topic>&b;&c;</topic></form></xfa:data></xfa:datasets>"
    )

    def change(pdf: Pdf) -> None:
        pdf.Root.AcroForm.XFA = Array([String("datasets"), pdf.make_stream(data)])

    return _changed(change)


def with_javascript() -> bytes:
    def change(pdf: Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String("while (true) app.alert('x');"))
        pdf.Root.OpenAction = script
        pdf.pages[0].obj.AA = Dictionary(O=script)

    return _changed(change)


def with_a_file_inside() -> bytes:
    def change(pdf: Pdf) -> None:
        pdf.attachments["regning.exe"] = b"MZ" + bytes(1000)

    return _changed(change)


def recursive_objects() -> bytes:
    """Pages that are their own parents' children, a drawing that draws itself, a field that is its own parent."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        loop = pdf.make_stream(b"q /Loop Do Q")
        loop.Type, loop.Subtype, loop.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
        loop.Resources = Dictionary(XObject=Dictionary(Loop=loop))
        page.Resources.XObject = Dictionary(Loop=loop)
        page.Annots[0].Parent = page.Annots[0]

    return _changed(change)


def recursive_pages() -> bytes:
    with pikepdf.open(io.BytesIO(_of_pages(1))) as pdf:
        pdf.Root.Pages.Kids = Array([pdf.Root.Pages])
        return _saved(pdf)


def deep_arrays() -> bytes:
    """Brackets in brackets, a hundred thousand deep."""
    deep = b"[" * 100_000 + b"]" * 100_000
    return _of_pages(1).replace(b"/MediaBox", b"/Deep " + deep + b" /MediaBox", 1)


def zip_bomb() -> bytes:
    """A gigabyte of nothing in a megabyte."""
    return _zipped({"ansøgning.pdf": 1024})


def word_bomb() -> bytes:
    """A Word file whose text is a gigabyte."""
    return _zipped({"[Content_Types].xml": 0, "word/document.xml": 1024})


def word_entities() -> bytes:
    """A Word file whose text grows without end by entities in entities."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    text = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "aaaa">{entities}]><d>&a19;</d>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", text)
    return out.getvalue()


def _zipped(megabytes: Mapping[str, int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, count in megabytes.items():
            with archive.open(name, "w") as file:
                for _ in range(count):
                    file.write(bytes(1 << 20))
    return out.getvalue()


def hundred_frames() -> bytes:
    frames = [Image.new("1", (1700, 2200), 1) for _ in range(100)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    return out.getvalue()


def endless_frames() -> bytes:
    """A TIFF whose directory of pages leads back to itself."""
    out = io.BytesIO()
    Image.new("L", (200, 200), 255).save(out, "TIFF")
    data = bytearray(out.getvalue())
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    return bytes(data)


def four_gigabyte_png() -> bytes:
    """A PNG that says it has 65,535 x 65,535 pixels, and one row of them."""
    head = struct.pack(">IIBBBBB", 65_535, 65_535, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(65_536))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))


def text_bomb_png() -> bytes:
    """A small PNG with a text of a gigabyte, packed."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    out = io.BytesIO()
    Image.new("L", (600, 800), 255).save(out, "PNG")
    whole = out.getvalue()
    return whole[:33] + _chunk(b"zTXt", b"Comment\0\0" + data) + whole[33:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PAPERS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "locked": (locked_pdf, "locked"),
    "0 pages": (no_pages, "empty"),
    "500 pages": (five_hundred_pages, "too-many-pages"),
    "20,000 x 20,000 pixels": (picture_bomb, "too-big"),
    "60,000 x 60,000 pixels inline": (inline_picture_bomb, "too-big"),
    "a small picture of a gigabyte": (picture_with_too_much, ""),
    "huge MediaBox": (huge_media_box, "too-big"),
    "a drawing of a gigabyte": (drawing_bomb, "too-big"),
    "truncated JPEG": (truncated_jpeg, "damaged"),
    "corrupt xref": (corrupt_xref, "damaged"),
    "XFA": (with_xfa, ""),
    "JavaScript": (with_javascript, ""),
    "embedded file": (with_a_file_inside, ""),
    "recursive objects": (recursive_objects, ""),
    "recursive pages": (recursive_pages, "damaged"),
    "deep arrays": (deep_arrays, "damaged"),
    "zip bomb": (zip_bomb, "not-a-paper"),
    "zip bomb as a Word file": (word_bomb, "too-big"),
    "entities in a Word file": (word_entities, "damaged"),
    "100-frame TIFF": (hundred_frames, "too-many-pages"),
    "a TIFF without end": (endless_frames, ""),
    "4 GB PNG": (four_gigabyte_png, "too-big"),
    "a gigabyte of text in a PNG": (text_bomb_png, "damaged"),
}
