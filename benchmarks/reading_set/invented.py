"""What invented schools write about invented children.

Surnames and schools are made of parts of words, so that no list of people was used; the CPR numbers are the few that
can belong to nobody."""

from collections.abc import Sequence

import numpy as np

from cases.consent import Custody

Rng = np.random.Generator

_FIRST = (
    "Aksel", "Ida", "Noah", "Freja", "Oskar", "Alma", "Villads", "Karla", "Malthe", "Josefine", "Bjørn", "Åse",
    "Søren", "Maja", "Elias", "Sofie", "Mikkel", "Lærke", "Storm", "Ellen", "Kåre", "Signe", "Jørgen", "Agnes",
    "Younes", "Amira", "Zeynep", "Tobias", "Vigga", "Hjalte",
)  # fmt: skip
_GROWN = (
    "Bente", "Jens", "Karen", "Ole", "Mette", "Lars", "Hanne", "Søren", "Pia", "Torben", "Kirsten", "Bjarne", "Gitte",
    "Åge", "Ulla", "Jørn", "Fatima", "Hassan", "Lene", "Claus", "Vibeke", "Niels", "Birthe", "Poul",
)  # fmt: skip
_HEAD = ("Ager", "Birke", "Dam", "Enge", "Fugle", "Gran", "Have", "Kær", "Lyng", "Mose", "Nørre", "Ravn", "Sø", "Øster",
         "Vester", "Ege", "Høj", "Tår", "Ulve", "Brøn")  # fmt: skip
_TAIL = (
    "bjerg",
    "toft",
    "lund",
    "bæk",
    "gaard",
    "hede",
    "vang",
    "skov",
    "dal",
    "kilde",
    "holt",
    "sted",
    "gård",
    "mark",
)
_TOPICS = (
    "læsning i indskolingen", "trivsel efter ferien", "overgang fra børnehave til skole", "co-teaching i dansk",
    "ordblindhed på mellemtrinnet", "struktur i frikvarteret", "tosprogede elevers ordforråd",
    "klasseledelse i 7. årgang",
    "skolefravær", "matematikvanskeligheder", "sociale medier og konflikter", "bevægelse i undervisningen",
)  # fmt: skip
_WHAT = (
    "{who} har svært ved at komme i gang med opgaverne om morgenen.",
    "Vi ser mange konflikter i frikvartererne, især kl. 10 og 12.",
    "{who} deltager gerne, når opgaven er kort og tydelig.",
    "I dansk og matematik mister {who} ofte overblikket.",
    "Det sker mest i timer med mange skift og megen larm.",
    "{who} læser flydende, men har svært ved at genfortælle.",
    "Der er 24 elever i klassen, og 6 af dem har brug for ekstra støtte.",
    "{who} bliver hurtigt træt og lægger hovedet på bordet.",
    "Vi er i tvivl om, hvad der ligger bag, og vil gerne have andre øjne på.",
    "Forældrene fortæller, at {who} ofte har ondt i maven om søndagen.",
    "{who} har to gode kammerater og er glad for idræt og musik.",
    "Fraværet var 14 % i foråret og er nu omkring 9 %.",
    "Klassen har haft tre forskellige lærere i dansk på et år.",
    "Når dagen følger planen på tavlen, går det bedre.",
    "{who} søger ofte en voksen og spørger om det samme flere gange.",
)
_TRIED = (
    "Vi har prøvet faste pladser, korte pauser og et skema på bordet.",
    "Siden august har en pædagog været med i 4 timer om ugen.",
    "Vi har talt med forældrene to gange og aftalt en fast morgen.",
    "Et nedtællingsur hjælper {who} med at komme videre.",
    "Makkerlæsning gik godt i begyndelsen, men virkede kun i tre uger.",
    "Teamet har lavet en plan, som vi følger op på hver anden fredag.",
    "PPR har observeret i klassen i september.",
    "Vi har delt klassen i mindre grupper, når det var muligt.",
    "Belønning med point gav flere konflikter, så det stoppede vi med.",
)
_GOAL = (
    "At {who} deltager i timerne hver dag.",
    "At {who} kan arbejde 15 minutter uden hjælp.",
    "Et roligere frikvarter med færre konflikter.",
    "At alle lærere i teamet bruger den samme struktur.",
    "At {who} kommer i skole mindst 4 dage om ugen.",
    "At klassen kan begynde timen på under 5 minutter.",
    "Vi vil gerne vide, hvad der virker, og hvordan vi holder fast i det.",
    "At {who} selv kan sige til, når der er brug for en pause.",
)
SENTENCES = (*_WHAT, *_TRIED, *_GOAL)
"""What is said in letters too."""

