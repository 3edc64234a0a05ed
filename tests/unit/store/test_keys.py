"""The key ring and the key file."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import SettingsError, StoreError
from bot.store.keys import KeyRing, load_keys

OLD, NEW = b"o" * 32, b"n" * 32


def test_what_is_sealed_opens_in_the_same_place_alone() -> None:
    keys = KeyRing((NEW,))
    sealed = keys.seal(b"words", of="document.text:1")
    assert keys.open(sealed, of="document.text:1") == b"words"
    for elsewhere in ("document.text:2", "document.data:1"):
        with pytest.raises(StoreError, match="changed or moved"):
            keys.open(sealed, of=elsewhere)


def test_a_sealed_value_costs_33_bytes_and_never_looks_the_same_twice() -> None:
    keys = KeyRing((NEW,))
    one, two = keys.seal(b"words", of="x"), keys.seal(b"words", of="x")
    assert one != two
    # version 1 + key id 4 + nonce 12 + tag 16
    assert len(one) == len(b"words") + 33


@pytest.mark.parametrize("at", [0, 1, 5, 17, -1])
def test_a_changed_byte_anywhere_is_noticed(at: int) -> None:
    keys = KeyRing((NEW,))
    sealed = bytearray(keys.seal(b"words", of="x"))
    sealed[at] ^= 1
    with pytest.raises(StoreError):
        keys.open(bytes(sealed), of="x")


@pytest.mark.parametrize("length", [0, 1, 16, 20])
def test_a_value_cut_short_is_an_error_of_the_store(length: int) -> None:
    keys = KeyRing((NEW,))
    with pytest.raises(StoreError):
        keys.open(keys.seal(b"words", of="x")[:length], of="x")


def test_a_former_key_opens_and_the_first_seals() -> None:
    sealed = KeyRing((OLD,)).seal(b"words", of="x")
    ring = KeyRing((NEW, OLD))
    assert ring.open(sealed, of="x") == b"words"
    assert KeyRing((NEW,)).open(ring.seal(b"words", of="x"), of="x") == b"words"
    with pytest.raises(StoreError, match="not at hand"):
        KeyRing((NEW,)).open(sealed, of="x")


def test_fingerprints_are_equal_for_equal_texts_of_one_place_and_key() -> None:
    ring = KeyRing((NEW, OLD))
    assert ring.fingerprint("a", of="x") == KeyRing((NEW,)).fingerprint("a", of="x")
    assert ring.fingerprints("a", of="x")[1] == KeyRing((OLD,)).fingerprint("a", of="x")
    others = {ring.fingerprint("b", of="x"), ring.fingerprint("a", of="y")}
    assert ring.fingerprint("a", of="x") not in others
    assert len(ring.fingerprint("a", of="x")) == 64


def test_a_ring_shows_nothing_of_its_keys() -> None:
    assert repr(KeyRing((NEW, OLD))) == "KeyRing(2 keys)"


@pytest.mark.parametrize("keys", [(), (b"short",), (NEW, b"x" * 33)])
def test_a_ring_wants_keys_of_32_bytes(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(SettingsError, match="32 bytes"):
        KeyRing(keys)


def test_keys_of_the_environment_go_before_the_file(tmp_path: Path) -> None:
    text = f"{base64.b64encode(NEW).decode()}, {base64.b64encode(OLD).decode()}"
    ring, is_new = load_keys(text, tmp_path / "key")
    assert ring.open(KeyRing((OLD,)).seal(b"words", of="x"), of="x") == b"words"
    assert not is_new
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["a secret!", "äöü", "c2VjcmV0", base64.b64encode(b"x").decode()])
def test_a_key_of_the_environment_that_cannot_be_used_is_not_repeated(
    text: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_keys(text, tmp_path / "key")
    assert text not in caught.value.problem + caught.value.fix
    assert "PLUMBLINE_KEY" in caught.value.problem


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "key"
    first, is_new = load_keys("", file)
    again, is_new_again = load_keys("", file)
    assert (is_new, is_new_again) == (True, False)
    assert file.stat().st_mode & 0o777 == 0o600
    assert again.open(first.seal(b"words", of="x"), of="x") == b"words"
    assert [path.name for path in file.parent.iterdir()] == ["key"]


def test_of_several_processes_at_first_start_all_use_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_keys("", tmp_path / "key"), range(8)))
    assert sum(is_new for _, is_new in made) == 1
    sealed = made[0][0].seal(b"words", of="x")
    assert all(ring.open(sealed, of="x") == b"words" for ring, _ in made)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    load_keys("", file)
    file.chmod(0o640)
    with pytest.raises(SettingsError, match="read by others") as caught:
        load_keys("", file)
    assert "chmod 600" in caught.value.fix


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff\xfe")
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_keys("", file)
    file.write_text("not base64!")
    with pytest.raises(SettingsError, match="not base64"):
        load_keys("", file)


def test_a_key_file_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(SettingsError, match="cannot be made") as caught:
        load_keys("", tmp_path / "data" / "key")
    assert "PLUMBLINE_KEY" in caught.value.fix
