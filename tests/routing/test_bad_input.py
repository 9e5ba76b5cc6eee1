"""Bad input ends in sentences that name every fault, never in a traceback; good input in what the contract says."""

import copy
import json
import re

import pytest

from cases.errors import RefusedError
from routing.parse import read_text
from routing.route import plan_json

GOOD = {
    "settings": {"mode": "slots", "districts": "soft", "repeats": "avoid", "needs": {"emne": ["sprog"]}},
    "educators": [
        {
            "id": "AB",
            "capacity": 1,
            "competences": ["sprog"],
            "districts": ["Nord"],
            "attached": [],
            "conflicts": ["Skole C"],
            "history": [{"school": "Skole A", "environment": "5.b", "round": "2025-1"}],
        },
        {"id": "CD", "capacity": 1.0},
    ],
    "cases": [
        {
            "id": "T-1",
            "kind": "elev",
            "school": "Skole A",
            "environment": "5.b",
            "district": None,
            "needs": ["sprog"],
            "wants": [],
            "demand": 1,
            "received": "2026-11-20T10:00:00+01:00",
            "waited": 0,
            "priority": 0,
            "pinned": None,
            "previous": None,
        },
        {"id": "T-2", "kind": "klasse", "school": "Skole B", "received": "2026-11-21"},
        {"id": "T-3", "kind": "emne", "school": "Skole C", "received": "2026-11-22T08:00:00Z", "waited": 1},
    ],
}

FAULTS = [
    (("cases", 0, "pinned", "XY"), "Sag T-1 er fastholdt hos XY, som ikke er blandt læringsvejlederne."),
    (("educators", 0, "capacity", -2), "Læringsvejleder AB har kapaciteten -2; den skal være 0 eller mere."),
    (("educators", 0, "capacity", "2"), "Læringsvejleder nr. 1: feltet 'capacity' skal være et tal."),
    (("educators", 0, "capacity", True), "Læringsvejleder nr. 1: feltet 'capacity' skal være et tal."),
    (("educators", 0, "capacity", float("nan")), "Læringsvejleder nr. 1: feltet 'capacity' skal være et tal."),
    (("educators", 0, "capacity", 10**400), "Læringsvejleder nr. 1: feltet 'capacity' skal være et tal."),
    (("educators", 1, "id", "AB"), "Læringsvejleder AB står 2 gange; hver må kun stå én gang."),
    (("educators", 1, "id", " "), "Læringsvejleder nr. 2: feltet 'id' skal være en tekst, der ikke er tom."),
    (("educators", 0, "history", [{"skole": "A"}]), "feltet 'history' skal være en liste af forløb"),
    (("educators", 0, "history", [{"school": 3}]), "feltet 'history' skal være en tekst"),
    (("educators", 0, "competences", "sprog"), "feltet 'competences' skal være en liste af tekster."),
    (("educators", 0, "capasity", 3), "Læringsvejleder nr. 1: feltet 'capasity' kendes ikke."),
    (("cases", 1, "id", "T-1"), "Sag T-1 står 2 gange; hver må kun stå én gang."),
    (("cases", 0, "received", "i går"), "Sag nr. 1: feltet 'received' skal være et tidspunkt som"),
    (("cases", 0, "waited", 1.5), "Sag nr. 1: feltet 'waited' skal være et helt tal."),
    (("cases", 0, "demand", 3), "Sag T-1 fylder 3; når der fordeles pladser (slots), fylder hver sag 1."),
    (("cases", 0, "demand", 0), "Sag T-1 fylder 0; det skal være mere end 0."),
    (("cases", 0, 7), "Sag nr. 1 skal være et objekt med navngivne felter."),
    (("cases", 7), "Filen skal have en liste 'cases'."),
    (("settings", "mode", "fri"), "Indstillingerne: feltet 'mode' skal være en af slots, hours."),
    (("settings", "needs", ["sprog"]), "skal være en liste af kompetencer for hver slags ansøgning."),
    (("settings", "hours", 3), "skal være et antal timer for hver slags ansøgning."),
    (("settings", 7), "Indstillingerne skal være et objekt med navngivne felter."),
    (("kommune", 7), "Feltet 'kommune' kendes ikke."),
]


