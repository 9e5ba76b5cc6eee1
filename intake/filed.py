"""A folder of ours over IMAP, as the place from which mails are erased for good when their time is up.

Nothing but the mail that is named is touched: it is erased by its UID (RFC 4315), so what colleagues have put into the
folder, or marked as deleted, stays.
"""

from dataclasses import replace
from typing import Any, Protocol

from cases.errors import MailboxError
from cases.letters import MailPlace
from cases.login import Credentials
from intake.imap import ImapAccount, ImapMailbox
from intake.mailbox import Mailbox


class Folder(Mailbox, Protocol):
    """A folder of ours: what lies in it can be listed, fetched, and erased."""

    def erase(self, place: MailPlace) -> bool:
        """Erase one mail for good; False when it does not lie there any more."""
        ...


class ImapFolder(ImapMailbox):
    """A Folder over IMAP."""

    def __init__(self, account: ImapAccount, credentials: Credentials, folder: str) -> None:
        super().__init__(replace(account, folder=folder), credentials)

    def erase(self, place: MailPlace) -> bool:
        """Erase one mail for good."""
        return self._ask(lambda client: self._erase(client, place))

    def _erase(self, client: Any, place: MailPlace) -> bool:
        if not self._lies_there(client, place):
            return False
        if not client.has_capability("UIDPLUS"):  # a plain EXPUNGE would delete what other people have marked
            raise MailboxError("Mailserveren kan ikke UIDPLUS, så mails kan ikke slettes sikkert: slet dem i mappen.")
        client.delete_messages([place.uid], silent=True)
        client.uid_expunge([place.uid])
        return True
