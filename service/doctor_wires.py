"""What `tovholder doctor` looks at: the settings first, then everything that answers over a wire."""

from contextlib import closing
from datetime import datetime

from service.connections import mailbox_of, postman_of
from service.doctor import Check, Line, clock_check, examine, settings_checks
from service.door import login_of
from service.mail_sections import Auth
from service.settings import Settings
from service.wiring import App, now, open_app, require_database

NOT_TRIED = "ikke prøvet, før alle hemmeligheder er på plads."


def doctor_checks(settings: Settings) -> tuple[Check, ...]:
    """What `tovholder doctor` looks at: the settings first, then everything that answers over a wire."""
    return (*_without_secrets(settings), *_with_secrets(settings))


def examined_without_secrets(settings: Settings) -> tuple[Line, ...]:
    """A line for each thing also where a secret is lacking: what needs one is not tried."""
    untried = (Line(check.name, ok=False, says=NOT_TRIED) for check in _with_secrets(settings))
    return (*examine(_without_secrets(settings)), *untried)


def _without_secrets(settings: Settings) -> tuple[Check, ...]:
    return (
        *settings_checks(settings, now),
        Check("database", lambda: _database(settings)),
        clock_check(now, lambda: _newest_note(settings)),
        *(() if settings.openid.issuer else (_people(settings),)),
    )


def _with_secrets(settings: Settings) -> tuple[Check, ...]:
    return (
        Check("postkasse", lambda: _mailbox(settings)),
        Check("SMTP", lambda: _post(settings)),
        *((_people(settings),) if settings.openid.issuer else ()),
    )


def _people(settings: Settings) -> Check:
    return Check("login", lambda: _login(settings))


def _there(settings: Settings) -> App:
    require_database(settings)
    return open_app(settings)


def _database(settings: Settings) -> str:
    with closing(_there(settings)) as app:
        return f"{len(app.store.cases())} sager, {len(app.store.letters())} mails"


def _newest_note(settings: Settings) -> datetime:
    """PostgreSQL's time; else the newest time noted, for a clock that has been set back since is told by it."""
    with closing(_there(settings)) as app:
        if settings.database_url.startswith("postgresql"):
            return app.store.lease_clock(now())
        return max([now(), *app.store.notes().values()])


def _mailbox(settings: Settings) -> str:
    mailbox = mailbox_of(settings)
    try:
        waiting = len(mailbox.arrivals())
        mailbox.prepare((settings.mailbox.done_folder, settings.mailbox.review_folder))
    finally:
        mailbox.close()
    return f"logget ind, {waiting} {'mail' if waiting == 1 else 'mails'} venter"


def _login(settings: Settings) -> str:
    login = login_of(settings.openid)
    if login:
        return f"{login.look(int(now().timestamp()))} svarer"
    with closing(_there(settings)) as app:
        count = sum(not user.disabled for user in app.store.users())
    return f"{count} {'konto' if count == 1 else 'konti'} her" if count else "ingen konti endnu: tovholder users add"


def _post(settings: Settings) -> str:
    postman = postman_of(settings)
    try:
        postman.connect()
    finally:
        postman.close()
    return "logget ind" if settings.smtp.auth is not Auth.NONE else "svarer"