def changed(*way: object) -> str:
    document = copy.deepcopy(GOOD)
    *keys, last, value = way
    place = document
    for key in keys:
        place = place[key]  # type: ignore[index]
    place[last] = value  # type: ignore[index]
    return json.dumps(document)


@pytest.mark.parametrize(("way", "sentence"), FAULTS)
def test_a_fault_is_named(way: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_text(changed(*way))
    assert sentence in str(refused.value)


def test_a_case_without_its_school_is_named() -> None:
    document = copy.deepcopy(GOOD)
    del document["cases"][1]["school"]  # type: ignore[index]
    with pytest.raises(RefusedError, match=re.escape("Sag nr. 2: feltet 'school' mangler.")):
        read_text(json.dumps(document))


def test_pins_over_capacity_add_up_in_the_sentence() -> None:
    cases = [
        {"id": f"T-{n}", "kind": "elev", "school": "A", "received": "2026-11-20", "pinned": "NN"} for n in range(6)
    ]
    with pytest.raises(RefusedError, match=re.escape("De fastholdte sager hos NN fylder 6, kapaciteten er 5: ")):
        read_text(json.dumps({"educators": [{"id": "NN", "capacity": 5}], "cases": cases}))


def test_a_pin_to_a_school_in_conflict_is_named() -> None:
    with pytest.raises(RefusedError, match=re.escape("Sag T-3 er fastholdt hos AB, som ikke kan sendes til Skole C.")):
        read_text(changed("cases", 2, "pinned", "AB"))


def test_all_faults_are_told_at_once_and_very_many_are_counted() -> None:
    rows = [{"id": f"T-{n}"} for n in range(30)]
    with pytest.raises(RefusedError) as refused:
        read_text(json.dumps({"educators": [], "cases": rows}))
    lines = str(refused.value).splitlines()
    assert len(lines) == 22
    assert lines[-1] == "… og 70 fejl mere."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Filen er ikke gyldig JSON: linje 1, tegn 2."),
        ("[]", "Filen skal være et objekt"),
        ("", "Filen er ikke gyldig JSON"),
        ("[" * 100_000, "Filen er ikke gyldig JSON"),
    ],
    ids=["broken", "list", "empty", "deep"],
)
def test_what_is_not_a_plan_file_is_told(text: str, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_text(text)
    assert sentence in str(refused.value)


def test_the_answer_has_the_shape_that_scripts_rely_on() -> None:
    clock = iter((1.0, 3.5))
    answer = plan_json(json.dumps(GOOD), lambda: next(clock))
    assert json.loads(json.dumps(answer)) == answer
    assert set(answer) == {"assignments", "unplaced", "levels", "proved", "seconds"}
    assert (answer["proved"], answer["seconds"]) == (True, 2.5)
    by_case = {row["case"]: row for row in answer["assignments"]}
    assert {case: row["educator"] for case, row in by_case.items()} == {"T-1": "AB", "T-2": "CD"}
    assert set(by_case["T-1"]) == {"case", "educator", "reasons", "runner_up"}
    assert by_case["T-1"]["runner_up"] is None
    assert by_case["T-2"]["runner_up"] == {"educator": "AB", "why_not": "Så ville en anden sag miste sin plads."}
    (left,) = answer["unplaced"]
    assert set(left) == {"case", "code", "why", "would_help"}
    assert (left["case"], left["code"]) == ("T-3", "no-candidate")
    assert [level["name"] for level in answer["levels"]] == [
        "served", "stability", "fit", "spread", "repeat", "district", "attached",
    ]  # fmt: skip
    assert all(set(level) == {"name", "value", "bound"} for level in answer["levels"])


MORE_FAULTS = [
    (("settings", "levels", ["fit", "fit"]), "Indstillingerne: feltet 'levels' skal være en liste af hensyn"),
    (("settings", "levels", ["served"]), "Indstillingerne: feltet 'levels' skal være en liste af hensyn"),
    (("settings", "bands", 1), "Indstillingerne: feltet 'bands' skal være et helt tal fra 2 til 11."),
    (("educators", 0, "away", 1.5), "Læringsvejleder nr. 1: feltet 'away' skal være et tal fra 0 til 1."),
    (
        ("educators", 0, "reserved", -1),
        "nr. 1: feltet 'reserved' skal være et tal, der er 0 eller mere.",
    ),
    (("educators", 0, "earlier_cases", -1), "feltet 'earlier_cases' skal være et tal, der er 0 eller mere."),
]


@pytest.mark.parametrize(("way", "sentence"), MORE_FAULTS)
def test_a_fault_in_a_setting_or_a_share_is_named(way: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_text(changed(*way))
    assert sentence in str(refused.value)


def test_an_absence_that_leaves_too_little_for_the_pins_is_told_with_its_reason() -> None:
    cases = [
        {"id": f"T-{n}", "kind": "elev", "school": "A", "received": "2026-11-20", "pinned": "NN"} for n in range(3)
    ]
    ill = {"id": "NN", "capacity": 4, "away": 0.5}
    sentence = "De fastholdte sager hos NN fylder 3, kapaciteten er 2 (kapacitet 4, væk 50 % af perioden): "
    with pytest.raises(RefusedError, match=re.escape(sentence)):
        read_text(json.dumps({"educators": [ill], "cases": cases}))


def test_everybody_in_conflict_with_everybody_is_an_answer() -> None:
    """Conflicts may go round in a circle: they are about schools, so nothing turns for ever."""
    seats = [{"id": name, "capacity": 1, "conflicts": [school]} for name, school in ("AX", "BY", "CZ")]
    cases = [{"id": f"T-{school}", "kind": "elev", "school": school, "received": "2026-11-20"} for school in "XYZ"]
    answer = plan_json(json.dumps({"educators": seats, "cases": cases}), lambda: 0.0)
    assert len(answer["assignments"]) == 3
    every = [{**seat, "conflicts": ["X", "Y", "Z"]} for seat in seats]
    answer = plan_json(json.dumps({"educators": every, "cases": cases}), lambda: 0.0)
    assert {left["why"] for left in answer["unplaced"]} == {
        "Ingen læringsvejleder kan tage sagen: 3 kan ikke sendes til skolen."
    }


@pytest.mark.parametrize(("educators", "cases"), [(0, 0), (0, 3), (3, 0)])
def test_nobody_or_nothing_is_an_answer(educators: int, cases: int) -> None:
    for mode in ("slots", "hours"):
        document = {
            "settings": {"mode": mode},
            "educators": [{"id": f"L{n}", "capacity": 1} for n in range(educators)],
            "cases": [{"id": f"T-{n}", "kind": "elev", "school": "A", "received": "2026-11-20"} for n in range(cases)],
        }
        answer = plan_json(json.dumps(document), lambda: 0.0)
        assert answer["assignments"] == []
        assert len(answer["unplaced"]) == cases


@pytest.mark.slow
def test_a_hundred_thousand_cases_are_planned() -> None:
    seats = [{"id": f"L{n:03}", "capacity": 40, "competences": [f"k{n % 7}", f"k{n % 5}"]} for n in range(300)]
    cases = [
        {"id": f"T-{n:06}", "kind": "elev", "school": f"S{n % 900}", "received": "2026-11-20", "needs": [f"k{n % 7}"]}
        for n in range(100_000)
    ]
    answer = plan_json(json.dumps({"educators": seats, "cases": cases}), lambda: 0.0)
    assert len(answer["assignments"]) == 12_000
    assert len(answer["unplaced"]) == 88_000
    assert answer["proved"]
