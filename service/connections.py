"""The mailbox and the way out that the settings name, each with its login; nothing is connected here."""

from collections.abc import Callable

from cases.errors import SettingsError
from cases.login import Credentials, Password, Token
from intake.filed import ImapFolder
from intake.imap import ImapAccount, ImapMailbox, ImapWatcher
from replies.smtp import Security, SmtpPostman, SmtpSettings
from service.mail_sections import Auth, Mailbox, Server, Smtp
from service.settings import Settings
from service.tokens import AppLogin, token_source


def mailbox_of(settings: Settings) -> ImapMailbox:
    """The mailbox that the settings name; not connected yet."""
    return ImapMailbox(_account(settings), _imap_login(settings.mailbox))


def folder_of(settings: Settings, folder: str) -> ImapFolder:
    """A folder of that mailbox from which mails can be erased; not connected yet."""
    return ImapFolder(_account(settings), _imap_login(settings.mailbox), folder)


def watcher_of(settings: Settings) -> ImapWatcher:
    """A second connection to the same mailbox that only listens; not connected yet."""
    return ImapWatcher(_account(settings), _imap_login(settings.mailbox))


def postman_of(settings: Settings) -> SmtpPostman:
    """The way out that the settings name; not connected yet."""
    smtp = settings.smtp
    where = SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        sender=smtp.sender,
        security=Security(smtp.security.value),
        user=smtp.user,
        envelope=smtp.envelope,
        ca_file=smtp.ca_file,
    )
    return SmtpPostman(where, _smtp_login(smtp))


def _account(settings: Settings) -> ImapAccount:
    mailbox = settings.mailbox
    return ImapAccount(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security.value,
        user=mailbox.user,
        folder=mailbox.inbox,
        ca_file=str(mailbox.ca_file) if mailbox.ca_file else None,
    )


def _imap_login(mailbox: Mailbox) -> Credentials:
    if mailbox.auth is Auth.PASSWORD and mailbox.password is not None:
        return Password(mailbox.password.get_secret_value())
    return Token(_tokens(mailbox))


def _smtp_login(smtp: Smtp) -> Credentials | None:
    if smtp.auth is Auth.NONE:
        return None
    if smtp.auth is Auth.PASSWORD and smtp.password is not None:
        return Password(smtp.password.get_secret_value())
    return Token(_tokens(smtp))


def _tokens(server: Server) -> Callable[[], str]:
    if not server.client_id:
        raise SettingsError("Der mangler en adgangskode eller en app-registrering til mailserveren.")
    return token_source(
        AppLogin(
            client_id=server.client_id,
            scope=server.scope,
            tenant=server.tenant,
            secret=server.client_secret.get_secret_value() if server.client_secret else "",
            certificate_file=server.certificate_file,
            authority=server.authority,
            token_endpoint=server.token_endpoint,
            ca_file=str(server.ca_file) if server.ca_file else None,
        )
    )
