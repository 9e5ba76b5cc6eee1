"""What a school can apply for."""

from enum import StrEnum


class Kind(StrEnum):
    """The kind of an application; the value is the Danish word that people see."""

    PUPIL = "elev"
    CLASS = "klasse"
    TOPIC = "emne"
    UNKNOWN = "ukendt"