_CPR = ("150312-9993", "240813-9993", "070909-9993", "311210-9994", "190514-9994")
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def pick(rng: Rng, what: Sequence[str]) -> str:
    """One of them."""
    return what[int(rng.integers(len(what)))]


def surname(rng: Rng) -> str:
    """A surname of two parts."""
    return pick(rng, _HEAD) + pick(rng, _TAIL)


def person(rng: Rng, first: Sequence[str] = _GROWN) -> str:
    """A name, at times with a middle name or with two first names."""
    names = [pick(rng, first), surname(rng)]
    if rng.random() < 0.3:
        names.insert(1, surname(rng))
    elif rng.random() < 0.15:
        names[0] += f"-{pick(rng, first)}"
    return " ".join(names)


def school(rng: Rng) -> str:
    """A school's name in one of the shapes they have."""
    place = surname(rng)
    shapes = (f"{place} Skole", f"{place}skolen", f"{place} Friskole", f"Skolen ved {place}", f"Sct. {place} Skole")
    return pick(rng, shapes)


def class_name(rng: Rng) -> str:
    """A class as people write it."""
    year, letter = int(rng.integers(0, 10)), pick(rng, "abcdx")
    capital = letter.upper()
    shapes = (".{0}", ".{0}", ".{1}", ". {0}", "{0}", ". klasse", ". årgang")
    return f"{year}{pick(rng, shapes).format(letter, capital)}"


def phone(rng: Rng) -> str:
    """Eight digits as people group them."""
    digits = str(int(rng.integers(2, 10))) + "".join(str(each) for each in rng.integers(0, 10, 7))
    pairs = " ".join(digits[at : at + 2] for at in range(0, 8, 2))
    return pick(rng, (pairs, pairs, digits, f"{digits[:4]} {digits[4:]}", f"+45 {pairs}"))


def date(rng: Rng) -> str:
    """A day of the autumn of 2026 as people write it."""
    day, month = int(rng.integers(1, 29)), int(rng.integers(8, 13))
    shapes = (f"{day:02}-{month:02}-2026", f"{day}/{month}-2026", f"{day:02}.{month:02}.2026", f"{day}/{month}-26",
              f"{day:02}/{month:02}/2026")  # fmt: skip
    return pick(rng, shapes)


def email(rng: Rng, name: str) -> str:
    """An address at a school that is not there (RFC 2606)."""
    words = name.lower().translate(_PLAIN).replace("-", " ").split()
    local = pick(
        rng, (".".join((words[0], words[-1])), f"{words[0][:4]}{int(rng.integers(10, 99))}", "_".join(words[:2]))
    )
    return f"{local}@{pick(rng, ('skole', 'friskole', 'kommune'))}.example{pick(rng, ('', '.dk', '.org'))}"


def text(rng: Rng, sentences: Sequence[str], who: str, most: int) -> str:
    """Some of the sentences, about somebody."""
    chosen = rng.permutation(len(sentences))[: int(rng.integers(1, most + 1))]
    said = (sentences[int(each)].format(who=who) for each in chosen)
    return " ".join(each[0].upper() + each[1:] for each in said)


def values(rng: Rng, kind: str) -> dict[str, str]:
    """The texts of an application ("elev", "klasse", "emne") by field; some are left out, as people do."""
    contact, pupil = person(rng), person(rng, _FIRST)
    who = pupil.split()[0] if kind == "elev" else "klassen"
    said = {
        "school": school(rng),
        "contact_name": contact,
        "contact_phone": phone(rng),
        "contact_email": email(rng, contact),
        "description": text(rng, _WHAT, who, 6),
        "tried": text(rng, _TRIED, who, 4),
        "goal": text(rng, _GOAL, who, 3),
    }
    if kind != "emne":
        said["class_name"] = class_name(rng)
    if kind == "emne":
        said["topic"] = pick(rng, _TOPICS)
    if kind == "elev":
        cpr = pick(rng, _CPR)
        said |= {
            "pupil_name": pupil,
            "cpr": cpr if rng.random() < 0.8 else cpr.replace("-", ""),
            "guardian_1_name": f"{pick(rng, _GROWN)} {pupil.split()[-1]}",
            "signed_date_1": date(rng),
        }
        if rng.random() < 0.7:
            said |= {"guardian_2_name": person(rng), "signed_date_2": date(rng)}
    left_out = [name for name in said if rng.random() < 0.03]
    return {name: each for name, each in said.items() if name not in left_out}


def custody(rng: Rng) -> str:
    """What is ticked of custody; "" for nothing."""
    return "" if rng.random() < 0.12 else pick(rng, [each.value for each in Custody if each.value])
