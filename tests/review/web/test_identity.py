"""Which account somebody gets whom the municipality's login vouches for."""

import pytest

from cases.accounts import Role, User
from review.web.identity import CLOSED, NO_EDUCATOR, NO_ROLE, DeniedError, Identity, account
from tests.review.web.pages import ANNA

ROLES = {
    Role.COORDINATOR: frozenset({"K", "K2"}),
    Role.EDUCATOR: frozenset({"V"}),
    Role.READER: frozenset({"L"}),
    Role.ADMINISTRATOR: frozenset({"A"}),
}
NONE = dict.fromkeys(Role, frozenset[str]())
KNOWN = User(7, "anna@silkeborg.example", "Anna", Role.READER, bound=True)


def who(*roles: str, login: str = "anna@silkeborg.example") -> Identity:
    return Identity("issuer oid", login, "Anna Krog", frozenset(roles))


@pytest.mark.parametrize(
    ("identity", "known", "translated", "role", "educator"),
    [
        (who("K"), None, ROLES, Role.COORDINATOR, None),
        (who("K2", "andet"), None, ROLES, Role.COORDINATOR, None),
        (who("V", "L", "A"), None, ROLES, Role.ADMINISTRATOR, None),
        (who("V", "L"), None, ROLES, Role.READER, None),
        (who("V"), None, ROLES, Role.EDUCATOR, "ahk"),
        (who("V", login="ANNA@Silkeborg.example"), None, ROLES, Role.EDUCATOR, "ahk"),
        (who("V", login="bo@silkeborg.example"), User(7, "x", "", Role.EDUCATOR, "abc"), ROLES, Role.EDUCATOR, "abc"),
        (who("L"), User(7, "x", "", Role.EDUCATOR, "abc"), ROLES, Role.READER, None),
        (who(), KNOWN, NONE, Role.READER, None),
        (who("K"), KNOWN, NONE, Role.READER, None),
    ],
)  # fmt: skip
def test_the_role_is_the_logins_where_it_is_translated_and_else_that_of_the_account(
    identity, known, translated, role, educator
) -> None:
    user = account(identity, known, translated, [ANNA])
    assert (user.role, user.educator, user.name, user.subject) == (role, educator, "Anna Krog", "issuer oid")
    assert (user.id, user.login) == ((known.id, known.login) if known else (0, identity.login))
    assert user.password is None


@pytest.mark.parametrize(
    ("identity", "known", "translated", "sentence"),
    [
        (who(), None, ROLES, NO_ROLE),
        (who("andet"), KNOWN, ROLES, NO_ROLE),
        (who("K"), None, NONE, NO_ROLE),
        (who("V", login="en.anden@silkeborg.example"), None, ROLES, NO_EDUCATOR),
        (who("K"), User(7, "x", "", Role.COORDINATOR, disabled=True), ROLES, CLOSED),
    ],
)
def test_who_has_no_place_here_is_denied_with_a_sentence(identity, known, translated, sentence) -> None:
    with pytest.raises(DeniedError) as denied:
        account(identity, known, translated, [ANNA])
    assert str(denied.value) == sentence


def test_an_identity_shows_nobody() -> None:
    assert not [word for word in ("anna", "Anna", "oid") if word in repr(who("K"))]
