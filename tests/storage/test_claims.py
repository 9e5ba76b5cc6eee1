"""Claiming: the statements are made once for each table, for making them takes longer than running them."""

from datetime import timedelta

import pytest

from storage.claims import _claiming
from tests.storage.examples import NOW, a_mail, keep

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def test_the_statements_of_a_claim_are_made_once_for_letters_and_once_for_mails(store):
    for at in range(3):
        keep(store, at + 1)
        store.change((), [a_mail(f"mail-{at}")], NOW)
    _claiming.cache_clear()
    for at in range(3):
        assert store.claim_letter("vaert:0", NOW + timedelta(seconds=at))
        assert store.claim_mail("vaert:0", NOW + timedelta(seconds=at))
    assert _claiming.cache_info().misses == 2
