"""Every code that people may meet has words."""

from email.message import EmailMessage

from cases.mails import ADDRESS_UNCONFIRMED, OutgoingMail
from intake.outcome import ROBOTS
from intake.reading import WHY
from intake.senders import WHY_NOT
from replies.owed import TITLES, Reply
from review.outgoing import as_read
from review.why import WORDS, in_words


def test_every_code_has_its_words() -> None:
    """Why a mail is not answered, why a paper could not be read, why a person must look."""
    codes = {code for code, _ in WHY_NOT} | ROBOTS | set(WHY)
    ends = {"seen-before", "automatic", "wrong-mailbox", "not-recognised", "linked", "no-paper", "unsafe", "empty"}
    assert codes | ends <= set(WORDS)


def test_every_mail_of_ours_has_a_title() -> None:
    """No page shows the name of a folder."""
    assert set(TITLES) == set(Reply)


def test_a_code_without_words_is_shown_as_it_is() -> None:
    """Better than nothing."""
    assert (in_words("locked"), in_words("x")) == ("filen er låst med adgangskode", "x")


def test_a_mail_that_is_held_back_says_why_in_words() -> None:
    """Before it is sent, on every page that shows it."""
    message = EmailMessage()
    message["subject"] = "Der mangler noget"
    message.set_content("Hej")
    mail = OutgoingMail("1", "mangler", "kontor@skole.example", "<1@x>", message.as_bytes(), held=ADDRESS_UNCONFIRMED)
    assert as_read(mail).held == WORDS[ADDRESS_UNCONFIRMED]
