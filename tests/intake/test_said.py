"""What a mail says is found whatever its charset, its encoding or its markup, and in a mail within it too."""

from email.message import EmailMessage

import pytest

from intake.said import said

NAME, CPR = "Bjørn Prøvesen", "150312-9993"


def a_mail(**how: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Ang. en elev"
    mail.set_content(f"Vi skriver om {NAME}, {CPR}.", **how)
    return mail


def forwarded() -> bytes:
    outer = EmailMessage()
    outer["Subject"] = "VS:"
    outer.set_content("Se nedenfor.")
    outer.add_attachment(a_mail(charset="iso-8859-1", cte="quoted-printable"))
    return outer.as_bytes()


def in_html(markup: str) -> bytes:
    mail = EmailMessage()
    mail.set_content("Se html.")
    mail.add_alternative(markup, subtype="html")
    return mail.as_bytes()


def named() -> bytes:
    mail = EmailMessage()
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{NAME} {CPR}.pdf")
    return mail.as_bytes()


def undeclared() -> bytes:
    return b"Subject: x\r\nContent-Type: text/plain\r\n\r\n" + f"{NAME} {CPR}".encode("cp1252")


MAILS = {
    "utf-8": a_mail(cte="base64").as_bytes(),
    "latin-1, quoted-printable": a_mail(charset="iso-8859-1", cte="quoted-printable").as_bytes(),
    "latin-1, base64": a_mail(charset="iso-8859-1", cte="base64").as_bytes(),
    "windows-1252": a_mail(charset="windows-1252").as_bytes(),
    "utf-16": a_mail(charset="utf-16", cte="base64").as_bytes(),
    "no charset told": undeclared(),
    "entities beside a plain text": in_html("<p>Bj&oslash;rn Pr&#248;vesen 150312&#45;9993</p>"),
    "marks within a word": in_html("<p>B<b>jø</b>rn Prøvesen 1503<span>12-9993</span></p>"),
    "what is not shown": in_html(f'<p title="{NAME} {CPR}">hej</p>'),
    "the subject": f"Subject: {NAME} {CPR}\r\n\r\nhej".encode(),
    "a file's name": named(),
    "a mail within": forwarded(),
    "no mail at all": f"{NAME} {CPR}".encode(),
}


@pytest.mark.parametrize("raw", MAILS.values(), ids=MAILS)
def test_a_name_and_a_number_are_found(raw: bytes) -> None:
    texts = list(said(raw))
    assert [word for word in (NAME, CPR) if not any(word in text for text in texts)] == []


def test_what_is_not_said_is_not_found() -> None:
    assert not any("Asta" in text for text in said(MAILS["a mail within"]))
