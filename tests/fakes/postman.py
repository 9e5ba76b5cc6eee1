"""A postman in memory: what was handed over, and the trouble a server can make."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cases.errors import PostError, PostRefusedError, PostUnknownError
from cases.mails import OutgoingMail
from tests.servers.trouble import Trouble


@dataclass
class FakePostman:
    """`trouble` is what the server does with the next mails; `delivered` what it has stored."""

    trouble: Trouble = Trouble.NONE
    delivered: list[OutgoingMail] = field(default_factory=list)
    answers: bool = False

    def reachable(self) -> None:
        if not self.answers:
            self._connect()

    def send(self, mail: OutgoingMail, about_to_send: Callable[[], None]) -> None:
        self._connect()
        if self.trouble is Trouble.TEMPORARY_AT_RCPT:
            raise PostError("Mailserveren kunne ikke tage imod mailen nu (451 4.7.1); vi prøver igen.")
        if self.trouble is Trouble.REFUSED_AT_RCPT:
            raise PostRefusedError("Mailserveren afviste mailen (554 5.1.1).")
        about_to_send()
        if self.trouble is Trouble.CUT_BEFORE_STORING:
            raise PostUnknownError("Forbindelsen blev afbrudt midt i afleveringen; mailen kan være sendt.")
        if self.trouble is Trouble.TEMPORARY_AFTER_DATA:
            raise PostError("Mailserveren kunne ikke tage imod mailen nu (451 4.3.0); vi prøver igen.")
        if self.trouble is Trouble.REFUSED_AFTER_DATA:
            raise PostRefusedError("Mailserveren afviste mailen (554 5.6.0).")
        self.delivered.append(mail)
        if self.trouble is Trouble.CUT_AFTER_STORING:
            raise PostUnknownError("Forbindelsen blev afbrudt midt i afleveringen; mailen kan være sendt.")

    def close(self) -> None:
        self.answers = False

    def _connect(self) -> None:
        self.answers = self.trouble is not Trouble.AWAY
        if not self.answers:
            raise PostError("Mailserveren svarer ikke; se efter host, port og firewall.")
