"""An office for each test: the pages on the store, with people who can sign in."""

import pytest

from tests.review.web.office import Office


@pytest.fixture
def office(store) -> Office:
    return Office(store)
