"""The evidence is weighed in a fixed order, and what each source said is kept."""

from dataclasses import replace

import pytest

from cases.application import Answers, Source
from cases.kinds import Kind
from intake.filenames import FileName
from intake.gather import Draft
from intake.interpret import Interpretation, interpret
from intake.look import united
from tests.intake.letters import UNKNOWN, a_desk, a_value, an_elev, an_emne

REGISTER = a_desk().register
EMMA = FileName("Gødvadskolen", Kind.PUPIL, "Emma Sørensen", (), 0.97)
NOTHING = FileName(None, Kind.UNKNOWN, None, (), 0.3)
A_CLASS = replace(EMMA, kind=Kind.CLASS, detail="5.b")


def read(answers: Answers, name: FileName = NOTHING, sender: str | None = None, papers=(0,)) -> Interpretation:
    return interpret(Draft(answers, name, papers), REGISTER, sender)


def a_klasse(text: str) -> Answers:
    """Our own form about a class."""
    return Answers("klasse-1", Kind.CLASS, {"class_name": a_value(text)}, (), (1,))


@pytest.mark.parametrize(
    ("answers", "name", "sender", "kind", "school", "detail"),
    [
        (an_elev("Oliver Holm", "Sejs Skole"), EMMA, "Gødvadskolen", Kind.PUPIL, "Sejs Skole", "Oliver Holm"),
        (an_elev("", ""), EMMA, "Sejs Skole", Kind.PUPIL, "Gødvadskolen", "Emma Sørensen"),
        (an_elev("", ""), NOTHING, "Sejs Skole", Kind.PUPIL, "Sejs Skole", None),
        (an_elev("", ""), NOTHING, None, Kind.PUPIL, None, None),
        (an_elev("", ""), A_CLASS, None, Kind.PUPIL, "Gødvadskolen", None),
        (an_elev("", ""), replace(EMMA, kind=Kind.UNKNOWN), None, Kind.PUPIL, "Gødvadskolen", "Emma Sørensen"),
        (UNKNOWN, EMMA, None, Kind.PUPIL, "Gødvadskolen", "Emma Sørensen"),
        (UNKNOWN, replace(NOTHING, kind=None), "Sejs Skole", Kind.UNKNOWN, "Sejs Skole", None),
        (an_emne("  klasse-\n ledelse "), NOTHING, None, Kind.TOPIC, "Sejs Skole", "klasse- ledelse"),
        (a_klasse("5 B"), NOTHING, "Sejs Skole", Kind.CLASS, "Sejs Skole", "5.b"),
        (an_elev(school="Gødvad"), NOTHING, None, Kind.PUPIL, "Gødvadskolen", "Emma Sørensen"),
    ],
)
def test_the_form_comes_before_the_name_and_the_name_before_the_sender(
    answers, name, sender, kind, school, detail
) -> None:
    """Whatever is missing in one is taken from the next."""
    said = read(answers, name, sender).application
    assert (said.kind, said.school, said.detail) == (kind, school, detail)


def test_what_each_source_said_travels_on() -> None:
    """A disagreement is not settled here."""
    said = read(an_elev("Oliver Holm", "Sejs Skole"), EMMA)
    assert (said.form_school, said.form_detail, said.name) == ("Sejs Skole", "Oliver Holm", EMMA)


@pytest.mark.parametrize(
    ("school", "unknown"), [("Gødvadskolen", False), ("", False), ("Statens Skole i Thisted by", True)]
)
def test_a_school_that_nobody_knows_is_not_replaced_in_silence(school, unknown) -> None:
    """The sender's school fills in, and it is said that the form names another."""
    said = read(an_elev(school=school), NOTHING, "Gødvadskolen")
    assert (said.application.school, said.unknown_school) == ("Gødvadskolen", unknown)


def test_what_is_taken_from_the_name_says_so() -> None:
    """A value from a file name is marked, and never put over one from the form."""
    said = read(an_elev("", ""), EMMA).application.values
    assert {said[name].source for name in ("pupil_name", "school")} == {Source.FILE_NAME}
    assert read(an_elev(), EMMA).application.values["pupil_name"].source is Source.OCR


def test_a_class_is_written_one_way_wherever_it_stands() -> None:
    """The field on a pupil's form too; where it stood is kept."""
    answers = replace(an_elev(), values={**an_elev().values, "class_name": a_value("5 B", 0.7)})
    value = read(answers).application.values["class_name"]
    assert (value.text, value.confidence, value.page) == ("5.b", 0.7, 1)


class TestUnited:
    """Several papers of one letter about the same."""

    def test_the_same_pupil_twice_is_one_application(self):
        """The later paper supplements, and all that either said is kept."""
        later = read(an_elev("Emma Sørensen"), replace(EMMA, flags=("cpr_i_filnavn",)), papers=(1,))
        (one,) = united((read(UNKNOWN, EMMA), later))
        assert (one.papers, one.application.form, one.form_detail) == ((0, 1), "elev-1", "Emma Sørensen")
        assert one.name.flags == ("cpr_i_filnavn",)

    def test_namesakes_stay_two(self):
        """Two sure numbers are two children."""
        found = united((read(an_elev()), read(an_elev(cpr="240813-9993"), papers=(1,))))
        assert [one.papers for one in found] == [(0,), (1,)]

    def test_what_names_nobody_is_never_put_together(self):
        """Two forms without a name may be two children."""
        assert len(united((read(an_elev("")), read(an_elev(""), papers=(1,))))) == 2
