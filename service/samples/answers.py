"""What schools write in the form's boxes: the values of one invented form, by field name."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cases.people import School
from service.samples.people import Pupil, Sender

Values = Mapping[str, str]


def pupil_values(pupil: Pupil, school: School, contact: Sender, now: datetime) -> Values:
    """A form about a pupil; the guardians signed some days before `now`."""
    signed = [now - timedelta(days=days) for days in (3, 2)]
    dates = [f"{day:%d-%m-%Y}" if guardian else "" for day, guardian in zip(signed, pupil.guardians, strict=True)]
    return {
        **_asked_by(school, contact),
        "class_name": pupil.class_name,
        "pupil_name": pupil.name,
        "cpr": pupil.cpr,
        "description": "Har svært ved at komme i gang og trækker sig i frikvartererne.",
        "tried": "Faste pauser, en plads tæt på læreren og samtaler med hjemmet.",
        "goal": "At deltage i timerne og være sammen med de andre i frikvartererne.",
        "custody": pupil.custody.value,
        "guardian_1_name": pupil.guardians[0],
        "guardian_2_name": pupil.guardians[1],
        "signed_date_1": dates[0],
        "signed_date_2": dates[1],
    }


def class_values(class_name: str, school: School, contact: Sender) -> Values:
    """A form about a class."""
    return {
        **_asked_by(school, contact),
        "class_name": class_name,
        "description": "Der er uro i timerne og mange konflikter efter pauserne.",
        "tried": "Ny bordplan og fælles aftaler i teamet.",
        "goal": "Ro til at lære og en klasse, hvor alle er med.",
    }


def topic_values(topic: str, school: School, contact: Sender) -> Values:
    """A form about a topic."""
    return {
        **_asked_by(school, contact),
        "topic": topic,
        "description": "Vi vil gerne have fælles greb på tværs af årgangene.",
        "tried": "Et oplæg på et pædagogisk møde.",
        "goal": "At teamene bruger de samme greb i hverdagen.",
    }


def _asked_by(school: School, contact: Sender) -> Values:
    return {
        "school": school.name,
        "contact_name": contact.name,
        "contact_email": contact.address,
        "contact_phone": "87 65 43 21",
    }
