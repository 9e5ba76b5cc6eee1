"""What was done a moment ago taken back, over HTTP: cases, mails, rulings, a plan, a letter, an answer."""

from cases.errors import StaleError
from cases.mails import MailRow
from review.decide import Word
from review.undo import WAIT, Undoable, undone, unruled
from review.web.asked import Answer, Asked, Message, Moved


def undo(asked: Asked) -> Answer:
    """Take the latest thing that one did back."""
    one = asked.desk.undos.take(asked.form.get("hvad"), asked.viewer.id, asked.now)
    word = Word(asked.viewer.name, "", asked.now)
    if one.answer is not None:
        _answer(asked, one, one.answer)
    else:
        _write(asked, one, word)
    return _as_it_was(one)


def _write(asked: Asked, one: Undoable, word: Word) -> None:
    store = asked.desk.store
    changes = undone(one, store.case, word)
    corrected = [case for case in one.before if case.number in one.corrected]
    identities = {case.number: asked.desk.recheck(case).identities for case in corrected}
    if one.carried:
        store.carry(changes, one.carried, asked.now, identities)
    elif one.aside:
        store.set_aside_again(one.aside, changes, asked.now)
    elif one.made:
        store.unsplit(changes, one.made, asked.now)
    else:
        rounds = dict.fromkeys(
            filter(None, (*(case.round for case in one.before), *(rule.round for rule in one.rulings)))
        )
        standing = [ruling for name in rounds for ruling in store.rulings(name)] if one.rulings else []
        rulings = unruled(one, standing, word)
        store.take_back(changes, one.mails, asked.now, identities, rulings, plan=one.plan)


def _answer(asked: Asked, one: Undoable, was: MailRow) -> None:
    """The one that was done is taken back, and only while the answer is as that left it."""
    try:
        if one.again:
            asked.desk.store.keep_unsent(was, one.until)
        else:
            asked.desk.store.mail_unseen(was.id, one.until - WAIT)
    except StaleError:
        raise StaleError("Svaret er ændret siden, eller det er på vej: se på det igen.") from None


def _as_it_was(one: Undoable) -> Answer:
    numbers = [case.number for case in one.before]
    said = f"{len(numbers)} sager er, som de var."
    if len(numbers) < 2:
        said = f"{numbers[0]} er, som den var." if numbers else "Det er, som det var."
    back = one.back or (f"/sager/{numbers[0]}" if len(numbers) == 1 else "/")
    return Moved(back, Message(one.said or said))
