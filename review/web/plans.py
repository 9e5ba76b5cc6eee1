"""A round's plan over HTTP: shown before it is taken, taken as it was shown, and what a change would do to it."""

from replies.words import counted
from review import rounds
from review.undo import WAIT, Undoable
from review.web.asked import Answer, Asked, Moved, Shown
from review.web.standing import address_of, named, round_named
from review.web.writing import undoable
from routing.changes import Change, change_of
from routing.difference import difference_text


def draft(asked: Asked) -> Answer:
    """A plan, shown before it is taken."""
    round_ = round_named(asked, asked.form.get("runde"))
    made = asked.desk.planner.draft(round_.name)
    shown = {
        "round": round_.name,
        "seal": made.seal,
        "moves": named(asked, difference_text(made.difference)).splitlines()[1:],
        "news": named(asked, rounds.news_text(made.proposal)).splitlines()[1:],
        "placed": len(made.plan.assignments),
        "waiting": len(made.plan.unplaced),
        "proved": made.plan.proved,
    }
    return Shown("draft.html", shown)


def take(asked: Asked) -> Answer:
    """Take the plan that was shown."""
    round_ = round_named(asked, asked.form.get("runde"))
    before = {case.number: case for case in asked.desk.store.cases(round_name=round_.name)}
    taken = asked.desk.planner.take(round_.name, asked.form.get("segl"))
    plan, until = taken.draft.plan, asked.now + WAIT
    were = tuple(before[number] for number in taken.written if number in before)
    back = "Forslaget er taget tilbage, og sagerne er, som de var."
    one = Undoable(asked.viewer.id, until, were, plan=taken.id, back=address_of(round_), said=back)
    placed = counted(len(plan.assignments), "sag", "sager")
    said = f"Forslaget er lagt: {placed} har en plads, {len(plan.unplaced)} venter."
    return Moved(address_of(round_), undoable(asked, one, said))


def what_if(asked: Asked) -> Answer:
    """What a change would do; nothing is taken."""
    round_ = round_named(asked, asked.form.get("runde"))
    change = _change(asked)
    told = asked.desk.planner.suppose(round_.name, [change])
    lines = named(asked, difference_text(told, [change])).splitlines()
    return Shown("what-if.html", {"round": round_.name, "title": lines[0], "lines": lines[1:]})


def _change(asked: Asked) -> Change:
    what, about = asked.form.get("hvad"), asked.form.get("hvem")
    extra = [asked.form.get("antal")] if what == "plads" else []
    return change_of([what, about, *[one for one in extra if one]], what)
