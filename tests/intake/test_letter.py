"""Raw mails as they come, clean and ugly: the papers, the names, the text; and that nothing at all makes it raise."""

import io
import random
import struct
import unicodedata
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from intake.letter import Letter, parse_letter
from intake.papers import MAX_PAPERS
from intake.smime import ENCRYPTED, SIGNED
from tests.letters import PDF, a_letter, a_mail, attached, with_parts

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (120).to_bytes(4, "big") + (40).to_bytes(4, "big") + b"\x08\x06\0\0\0"
PHOTO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1200).to_bytes(4, "big") + (1700).to_bytes(4, "big") + b"\x08\x06\0\0\0"
TEXT = b"Content-Type: text/plain; charset=utf-8\n\nHej, se vedh\xc3\xa6ftede.\n"


def a_zip(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


def stored_zip(name: str, content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, content)
    return into.getvalue()


def names(letter: Letter) -> list[str]:
    return [paper.name for paper in letter.papers]


def types(letter: Letter) -> list[str]:
    return [paper.type for paper in letter.papers]


def test_a_plain_mail_with_a_scan_is_understood() -> None:
    letter = parse_letter(
        with_parts(TEXT, attached(PDF, 'Content-Type: application/pdf; name="Nordskolen emne trivsel.pdf"'))
    )
    assert (letter.sender, letter.subject) == ("kontor@skole.test", "Nordskolen - emne trivsel")
    assert (letter.message_id, letter.return_path) == ("<en@skole.test>", "kontor@skole.test")
    assert (letter.body, letter.result) == ("Hej, se vedhæftede.", "ok")
    assert [(p.position, p.name, p.type, p.content, p.ignored) for p in letter.papers] == [
        (0, "Nordskolen emne trivsel.pdf", "pdf", PDF, "")
    ]


def test_nothing_personal_stands_in_a_repr() -> None:
    letter = parse_letter(with_parts(TEXT, attached(PDF, 'Content-Type: application/pdf; name="Sofie Holm.pdf"')))
    assert not [word for word in ("kontor", "Nordskolen", "Sofie", "vedh", "%PDF") if word in repr(letter)]


NAMES = [
    (b'Content-Disposition: attachment; filename="Nordskolen 5.b.pdf"', "Nordskolen 5.b.pdf"),
    (b"Content-Disposition: attachment; filename=Nordskolen 5.b.pdf", "Nordskolen 5.b.pdf"),
    (b"Content-Disposition: attachment; filename*=UTF-8''S%C3%B8nderskolen%205.b.pdf", "Sønderskolen 5.b.pdf"),
    (b"Content-Disposition: attachment; filename*=iso-8859-1'da'S%F8nderskolen.pdf", "Sønderskolen.pdf"),
    (
        b"Content-Disposition: attachment; filename*0*=utf-8''S%C3%B8nder; filename*1*=skolen%20; filename*2=5.b.pdf",
        "Sønderskolen 5.b.pdf",
    ),
    (b'Content-Disposition: attachment; filename*1="b.pdf"; filename*0="a-"', "a-b.pdf"),
    (b'Content-Disposition: attachment; filename="=?utf-8?B?U8O4bmRlcnNrb2xlbi5wZGY=?="', "Sønderskolen.pdf"),
    (b"Content-Disposition: attachment; filename==?iso-8859-1?Q?S=F8nderskolen=2Epdf?=", "Sønderskolen.pdf"),
    (b'Content-Disposition: attachment;\n filename="=?utf-8?Q?S=C3?=\n =?utf-8?Q?=B8nder.pdf?="', "Sønder.pdf"),
    (b'Content-Disposition: attachment; filename="S\xf8nderskolen \xe6\xe5.pdf"', "Sønderskolen æå.pdf"),
    (b'Content-Disposition: attachment; filename="S\xc3\xb8nderskolen.pdf"', "Sønderskolen.pdf"),
    (b"Content-Type: application/pdf; name=\"old.pdf\"\nContent-Disposition: inline; filename*=''ny.pdf", "ny.pdf"),
    (b'Content-Type: application/pdf; name="S\xf8nder.pdf"', "Sønder.pdf"),
    (b"Content-Type: application/pdf; name*=utf-8''S%C3%B8nder.pdf; name=\"S_nder.pdf\"", "Sønder.pdf"),
    (b'Content-Disposition: attachment; filename="C:\\Scan\\Sider\\a.pdf"', "a.pdf"),
    (b'Content-Disposition: attachment; filename="../../etc/a.pdf"', "a.pdf"),
    (b'Content-Disposition: attachment; filename="Nordskolen 5.a/b.pdf"', "Nordskolen 5.a-b.pdf"),
    (b'Content-Disposition: attachment; filename="fdp.\xe2\x80\xaeexe.pdf"', "fdp.exe.pdf"),
    (b'Content-Disposition: attachment; filename="a\0\x07b.pdf"', "ab.pdf"),
    (b'Content-Disposition: attachment; filename="a \\"b\\"; c.pdf"', 'a "b"; c.pdf'),
    ("Content-Disposition: attachment; filename=\"A\u030agade.pdf\"".encode(), "Ågade.pdf"),
    (b'Content-Disposition: attachment; filename="' + b"x" * 300 + b'.pdf"', "x" * 146 + ".pdf"),
    (b"Content-Disposition: attachment", "bilag-1.pdf"),
    (b'Content-Disposition: attachment; filename=""', "bilag-1.pdf"),
    (b'Content-Disposition: attachment; filename="..."', "bilag-1.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "name"), NAMES)
def test_a_file_name_is_read_in_every_dialect_and_made_safe(head: bytes, name: str) -> None:
    assert names(parse_letter(with_parts(TEXT, attached(PDF, head)))) == [name]


def test_the_name_as_it_came_is_kept_beside_the_safe_one() -> None:
    head = 'Content-Disposition: attachment; filename="A\u030a/b.pdf"'
    paper = parse_letter(with_parts(TEXT, attached(PDF, head))).papers[0]
    assert (paper.name, paper.original_name) == ("Å-b.pdf", "A\u030a/b.pdf")


@pytest.mark.parametrize(
    "name", ["Æblegården 5.b.pdf", "Sofie Østergård – elev.pdf", "a" * 120 + " ø.pdf", "ß ü ñ 日本.pdf"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_written_by_the_standard_library_comes_back(name: str, form: str) -> None:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"] = "kontor@skole.test"
    mail.set_content("Hej")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=unicodedata.normalize(form, name))
    assert names(parse_letter(mail.as_bytes())) == [name]


SUBJECTS = [
    (b"=?utf-8?Q?S=C3=B8nderskolen?=", "Sønderskolen"),
    (b"=?ISO-8859-1?q?S=F8nder?= =?ISO-8859-1?q?skolen?=", "Sønderskolen"),
    (b"=?utf-8?B?w6Y=?= og =?utf-8?B?w7g=?=", "æ og ø"),
    (b"S\xf8nderskolen", "Sønderskolen"),
    (b"S\xc3\xb8nderskolen", "Sønderskolen"),
    (b"=?findes-ikke?Q?S=C3=B8nder?=", "Sønder"),
    (b"=?utf-8?Q?S=F8nder?=", "Sønder"),
    (b"=?utf-8?Q?brudt", "=?utf-8?Q?brudt"),
    (b"Elev:\n\tSofie", "Elev: Sofie"),
    (b"", ""),
]


@pytest.mark.parametrize(("written", "read"), SUBJECTS)
def test_a_subject_is_read_as_it_was_meant(written: bytes, read: str) -> None:
    assert parse_letter(a_mail(Subject=written)).subject == read


BODIES = [
    (b"Content-Type: text/plain; charset=iso-8859-1\n\nBl\xe5b\xe6r \x96 ja", "Blåbær – ja"),
    (b"Content-Type: text/plain; charset=us-ascii\n\nBl\xc3\xa5b\xc3\xa6r", "Blåbær"),
    (b"Content-Type: text/plain; charset=utf-8\n\nBl\xe5b\xe6r", "Blåbær"),
    (b"Content-Type: text/plain; charset=unknown-8bit\n\nBl\xe5b\xe6r", "Blåbær"),
    (b"Content-Type: text/plain; charset=idna\n\nBl\xe5b\xe6r", "Blåbær"),
    (b"Content-Type: text/plain; charset=zip\n\nHej", "Hej"),
    (b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nBl=C3=A5=\nb=C3=A6r", "Blåbær"),
    (b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nQmzDpWLDpnI", "Blåbær"),
    (b"Content-Type: text/html\n\n<head><title>x</title><style>p{}</style></head><p>Bl&aring;b&aelig;r<br>ja</p>",
     "Blåbær\nja"),
    (b"Content-Type: text/html\n\n<p>Hej<![if !vml]>du</p>", "Hejdu"),
    (b"Content-Type: nonsense\n\nHej", "Hej"),
    (b"\nHej", "Hej"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "body"), BODIES)
def test_the_text_is_read_in_whatever_it_was_written(part: bytes, body: str) -> None:
    assert parse_letter(with_parts(part)).body == body


def test_plain_text_is_preferred_and_html_is_the_fallback() -> None:
    html = b"Content-Type: text/html\n\n<p>Flot</p>"
    assert parse_letter(with_parts(TEXT, html, kind="multipart/alternative")).body == "Hej, se vedhæftede."
    empty = b"Content-Type: text/plain\n\n \n"
    assert parse_letter(with_parts(empty, html, kind="multipart/alternative")).body == "Flot"


BYTES = [
    ("pdf", PDF, "a.jpg"),
    ("pdf", b"\r\n\r\nrubbish\n" + PDF, "a"),
    ("image", b"\xff\xd8\xff\xe0aaaa", "a.pdf"),
    ("image", PNG, "a.pdf"),
    ("image", b"II*\0aaaa", "scan"),
    ("image", b"\0\0\0\x18ftypheic\0\0", "IMG.HEIC"),
    ("office", a_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "a.docx"),
    ("office", a_zip({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt"),
    ("office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc"),
    ("office", b"{\\rtf1 Hej}", "a.rtf"),
    ("zip", stored_zip("a.pdf", PDF), "a.pdf"),
    ("mail", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le"), "a.msg"),
    ("executable", b"MZ\x90\0", "ansøgning.pdf"),
    ("executable", b"WScript.Echo(1)", "ansøgning.pdf.js"),
    ("executable", b"#!/bin/sh\n", "a.txt"),
    ("calendar", b"BEGIN:VCALENDAR\n", "a.ics"),
    ("text", "Kære læser".encode(), "a.txt"),
    ("text", "Kære læser".encode("cp1252"), "a.txt"),
    ("other", b"\0\x01\x02\x03" * 9, "a.pdf"),
    ("other", b"", "a.pdf"),
]


@pytest.mark.parametrize(("kind", "content", "name"), BYTES)
def test_what_a_paper_is_its_bytes_decide(kind: str, content: bytes, name: str) -> None:
    head = f"Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''{name}"
    assert types(parse_letter(with_parts(TEXT, attached(content, head))))[:1] == [kind]


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: application/pdf\nContent-Disposition: inline",
        b"Content-Type: application/pdf",
        b"Content-Type: application/octet-stream",
        b"Content-Type: text/plain",
        b"Content-Disposition: rubbish",
        b"X-Nothing: here",
    ],
)
def test_a_scan_is_a_paper_however_it_is_declared(head: bytes) -> None:
    assert types(parse_letter(with_parts(TEXT, attached(PDF, head)))) == ["pdf"]


def test_a_mail_that_is_nothing_but_a_scan_has_one_paper() -> None:
    raw = b"From: a@b.test\n" + attached(PDF, "Content-Type: application/pdf; name=a.pdf")
    assert (names(parse_letter(raw)), parse_letter(raw).body) == (["a.pdf"], "")


def test_a_logo_in_the_html_is_ignored_but_a_photo_of_a_page_pasted_there_is_not() -> None:
    html = b'Content-Type: text/html\n\n<img src="cid:logo@x"><img src="cid:side@x">'
    logo = attached(PNG, "Content-Type: image/png; name=image001.png", "Content-ID: <logo@x>")
    page = attached(PHOTO, "Content-Type: image/png; name=image002.png", "Content-ID: <side@x>")
    loose = attached(PNG, "Content-Type: image/png; name=lille.png")
    letter = parse_letter(with_parts(html, logo, page, loose, kind="multipart/related"))
    assert [paper.ignored for paper in letter.papers] == ["signature-image", "", ""]


def test_signatures_and_calendar_files_are_listed_and_ignored() -> None:
    letter = parse_letter(
        with_parts(
            TEXT,
            attached(b"0\x80", "Content-Type: application/pkcs7-signature; name=smime.p7s"),
            attached(b"BEGIN:VCALENDAR\nEND:VCALENDAR", "Content-Disposition: attachment; filename=a.ics"),
        )
    )
    assert [paper.ignored for paper in letter.papers] == ["smime-signature", "calendar"]
    assert not letter.is_calendar


def test_a_zip_is_unpacked_and_each_file_says_where_it_was() -> None:
    packed = a_zip({"mappe/Sønder.pdf": PDF, "b.pdf": PDF + b"2", "__MACOSX/._b.pdf": b"x"})
    letter = parse_letter(with_parts(TEXT, attached(packed, 'Content-Disposition: attachment; filename="alt.zip"')))
    assert [(paper.name, paper.inside, paper.ignored) for paper in letter.papers] == [
        ("alt.zip", "", "unpacked"),
        ("Sønder.pdf", "alt.zip", ""),
        ("b.pdf", "alt.zip", ""),
    ]


def test_a_zip_made_by_an_old_windows_keeps_its_danish_letters() -> None:
    packed = a_zip({"xxxxxxxx.pdf": PDF}).replace(b"xxxxxxxx", "Sø Æ år.".encode("cp850"))
    letter = parse_letter(with_parts(TEXT, attached(packed, "Content-Disposition: attachment; filename=a.zip")))
    assert names(letter)[1:] == ["Sø Æ år..pdf"]


def nested(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = a_zip({"a.zip": content})
    return content


BAD_ZIPS = [
    ("zip-broken", a_zip({"a.pdf": PDF * 50})[:-40]),
    ("zip-broken", b"PK\x03\x04 rubbish"),
    ("zip-too-many", a_zip({f"{i}.pdf": PDF for i in range(201)})),
    ("zip-too-big", a_zip({"a.pdf": bytes(3_000_000)})),
    ("too-nested", nested(a_zip({"a.pdf": PDF}), 5)),
]


@pytest.mark.parametrize(("fault", "packed"), BAD_ZIPS, ids=[fault for fault, _ in BAD_ZIPS])
def test_a_zip_that_cannot_be_opened_in_full_is_a_fault_and_stays_for_a_person(
    fault: str, packed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.papers.MAX_UNPACKED", 1_000_000)
    letter = parse_letter(with_parts(TEXT, attached(packed, "Content-Disposition: attachment; filename=a.zip")))
    assert letter.result == "partial"
    assert fault in letter.faults
    assert any(not paper.ignored for paper in letter.papers)


def test_a_mail_attached_to_the_mail_is_opened() -> None:
    inner = with_parts(
        TEXT, attached(PDF, "Content-Type: application/pdf; name=indeni.pdf"), Subject="Ansøgning / elev"
    )
    forwarded = parse_letter(with_parts(TEXT, b"Content-Type: message/rfc822\n\n" + inner))
    saved = parse_letter(with_parts(TEXT, attached(inner, "Content-Disposition: attachment; filename=gemt.eml")))
    assert [(p.name, p.inside, p.ignored) for p in forwarded.papers] == [
        ("Ansøgning - elev.eml", "", "unpacked"),
        ("indeni.pdf", "Ansøgning - elev.eml", ""),
    ]
    assert names(saved) == ["gemt.eml", "indeni.pdf"]


LINKS = [
    ("onedrive", "https://1drv.ms/b/s!Abc"),
    ("onedrive", "https://kommune-my.sharepoint.com/:b:/g/personal/x"),
    ("sharepoint", "https://kommune.sharepoint.com/:b:/s/x"),
    ("wetransfer", "https://we.tl/t-abc"),
    ("dropbox", "https://www.dropbox.com/s/abc"),
    ("google-drive", "https://drive.google.com/file/d/abc"),
    ("icloud", "https://www.icloud.com/attachment/?u=abc"),
]


@pytest.mark.parametrize(("host", "link"), LINKS)
def test_a_link_to_a_file_is_noted_when_no_paper_came(host: str, link: str) -> None:
    html = f'Content-Type: text/html\n\n<a href="{link}">her</a>'.encode()
    assert parse_letter(with_parts(html)).links == (host,)
    assert parse_letter(with_parts(html, attached(PDF, "Content-Type: application/pdf"))).links == ()


def test_other_links_mean_nothing() -> None:
    assert parse_letter(a_mail(body="Se https://skole.test/drive.google.com/x")).links == ()


BOUNCE_STATUS = b"""Content-Type: message/delivery-status

Reporting-MTA: dns; mx.skole.test

Final-Recipient: rfc822; kontor@skole.test
Action: failed
Status: 5.1.1
"""
OURS = b"From: ansoegning@kommune.test\nMessage-ID: <svar-1@kommune.test>\nSubject: Kvittering\n\nTak\n"
REPORT = {
    "kind": "multipart/report; report-type=delivery-status",
    "From": "MAILER-DAEMON@skole.test",
    "Return-Path": "<>",
}
BOUNCES = [
    with_parts(TEXT, BOUNCE_STATUS, b"Content-Type: message/rfc822\n\n" + OURS, **REPORT),
    with_parts(TEXT, BOUNCE_STATUS, b"Content-Type: text/rfc822-headers\n\n" + OURS, **REPORT),
    a_mail(
        body="Det gik ikke:\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <svar-1@kommune.test>\n",
        **{"From": "MAILER-DAEMON@skole.test", "Return-Path": "<>", "X-Failed-Recipients": "kontor@skole.test"},
    ),
]


@pytest.mark.parametrize("raw", BOUNCES, ids=["whole mail", "headers", "quoted"])
def test_a_bounce_says_what_failed_and_which_mail_it_was(raw: bytes) -> None:
    letter = parse_letter(raw)
    assert (letter.is_bounce, letter.action) == (True, "failed")
    assert letter.original_message_id == "<svar-1@kommune.test>"
    assert letter.papers == ()


def test_a_bounce_names_the_cases_of_a_mail_that_was_given_another_message_id() -> None:
    sent = OURS.replace(b"svar-1@kommune.test", b"AM0PR04@prod.outlook.com").replace(
        b"Subject:", b"X-Tovholder-Case: T-2026-0142\n T-2026-0143\nSubject:"
    )
    letter = parse_letter(with_parts(TEXT, BOUNCE_STATUS, b"Content-Type: text/rfc822-headers\n\n" + sent, **REPORT))
    assert letter.original_message_id == "<AM0PR04@prod.outlook.com>"
    assert letter.original_cases == ("T-2026-0142", "T-2026-0143")


@pytest.mark.parametrize(
    "raw",
    [
        *BOUNCES,
        with_parts(TEXT, BOUNCE_STATUS.replace(b"kontor@skole.test", b"<Kontor@Skole.test>"), **REPORT),
        with_parts(TEXT, BOUNCE_STATUS.replace(b"Final", b"Original"), **REPORT),
    ],
)
def test_a_bounce_says_whom_our_mail_did_not_reach(raw: bytes) -> None:
    letter = parse_letter(raw)
    assert letter.original_to == ("kontor@skole.test",)
    assert "kontor@skole.test" not in repr(letter)


def test_a_mail_that_a_person_forwards_is_no_bounce() -> None:
    letter = parse_letter(with_parts(TEXT, b"Content-Type: message/rfc822\n\n" + OURS))
    assert (letter.is_bounce, letter.original_message_id) == (False, "")


def test_the_content_key_knows_the_same_mail_whatever_way_it_came() -> None:
    one = parse_letter(a_mail(**{"Received": "from a", "Return-Path": "<x@skole.test>"}))
    other = parse_letter(a_mail(**{"Received": "from b", "Delivered-To": "alias@kommune.test"}))
    assert one.content_key == other.content_key


@pytest.mark.parametrize(
    "change",
    [{"Message-ID": "<to@skole.test>"}, {"From": "x@skole.test"}, {"Date": "x"}, {"Subject": "x"}, {"body": "Hej2"}],
)
def test_the_content_key_differs_when_the_sender_changed_anything(change: dict[str, str]) -> None:
    assert parse_letter(a_mail(**change)).content_key != a_letter().content_key


def test_the_content_key_differs_when_a_paper_does() -> None:
    first, second = (parse_letter(with_parts(TEXT, attached(PDF + tail))) for tail in (b"1", b"2"))
    assert first.content_key != second.content_key


UGLY = [
    ("set-aside", "unreadable", b""),
    ("set-aside", "unreadable", b"\0" * 1000),
    ("set-aside", "unreadable", b"bare en tekst\nuden hoved\n"),
    ("partial", "cut-short", with_parts(TEXT, attached(PDF * 100))[:-900]),
    ("partial", "no-boundary", a_mail(**{"Content-Type": "multipart/mixed"}, body="--x\n\nHej\n--x--\n")),
    ("partial", "no-boundary", a_mail(**{"Content-Type": "multipart/mixed; boundary=y"}, body="Hej\n")),
    ("partial", "long-head", a_mail(**{"X-Long": "x" * 300_000})),
    ("partial", "too-many-parts", with_parts(*[b"Content-Type: text/plain\n\nx"] * 1100)),
    ("ok", None, a_mail(**{"Content-Type": 'text/plain; charset="'})),
    ("ok", None, b"From a@b Tue Sep  1 08:00:00 2026\nFrom: a@b.test\n\nHej\n"),
    ("ok", None, a_mail().replace(b"\r\n", b"\r")),
    ("ok", None, with_parts(TEXT, attached(PDF)).replace(b"\r\n", b"\r\r\n")),
]


@pytest.mark.parametrize(("result", "fault", "raw"), UGLY)
def test_an_ugly_mail_has_an_end_and_its_fault_a_code(result: str, fault: str | None, raw: bytes) -> None:
    letter = parse_letter(raw)
    assert letter.result == result
    assert fault in letter.faults if fault else letter.faults == ()


def test_a_mail_cut_short_or_without_boundary_still_gives_what_there_is() -> None:
    short = parse_letter(with_parts(TEXT, attached(PDF * 100, "Content-Type: application/pdf; name=a.pdf"))[:-900])
    assert (short.body, types(short)) == ("Hej, se vedhæftede.", ["pdf"])
    assert parse_letter(a_mail(**{"Content-Type": "multipart/mixed"}, body="--x\n\nHej\n--x--\n")).body == "Hej"


def test_a_mail_nested_a_thousand_deep_is_given_up_at_the_limit() -> None:
    body = b"Hej"
    for level in range(1000):
        body = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) + body + b"\n--b%d--" % level
    letter = parse_letter(b"From: a@b.test\n" + body)
    assert "too-deep" in letter.faults
    assert letter.sender == "a@b.test"


def test_more_papers_than_the_limit_are_not_taken() -> None:
    packed = a_zip({f"{i}.pdf": PDF for i in range(190)})
    part = attached(packed, "Content-Disposition: attachment; filename=a.zip")
    letter = parse_letter(with_parts(*[part] * 6))
    assert (len(letter.papers), letter.result) == (MAX_PAPERS, "partial")


def test_a_letter_is_made_of_plain_values_only() -> None:
    letter = parse_letter(with_parts(TEXT, attached(PDF)))
    plain = replace(letter, papers=())
    for name in Letter.__dataclass_fields__:
        value = getattr(plain, name)
        flat = (
            [x for item in value for x in (item if isinstance(item, tuple) else (item,))]
            if type(value) is tuple
            else [value]
        )
        assert all(type(x) in (str, bool, type(None)) for x in flat), name


@pytest.mark.slow
def test_no_mutation_of_a_mail_makes_it_raise_or_come_out_without_an_end() -> None:
    chance = random.Random(20260901)
    seeds = [raw for _, _, raw in UGLY if len(raw) < 5000] + BOUNCES
    seeds.append(with_parts(TEXT, attached(a_zip({"a.pdf": PDF}), "Content-Disposition: attachment; filename=a.zip")))
    seeds += [with_parts(TEXT, attached(PDF, head)) for head, _ in NAMES[:9]]
    for _ in range(400):
        raw = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(raw) + 1)
            raw[at : at + chance.randrange(9)] = chance.choice(
                [b"", b"\0", b"\r\n", b"\n\n", b'"', b"=?", b"--grense", b"(", b"*0*=", chance.randbytes(4)]
            )
        letter = parse_letter(bytes(raw))
        assert letter.result in ("ok", "partial", "set-aside")
        assert letter.content_key
        assert not [fault for fault in letter.faults if fault.startswith("parser-")]


INSIDE = (
    b"Content-Type: multipart/mixed; boundary=i\n\n--i\n" + TEXT + b"--i\n" + attached(PDF, "X-A: b") + b"\n--i--\n"
)


def ber(tag: int, *parts: bytes, ends: bool) -> bytes:
    """An element in BER: with its length in front, or open, ended by two zeros."""
    value = b"".join(parts)
    return bytes([tag, 0x84]) + len(value).to_bytes(4, "big") + value if ends else bytes([tag, 0x80]) + value + b"\0\0"


def cms(kind: bytes, content: bytes, *, ends: bool) -> bytes:
    """A CMS container as RFC 5652 has it, its text in two pieces when lengths are open."""
    oid = ber(0x06, kind, ends=True)
    pieces = [ber(0x04, piece, ends=True) for piece in (content[:50], content[50:])]
    octets = ber(0x04, content, ends=True) if ends else ber(0x24, *pieces, ends=False)
    wrapping = ber(0x30, oid, ber(0xA0, octets, ends=ends), ends=ends)
    signed = ber(0x30, ber(0x02, b"\1", ends=True), ber(0x31, ends=True), wrapping, ber(0x31, ends=True), ends=ends)
    return ber(0x30, oid, ber(0xA0, signed, ends=ends), ends=ends)


@pytest.mark.parametrize("ends", [True, False])
def test_what_lies_inside_a_signature_is_read_as_if_it_lay_outside(ends: bool) -> None:
    whole = attached(cms(SIGNED, INSIDE, ends=ends), "From: kontor@skole.test", "Content-Type: application/pkcs7-mime")
    letter = parse_letter(whole)
    assert (letter.body, types(letter), letter.result) == ("Hej, se vedhæftede.", ["pdf"], "ok")


def test_a_signature_made_by_a_library_is_opened() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kontor")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=99))
    signer = builder.sign(key, hashes.SHA256())
    made = pkcs7.PKCS7SignatureBuilder().set_data(INSIDE).add_signer(signer, key, hashes.SHA256())
    whole = made.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    letter = parse_letter(attached(whole, "From: kontor@skole.test", "Content-Type: application/pkcs7-mime"))
    assert (letter.body, types(letter)) == ("Hej, se vedhæftede.", ["pdf"])


def test_an_encrypted_mail_is_a_paper_for_a_person() -> None:
    sealed = cms(next(iter(ENCRYPTED)), b"x" * 99, ends=True)
    letter = parse_letter(attached(sealed, "From: kontor@skole.test", "Content-Type: application/pkcs7-mime"))
    assert ([paper.ignored for paper in letter.papers], letter.faults) == ([""], ("encrypted",))


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    parts = [b"\2" + struct.pack("<II", key, len(data)) + data + b"\0\0" for key, data in attributes]
    return b"\x78\x9f\x3e\x22\1\0" + b"".join(parts)


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """MAPI properties, after one that is named and one of a fixed size, which must be stepped over."""
    named = struct.pack("<HH", 0x1F, 0x8001) + bytes(16) + struct.pack("<II", 1, 6) + b"n\0a\0\0\0\0\0"
    named += struct.pack("<II", 1, 4) + b"v\0\0\0"
    flag = struct.pack("<HHI", 0x0B, 0x0E1B, 1)
    rest = b"".join(
        struct.pack("<HHII", kind, key, 1, len(data)) + data + bytes(-len(data) % 4) for kind, key, data in values
    )
    return struct.pack("<I", len(values) + 2) + named + flag + rest


LONG_NAME = properties((0x1F, 0x3707, "Sønderskolen 5.b.pdf\0".encode("utf-16-le")))
BEGIN, TITLE, DATA, PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
WINMAIL = tnef(
    (0x00089006, b"\0\0\1\0"),
    (BEGIN, bytes(14)), (TITLE, b"SNDERS~1.PDF\0"), (DATA, PDF), (PROPERTIES, LONG_NAME),
    (BEGIN, bytes(14)), (TITLE, b"S\xf8nder.pdf\0"), (DATA, PDF + b"2"),
)  # fmt: skip


def test_a_winmail_dat_gives_its_files_with_their_long_names() -> None:
    letter = parse_letter(with_parts(TEXT, attached(WINMAIL, "Content-Type: application/ms-tnef; name=winmail.dat")))
    assert [(paper.name, paper.type, paper.ignored) for paper in letter.papers] == [
        ("winmail.dat", "other", "unpacked"),
        ("Sønderskolen 5.b.pdf", "pdf", ""),
        ("Sønder.pdf", "pdf", ""),
    ]


def test_a_winmail_dat_in_a_mail_inside_a_winmail_dat_is_opened_too() -> None:
    inner = properties((0x0D, 0x3701, bytes(16) + WINMAIL), (0x1F, 0x3001, "Videresendt\0".encode("utf-16-le")))
    outer = tnef((BEGIN, bytes(14)), (PROPERTIES, inner))
    letter = parse_letter(with_parts(TEXT, attached(outer, "Content-Type: application/ms-tnef; name=winmail.dat")))
    assert names(letter) == ["winmail.dat", "Videresendt", "Sønderskolen 5.b.pdf", "Sønder.pdf"]


def test_a_winmail_dat_of_mere_formatting_needs_nobody_and_a_broken_one_needs_a_person() -> None:
    whole, broken = (
        parse_letter(with_parts(TEXT, attached(content, "Content-Type: application/ms-tnef; name=winmail.dat")))
        for content in (tnef((0x00089006, b"\0\0\1\0")), WINMAIL[:-10])
    )
    assert ([paper.ignored for paper in whole.papers], whole.result) == (["unpacked"], "ok")
    assert ([paper.ignored for paper in broken.papers], broken.faults) == ([""], ("tnef-broken",))


@pytest.mark.slow
def test_no_mutation_of_a_container_makes_it_raise() -> None:
    chance = random.Random(20260902)
    seeds = [WINMAIL, cms(SIGNED, INSIDE, ends=True), cms(SIGNED, INSIDE, ends=False), a_zip({"a.pdf": PDF})]
    for _ in range(300):
        content = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.choice(
                [0, 1, 0x7F, 0x80, 0x84, 0xFF, chance.randrange(256)]
            )
        head = "Content-Type: application/pkcs7-mime"
        letter = parse_letter(with_parts(TEXT, attached(bytes(content), head)))
        assert not [fault for fault in letter.faults if fault.startswith("parser-")]


PATIENCE = [
    ("From", b'"\\', b""),
    ("From", b"=?", b""),
    ("From", b"(", b""),
    ("Content-Type", b"text/html\n\n", b"<!--"),
    ("Content-Type", b"text/html\n\n", b"<style>"),
    ("Return-Path", b"<>\nX-Failed-Recipients: x\n\n", b">\n"),
]


@pytest.mark.parametrize(("name", "start", "again"), PATIENCE)
def test_what_is_made_to_take_for_ever_comes_to_an_end(name: str, start: bytes, again: bytes) -> None:
    """Each of these took from twelve seconds to many minutes once; no clock is asked, the suite would stand still."""
    value = start + again * 200_000 if again else start * 60_000
    assert parse_letter(a_mail(**{name: None}).replace(b"\r\n\r\n", b"\r\n" + name.encode() + b": " + value)).headers
