"""Which papers make one application, for the ways schools send them."""

from dataclasses import replace

import pytest

from cases.application import Answers, Ink
from cases.kinds import Kind
from intake.filenames import FileName, read_file_name
from intake.gather import LOOSE, PaperRead, drafts
from intake.letter import Paper
from intake.nature import Nature
from intake.reading import Reading
from tests.intake.letters import UNKNOWN, a_desk, a_pdf, an_elev, an_emne

PAGE_1, PAGE_2 = an_elev(pages=(1,), inks=()), replace(an_elev(pages=(2,)), values={})
OLIVER = an_elev("Oliver Holm")
OLIVER_1 = an_elev("Oliver Holm", pages=(1,), inks=())


def a_paper(position: int, name: str, *answers: Answers, subject: str = "", content: bytes = b"") -> PaperRead:
    """A paper of a letter, as read."""
    content = content or a_pdf(f"{position}")
    paper = Paper(position, name, name, content, content.hex(), "pdf")
    said = read_file_name(name, subject, a_desk().register)
    return PaperRead(paper, said, Reading("pdf", 1, answers))


def papers(*named: tuple[str, Answers], subject: str = "") -> list[PaperRead]:
    return [a_paper(n, name, answers, subject=subject) for n, (name, answers) in enumerate(named)]


@pytest.mark.parametrize(
    ("sent", "groups"),
    [
        ([], []),
        ([("a.pdf", an_elev())], [(0,)]),
        ([("a.pdf", an_elev()), ("b.pdf", OLIVER)], [(0,), (1,)]),
        ([("IMG_1.jpg", PAGE_1), ("IMG_2.jpg", PAGE_2)], [(0, 1)]),
        ([("IMG_1.jpg", PAGE_2), ("IMG_2.jpg", PAGE_1)], [(0, 1)]),
        ([("a.pdf", an_elev()), ("b.pdf", an_emne())], [(0,), (1,)]),
        ([("a.pdf", an_elev(pages=())), ("b.pdf", an_elev("Oliver Holm", pages=()))], [(0,), (1,)]),
        ([("Emma Sørensen.jpg", PAGE_1), ("Oliver Holm.jpg", PAGE_2)], [(0,), (1,)]),
        ([("skema.pdf", an_elev()), ("bilag.pdf", UNKNOWN)], [(0, 1)]),
        ([("bilag.pdf", UNKNOWN), ("skema.pdf", an_elev())], [(0, 1)]),
        ([("skema.pdf", an_elev()), ("Udtalelse fra læreren.pdf", UNKNOWN)], [(0, 1)]),
        ([("skema.pdf", an_elev()), ("Sejs Skole - klasseledelse.pdf", UNKNOWN)], [(0,), (1,)]),
        ([("Emma Sørensen.pdf", an_elev()), ("Oliver Holm.docx", UNKNOWN)], [(0,), (1,)]),
        ([("Emma Sørensen.pdf", an_elev()), ("Emma Sørensen.docx", UNKNOWN)], [(0, 1)]),
        ([("skema.pdf", an_elev()), ("5.b.pdf", UNKNOWN)], [(0,), (1,)]),
        ([("a.pdf", an_elev()), ("b.pdf", an_emne()), ("bilag.pdf", UNKNOWN)], [(0,), (1,), (2,)]),
    ],
)
def test_papers_belong_together(sent, groups) -> None:
    """Pages of one form and annexes go together; what names somebody else, or another topic, stands alone."""
    assert [draft.papers for draft in drafts(papers(*sent))] == groups


def test_every_paper_that_was_read_is_in_a_draft() -> None:
    """Whatever is sent together, nothing read is left behind."""
    sent = papers(("a.jpg", PAGE_1), ("b.pdf", UNKNOWN), ("c.pdf", an_emne()), ("d.jpg", PAGE_2), ("e.pdf", OLIVER))
    assert sorted(position for draft in drafts(sent) for position in draft.papers) == [0, 1, 2, 3, 4]


def test_two_forms_in_one_file_are_two_applications() -> None:
    """A scanner that takes a pile gives one file with several forms."""
    (both,) = [a_paper(0, "scan.pdf", an_elev(), OLIVER)]
    assert [draft.answers.values["pupil_name"].text for draft in drafts([both])] == ["Emma Sørensen", "Oliver Holm"]


def test_the_same_file_twice_is_one_paper() -> None:
    """Attached twice by a slip, even when the form does not say whom it is about."""
    nameless = an_elev(name="")
    twice = [a_paper(n, f"scan{n}.pdf", nameless, content=a_pdf("same")) for n in (0, 1)]
    assert [draft.papers for draft in drafts(twice)] == [(0, 1)]


