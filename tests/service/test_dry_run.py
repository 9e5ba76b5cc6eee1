"""`read` shows what a mail or a paper would amount to, in the JSON that others rely on and in plain Danish."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cases.application import Answers, Ink, Method, SignatureBox, Source, Unread, Value
from cases.errors import RefusedError
from cases.kinds import Kind
from intake.letter import Letter, parse_letter
from intake.nature import Nature
from intake.reading import Reading, unread
from service.desk import desk_of
from service.dry_result import Result
from service.dry_run import files_in, read_file, read_files
from service.dry_run_text import described, how_sure
from service.settings import EXAMPLES, load

DESK = desk_of(load(EXAMPLES / "silkeborg.toml", {}, secrets=False))
CPR = "150312-9993"
FILLED = {
    "school": Value("Ans Skole", 0.99, Source.OCR, 1, (10, 20, 100, 40)),
    "pupil_name": Value("Ida-Marie Bøgh", 0.7, Source.OCR, 1, (10, 50, 100, 70)),
    "class_name": Value("5B", 0.95, Source.OCR, 1, (10, 70, 100, 90)),
    "cpr": Value(CPR, 0.4, Source.OCR, 1, (10, 80, 100, 100)),
    "contact_name": Value("Bo Lind", 0.95, Source.FORM_FIELD),
    "description": Value("noget", 0.95, Source.FORM_FIELD),
}
SIGNED = tuple(
    SignatureBox(f"signature_{n}", Ink.SIGNED, 0.98, 2, (10, 20, 200, 60), Method.INK, b"png") for n in (1, 2)
)
FORM = Answers("elev-1", Kind.PUPIL, FILLED, SIGNED, (1, 2))
UNSIGNED = replace(FORM, signatures=tuple(replace(box, state=Ink.EMPTY, score=0.01) for box in SIGNED))


class FakeReader:
    """Gives the same reading for every paper, and parses mails for real."""

    def __init__(self, reading: Reading, mail: Unread | None = None) -> None:
        self.reading, self.mail = reading, mail

    def parse(self, raw: bytes) -> Letter | Unread:
        return self.mail or parse_letter(raw)

    def read(self, content: bytes, name: str) -> Reading:
        return self.reading

    def close(self) -> None:
        """Nothing is held."""


def read_paper(folder: Path, reading: Reading, name: str = "Ans Skole - Ida-Marie Bøgh.pdf") -> Result:
    path = folder / name
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return read_file(path, DESK, FakeReader(reading))


def read_mail(folder: Path, reading: Reading, head: str = "", mail: Unread | None = None) -> Result:
    path = folder / "mail.eml"
    text = (
        f"{head}From: kontor@ans-skole.example\nTo: ppr@silkeborg.example\nSubject: Ans Skole - Ida-Marie Bøgh\n"
        "Message-ID: <1@ans-skole.example>\nDate: Mon, 01 Aug 2022 10:00:00 +0200\nMIME-Version: 1.0\n"
        'Content-Type: application/pdf; name="Ans Skole - Ida-Marie Bøgh.pdf"\nContent-Transfer-Encoding: base64\n'
        "Content-Disposition: attachment\n\nJVBERi0xLjcKJSVFT0YK\n"
    )
    path.write_bytes(text.encode())
    return read_file(path, DESK, FakeReader(reading, mail))


def keys(value: object) -> object:
    """The shape of a document: its keys, and what is in its first row."""
    if isinstance(value, dict):
        return {key: keys(inner) for key, inner in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_the_json_of_a_mail_has_the_agreed_shape(tmp_path: Path) -> None:
    reading = Reading("pdf", 2, (FORM,))
    document = read_mail(tmp_path, reading).as_json(reveal=False)
    field = dict.fromkeys(("value", "confidence", "source", "verified", "other", "page", "box"))
    assert keys(document) == {
        "path": None,
        "type": None,
        "letter": {
            "from": None, "sender": {"school": None, "verified": None}, "may_answer": None, "why_not": None,
            "result": None, "papers": [dict.fromkeys(("name", "type", "bytes", "use", "why"))],
        },
        "applications": [
            {
                "kind": None, "form": None, "school": None, "detail": None, "fields": dict.fromkeys(FILLED, field),
                "consent": {
                    "state": None,
                    "signatures": [dict.fromkeys(("field", "state", "score", "page", "box", "method"))],
                },
                "findings": [dict.fromkeys(("code", "weight", "text"))],
            }
        ],
        "unread": None,
        "seconds": None,
    }  # fmt: skip


def test_a_signed_form_from_a_school_is_read_as_that(tmp_path: Path) -> None:
    document = read_mail(tmp_path, Reading("pdf", 2, (FORM,))).as_json(reveal=False)
    (one,) = document["applications"]
    assert (document["type"], one["kind"], one["form"], one["school"]) == ("mail", "elev", "elev-1", "Ans Skole")
    assert (one["detail"], one["fields"]["class_name"]["value"]) == ("Ida-Marie Bøgh", "5.b")
    assert one["consent"]["state"] == "given"
    assert [box["state"] for box in one["consent"]["signatures"]] == ["signed", "signed"]
    assert one["fields"]["school"] == {
        "value": "Ans Skole", "confidence": 0.99, "source": "ocr", "verified": True, "other": "",
        "page": 1, "box": [10, 20, 100, 40],
    }  # fmt: skip
    assert document["letter"]["sender"] == {"school": "Ans Skole", "verified": "unknown"}
    assert (document["letter"]["may_answer"], document["letter"]["why_not"]) == (True, None)
    assert [paper["use"] for paper in document["letter"]["papers"]] == ["application"]


def test_an_unsigned_form_has_two_empty_boxes_and_the_blocking_finding(tmp_path: Path) -> None:
    result = read_paper(tmp_path, Reading("pdf", 2, (UNSIGNED,)))
    document = result.as_json(reveal=False)
    (one,) = document["applications"]
    assert (document["type"], document["letter"]) == ("pdf", None)
    assert [box["state"] for box in one["consent"]["signatures"]] == ["empty", "empty"]
    assert one["consent"]["state"] == "missing"
    assert ("consent-missing", "blocks") in [(found["code"], found["weight"]) for found in one["findings"]]
    assert result.troubled


@pytest.mark.parametrize(("reveal", "shown"), [(False, "150312-••••"), (True, CPR)])
def test_a_cpr_number_is_masked_unless_it_is_to_be_revealed(reveal: bool, shown: str, tmp_path: Path) -> None:
    result = read_paper(tmp_path, Reading("pdf", 2, (FORM,)))
    assert result.as_json(reveal=reveal)["applications"][0]["fields"]["cpr"]["value"] == shown
    assert (CPR in described(result, reveal=reveal)) is reveal
    assert shown in described(result, reveal=reveal)
    assert CPR not in repr(result)


def test_doubt_counts_as_blocking(tmp_path: Path) -> None:
    doubtful = replace(FORM, signatures=tuple(replace(box, state=Ink.UNCERTAIN) for box in SIGNED))
    result = read_paper(tmp_path, Reading("pdf", 2, (doubtful,)))
    (one,) = result.as_json(reveal=False)["applications"]
    assert one["consent"]["state"] == "uncertain"
    assert {found["weight"] for found in one["findings"] if found["code"] == "consent-uncertain"} == {"blocks"}


@pytest.mark.parametrize("code", ["locked", "empty", "damaged", "not-a-paper"])
def test_what_could_not_be_read_is_named_with_the_reason(code: str, tmp_path: Path) -> None:
    result = read_paper(tmp_path, Reading("pdf", unread=unread(code)))
    assert result.as_json(reveal=False)["unread"] == [
        {"name": "Ans Skole - Ida-Marie Bøgh.pdf", "code": code, "why": unread(code).why}
    ]
    assert result.troubled
    assert unread(code).why in described(result, reveal=False)


def test_a_mail_that_is_none_is_unread(tmp_path: Path) -> None:
    result = read_mail(tmp_path, Reading("pdf"), mail=unread("crashed"))
    assert (result.as_json(reveal=False)["letter"], result.troubled) == (None, True)


def test_a_paper_alone_is_not_blamed_for_its_sender_or_the_day(tmp_path: Path) -> None:
    result = read_paper(tmp_path, Reading("pdf", 2, (FORM,)))
    codes = {found.code for one in result.applications for found in one.findings}
    assert not codes & {"sender-unregistered", "no-open-round", "late"}


def test_a_mail_received_after_the_last_deadline_has_no_round(tmp_path: Path) -> None:
    late = "Received: from a by b; Tue, 02 Jan 2024 10:00:00 +0100\n"
    result = read_mail(tmp_path, Reading("pdf", 2, (FORM,)), late)
    assert "no-open-round" in {found.code for found in result.applications[0].findings}
    assert "no-open-round" not in {
        found.code for found in read_mail(tmp_path, Reading("pdf", 2, (FORM,))).applications[0].findings
    }


def test_a_robots_mail_gives_no_application_and_says_why_it_is_not_answered(tmp_path: Path) -> None:
    document = read_mail(tmp_path, Reading("pdf", 1), "Auto-Submitted: auto-replied\n").as_json(reveal=False)
    assert (document["applications"], document["letter"]["may_answer"]) == ([], False)
    assert document["letter"]["why_not"] == "auto-submitted"


def test_a_person_reads_it_in_plain_danish(tmp_path: Path) -> None:
    text = described(read_mail(tmp_path, Reading("pdf", 2, (UNSIGNED,))), reveal=False)
    for line in (
        "mail.eml – mail",
        "  Fra kontor@ans-skole.example: Ans Skole (afsenderen er ikke undersøgt)",
        "  Bilag: Ans Skole - Ida-Marie Bøgh.pdf (PDF, 1 kB) – ansøgning",
        "  Ansøgning: elev (skema elev-1)",
        "    skole                       Ans Skole  (sikker, læst af billedet, bekræftet)",
        "    gælder                      Ida-Marie Bøgh  (sikker, læst af billedet, bekræftet)",
        "    CPR-nummer                  150312-••••  (usikker, læst af billedet)",
        "    underskrift 1               tom",
        "    samtykke                    mangler",
    ):
        assert line in text.splitlines()
    assert "    Mangler: underskrifter mangler" in text


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1, "sikker"), (0.9, "sikker"), (0.89, "ret sikker"), (0.6, "ret sikker"), (0.2, "usikker")],
)
def test_confidence_has_a_word(confidence: float, word: str) -> None:
    assert how_sure(confidence) == word


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.eml", ".hidden", "a/b.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = files_in([tmp_path / "b.pdf", tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["b.pdf", "a/b.jpg", "a/c.eml", "b.pdf"]
    with pytest.raises(RefusedError, match="findes ikke"):
        files_in([tmp_path / "nej.pdf"])


def test_a_folder_with_nothing_to_read_says_so(tmp_path: Path) -> None:
    """Hidden files are none; a folder beside it that has something does not hide it."""
    for name in ("tom/.hidden", "fuld/a.pdf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    with pytest.raises(RefusedError, match="tom har ingen filer, vi kan læse: ret stien"):
        files_in([tmp_path / "fuld", tmp_path / "tom"])


def test_a_zip_is_unpacked_and_its_papers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "samlet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Ans Skole - Ida-Marie Bøgh.pdf", "%PDF-1.7")
    result = read_file(path, DESK, FakeReader(Reading("pdf", 2, (FORM,))))
    document = result.as_json(reveal=False)
    assert (document["type"], document["letter"], document["unread"]) == ("zip", None, [])
    assert [one["detail"] for one in document["applications"]] == ["Ida-Marie Bøgh"]


def test_a_mail_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "uden endelse"
    path.write_bytes(b"From: a@b.example\r\nSubject: Hej\r\nDate: Mon, 01 Aug 2022 10:00:00 +0200\r\n\r\nHej")
    document = read_file(path, DESK, FakeReader(Reading("pdf"))).as_json(reveal=False)
    assert (document["type"], document["letter"]["from"]) == ("mail", "a@b.example")


def test_a_paper_that_is_no_application_is_called_what_it_is(tmp_path: Path) -> None:
    result = read_paper(tmp_path, Reading("pdf", 1, nature=Nature.BLANK))
    assert "  Ingen ansøgning fundet: siderne er blanke." in described(result, reveal=False).splitlines()
    assert not result.troubled


def test_files_are_read_side_by_side_and_come_in_their_order(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-1.7")
    results = read_files(files_in([tmp_path]), DESK, FakeReader(Reading("pdf", 1)), in_time=False, hands=3)
    assert [result.path.name for result in results] == [f"{number}.pdf" for number in range(6)]
