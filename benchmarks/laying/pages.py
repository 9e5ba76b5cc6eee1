"""Filled pages of our forms at 300 dpi, as printed: typed or by hand, signed or not, from a seed."""

from functools import cache

import pypdfium2

from benchmarks.laying.sheets import Sheet, printed
from intake.form import Form
from intake.forms import load_forms
from intake.images import Grey
from service.samples.papers import filled_form

DPI = 300
FORMS = load_forms()
PAGES = tuple((form, page) for form in FORMS.values() for page in range(1, form.pages + 1))

_VALUES = {
    "school": "Rosengårdskolen",
    "class_name": "5.b",
    "pupil_name": "Aksel Østergård Prøve",
    "cpr": "150312-9993",
    "topic": "Ro i timerne",
    "contact_name": "Bente Åkjær",
    "contact_email": "bente_aakjaer@skole.example.dk",
    "contact_phone": "86 12 34 56",
    "description": "Eleven har svært ved at komme i gang om morgenen og bliver let afledt. " * 4,
    "tried": "Vi har prøvet faste pladser, korte pauser og en aftale med hjemmet. " * 4,
    "goal": "At eleven deltager i timerne hver dag. " * 3,
    "custody": "fælles, bor ikke sammen",
    "guardian_1_name": "Karen Prøve",
    "guardian_2_name": "Jens Østergård",
    "signed_date_1": "12-11-2026",
    "signed_date_2": "13-11-2026",
}


@cache
def _pictures(form: Form, seed: int) -> tuple[Grey, ...]:
    signed = (seed % 2 == 0, seed % 3 == 0)
    pdf = filled_form(form.kind, _VALUES, signed=signed, seed=seed, handwriting=seed % 2 == 1)
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = [page.render(scale=DPI / 72, grayscale=True).to_numpy() for page in document]
        return tuple(each.reshape(each.shape[:2]).copy() for each in drawn)
    finally:
        document.close()


def filled_page(form: Form, page: int, seed: int) -> Sheet:
    """A filled page (from 1), one of four of its form."""
    return printed(_pictures(form, seed % 4)[page - 1].copy(), DPI)