def test_the_pages_of_one_form_keep_their_signatures() -> None:
    """A single form photographed page by page is as good as a scan."""
    (draft,) = drafts(papers(("IMG_1.jpg", PAGE_1), ("IMG_2.jpg", PAGE_2)))
    assert draft.answers.pages == (1, 2)
    assert [box.state for box in draft.answers.signatures] == [Ink.SIGNED, Ink.SIGNED]
    assert draft.answers.values["pupil_name"].text == "Emma Sørensen"


@pytest.mark.parametrize(
    "order", [(PAGE_1, OLIVER_1, PAGE_2, PAGE_2), (PAGE_1, OLIVER_1, PAGE_2), (OLIVER, PAGE_1, PAGE_2)]
)
def test_among_several_forms_a_loose_page_signs_for_nobody(order) -> None:
    """Whose signature it is nobody can say, so a person looks; no machine says "signed"."""
    found = drafts(papers(*((f"IMG_{n}.jpg", page) for n, page in enumerate(order))))
    loose = [box for draft in found if draft.papers != (0,) for box in draft.answers.signatures]
    assert loose
    assert {(box.state, box.why) for box in loose} == {(Ink.UNCERTAIN, LOOSE)}


def test_an_empty_box_on_a_loose_page_stays_empty() -> None:
    """Doubt makes no signature."""
    empty = replace(PAGE_2, signatures=an_elev(inks=(Ink.EMPTY,)).signatures)
    found = drafts(papers(("1.jpg", PAGE_1), ("2.jpg", OLIVER_1), ("3.jpg", empty)))
    assert {box.state for draft in found for box in draft.answers.signatures} == {Ink.EMPTY}


def test_a_number_that_does_not_belong_on_any_page_is_kept() -> None:
    """Surplus on the second page counts for the whole."""
    first = replace(an_emne(), pages=(1,))
    second = replace(an_emne(), pages=(2,), surplus_cpr=True)
    (draft,) = drafts(papers(("1.jpg", first), ("2.jpg", second)))
    assert draft.answers.surplus_cpr


def test_a_name_that_is_no_application_goes_with_the_form() -> None:
    """What the convention calls no application is an annex beside a form."""
    form = a_paper(0, "Gødvadskolen - Emma Sørensen.pdf", an_elev())
    other = replace(a_paper(1, "x.pdf", UNKNOWN), name=FileName(None, None, None, (), 0.9))
    assert [draft.papers for draft in drafts([form, other])] == [(0, 1)]
    assert drafts([form])[0].name.kind is Kind.PUPIL


WORD = replace(an_elev(), form=None, signatures=(), pages=())


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        (WORD, [(0, 1)]),
        (replace(an_elev("Emna Sørensen"), form=None), [(0, 1)]),
        (replace(OLIVER, form=None), [(0,), (1,)]),
        (replace(an_emne(), form=None), [(0,), (1,)]),
    ],
)
def test_a_word_file_about_another_pupil_is_another_application(text, groups) -> None:
    assert [draft.papers for draft in drafts(papers(("a.pdf", an_elev()), ("b.docx", text)))] == groups


def told(position: int, name: str, nature: Nature) -> PaperRead:
    read = a_paper(position, name)
    return replace(read, reading=Reading("pdf", 1, nature=nature))


@pytest.mark.parametrize(
    ("name", "nature", "groups"),
    [
        ("Følgebrev.pdf", Nature.LETTER, [(0, 1)]),
        ("vejledning.pdf", Nature.INSTRUCTIONS, [(0, 1)]),
        ("bagside.pdf", Nature.BLANK, [(0,)]),
        ("logo.png", Nature.LOGO, [(0,)]),
    ],
)
def test_a_letter_goes_with_the_form_and_a_blank_page_with_nothing(name, nature, groups) -> None:
    sent = [a_paper(0, "skema.pdf", an_elev()), told(1, name, nature)]
    assert [draft.papers for draft in drafts(sent)] == groups


@pytest.mark.parametrize(
    ("name", "nature", "count"),
    [
        ("Følgebrev.pdf", Nature.LETTER, 0),
        ("Gødvadskolen - Emma Sørensen.pdf", Nature.LETTER, 1),
        ("Gødvadskolen - Emma Sørensen.pdf", Nature.BLANK, 0),
        ("Gødvadskolen - Emma Sørensen.png", Nature.LOGO, 0),
    ],
)
def test_alone_only_a_letter_that_is_named_as_an_application_may_be_one(name, nature, count) -> None:
    assert len(drafts([told(0, name, nature)])) == count
