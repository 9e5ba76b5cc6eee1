"""Claiming: the statements are made once for each table, for making them takes longer than running them."""

from datetime import timedelta

import pytest

from storage.claims import _claiming, _in_company
from tests.storage.examples import NOW, a_mail, keep, next_letter

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def test_the_statements_of_a_claim_are_made_once_for_letters_and_once_for_mails(store):
    for at in range(3):
        keep(store, at + 1)
        store.change((), [a_mail(f"mail-{at}")], NOW)
    _claiming.cache_clear()
    _in_company.cache_clear()
    for at in range(3):
        assert next_letter(store, "vaert:0", NOW + timedelta(seconds=at))
        assert store.claim_mail("vaert:0", NOW + timedelta(seconds=at))
    assert (_claiming.cache_info().misses, _in_company.cache_info().misses) == (1, 1)
