"""Sealing: the key file, tokens that open only where they belong, hashes that tell nothing."""

import stat

import pytest

from cases.errors import RefusedError, SettingsError
from storage.key_file import add_key, lies_ready, new_key_file, prepare_key, retire_keys, use_prepared_key
from storage.sealing import (
    Keys,
    LiveKeys,
    Vault,
    parse_keys,
    read_keys,
)
from tests.storage.examples import CPR, NAME

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
PLACE = "cases.content/T-2026-0001"


def test_a_new_key_file_is_for_its_owner_alone_and_gives_a_key(tmp_path):
    path = tmp_path / "key"
    new_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_keys(path).ids) == 1


def test_a_key_file_is_never_overwritten(tmp_path):
    path = tmp_path / "key"
    new_key_file(path)
    before = path.read_bytes()
    with pytest.raises(SettingsError):
        new_key_file(path)
    assert path.read_bytes() == before


def test_an_added_key_seals_and_the_one_before_it_still_opens(tmp_path):
    path = tmp_path / "key"
    new_key_file(path)
    before = read_keys(path)
    token = before.seal(PLACE, b"text")
    add_key(path)
    after = read_keys(path)
    assert after.ids[0] == before.ids[0]
    assert after.open(PLACE, token) == b"text"
    assert not after.seal(PLACE, b"text").startswith(before.newest)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "not base64!\n", "QUJD\n", "æøå\n"])
def test_what_is_not_a_key_file_is_refused(text):
    with pytest.raises(SettingsError):
        parse_keys(text)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_key_file_that_cannot_be_read_is_one_clear_sentence(tmp_path, content):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match="tovholder init"):
        read_keys(path)


def test_a_token_hides_the_text_and_is_never_the_same_twice():
    keys = Keys((OLD,))
    one, two = (keys.seal(PLACE, CPR.encode()) for _ in range(2))
    assert one != two
    assert CPR.encode() not in one
    assert keys.open(PLACE, one) == CPR.encode()


def test_a_token_opens_only_at_its_place():
    keys = Keys((OLD,))
    with pytest.raises(SettingsError):
        keys.open("cases.content/T-2026-0002", keys.seal(PLACE, b"text"))


@pytest.mark.parametrize("byte", [0, 8, 20, -1])
def test_a_changed_token_does_not_open(byte):
    keys = Keys((OLD,))
    token = bytearray(keys.seal(PLACE, b"text"))
    token[byte] ^= 1
    with pytest.raises(SettingsError):
        keys.open(PLACE, bytes(token))


def test_another_key_does_not_open_a_token():
    with pytest.raises(SettingsError, match="nøglefilen"):
        Keys((NEW,)).open(PLACE, Keys((OLD,)).seal(PLACE, b"text"))


def test_hashes_find_the_same_again_and_differ_by_purpose_and_secret():
    one, other = Vault(Keys((OLD,)), OLD), Vault(Keys((OLD,)), NEW)
    hashed = one.hash("identity", CPR)
    assert hashed == Vault(Keys((NEW,)), OLD).hash("identity", CPR)
    assert len({hashed, one.hash("content", CPR), other.hash("identity", CPR)}) == 3


@pytest.mark.parametrize("text", ["", NAME, "nul \x00", "half \udc80"])
def test_any_text_survives_sealing(text):
    vault = Vault(Keys((OLD,)), NEW)
    assert vault.text(PLACE, vault.seal(PLACE, text)) == text


def test_keys_and_vault_never_show_their_secrets():
    shown = repr(Vault(Keys((OLD,)), NEW))
    assert repr(OLD) not in shown and repr(NEW) not in shown and OLD.hex() not in shown


@pytest.fixture
def path(tmp_path):
    """A key file."""
    new_key_file(tmp_path / "key")
    return tmp_path / "key"


def test_a_running_process_takes_up_a_key_that_is_added(path):
    live, before = LiveKeys(path), read_keys(path)
    add_key(path)
    assert live.open(PLACE, read_keys(path).seal(PLACE, b"text")) == b"text"
    assert live.seal(PLACE, b"text").startswith(read_keys(path).newest)
    assert live.open(PLACE, before.seal(PLACE, b"older")) == b"older"


def test_a_running_process_keeps_a_key_that_is_retired(path):
    live, before = LiveKeys(path), read_keys(path)
    add_key(path)
    assert retire_keys(path) == 1
    assert live.open(PLACE, before.seal(PLACE, b"older")) == b"older"
    with pytest.raises(SettingsError):
        LiveKeys(path).open(PLACE, before.seal(PLACE, b"older"))


@pytest.mark.parametrize("content", [None, "", "half a li"])
def test_a_key_file_that_is_gone_or_broken_meanwhile_changes_nothing(path, content):
    live = LiveKeys(path)
    token = live.seal(PLACE, b"text")
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    assert live.open(PLACE, token) == b"text"
    assert live.seal(PLACE, b"text").startswith(token[:7])


def test_a_prepared_key_opens_on_other_machines_before_it_seals_anywhere(path):
    before = read_keys(path)
    prepare_key(path)
    elsewhere = read_keys(path)
    assert elsewhere.newest == before.newest
    use_prepared_key(path)
    token = read_keys(path).seal(PLACE, b"text")
    assert not token.startswith(before.newest)
    assert elsewhere.open(PLACE, token) == b"text"


def test_a_prepared_key_is_taken_into_use_once_and_only_when_there_is_one(path):
    """A second time would let the old key seal again."""
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="ingen ny nøgle klar"):
        use_prepared_key(path)
    assert path.read_bytes() == before
    prepare_key(path)
    with pytest.raises(RefusedError, match="allerede"):
        prepare_key(path)
    use_prepared_key(path)
    after = path.read_bytes()
    with pytest.raises(RefusedError):
        use_prepared_key(path)
    assert path.read_bytes() == after


def test_a_key_that_lies_ready_still_does_when_another_is_added(path):
    prepare_key(path)
    prepared = read_keys(path).ids[0]
    add_key(path)
    assert lies_ready(path)
    assert read_keys(path).ids[-1] != prepared
    use_prepared_key(path)
    assert read_keys(path).ids[-1] == prepared


def test_a_changed_key_file_is_still_for_its_owner_alone(path):
    for change in (add_key, prepare_key, use_prepared_key, retire_keys):
        change(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert repr(LiveKeys(path)) == "LiveKeys()"
