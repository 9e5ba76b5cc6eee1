"""One invented elev application, for the tests of reading."""

VALUES = {
    "school": "Rosengårdskolen",
    "class_name": "5.b",
    "pupil_name": "Aksel Østergård Prøve",
    "cpr": "150312-9993",
    "contact_name": "Bente Åkjær",
    "contact_email": "bente_aakjaer@skole.example.dk",
    "contact_phone": "86 12 34 56",
    "description": "Aksel har svært ved at komme i gang om morgenen.",
    "tried": "Vi har prøvet faste pladser og korte pauser.",
    "goal": "At Aksel deltager i timerne hver dag.",
    "custody": "fælles, bor ikke sammen",
    "guardian_1_name": "Karen Prøve",
    "guardian_2_name": "Jens Østergård",
    "signed_date_1": "12-11-2026",
    "signed_date_2": "13-11-2026",
}

MUST = ("school", "pupil_name", "class_name", "cpr")
