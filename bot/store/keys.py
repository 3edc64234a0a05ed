"""Keys that seal what the database holds: AES-256-GCM with a ring, bound to the place."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import tempfile
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SealError, SettingsError

KEY_BYTES = 32
_VERSION = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = len(_VERSION) + _ID_BYTES + _NONCE_BYTES
_OTHERS = 0o077
"""File mode bits that let anybody but the owner at a file."""


class KeyRing:
    """Seals with its first key and opens with all of them.

    A sealed value is: version (1 byte), key id (4), nonce (12), ciphertext with tag.

    Args:
        keys: Of 32 bytes each, newest first; at least one.

    Raises:
        SettingsError: There is no key, or one has another length.
    """

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise SettingsError(
                "PLUMBLINE_KEY cannot be used: each key is 32 bytes, written as base64.",
                'Make one with: python -c "import base64, os; '
                'print(base64.b64encode(os.urandom(32)).decode())"',
            )
        self._ciphers = {
            _derive(key, b"id")[:_ID_BYTES]: AESGCM(_derive(key, b"seal")) for key in keys
        }
        self._marks = tuple(_derive(key, b"mark") for key in keys)
        self._roots = tuple(_derive(key, b"branch") for key in keys)

    def __repr__(self) -> str:
        """Say how many keys there are, and nothing of them."""
        return f"KeyRing({len(self._marks)} keys)"

    @property
    def first_id(self) -> str:
        """Name of the key that seals, in 8 hex digits; it tells nothing of the key."""
        return next(iter(self._ciphers)).hex()

    def seal(self, data: bytes, *, of: str) -> bytes:
        """Encrypt for one place.

        Args:
            data: What to seal.
            of: The place, such as ``document.text:<row id>``; it opens nowhere else.
        """
        key_id, cipher = next(iter(self._ciphers.items()))
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + key_id + nonce + cipher.encrypt(nonce, data, of.encode())

    def open(self, sealed: bytes, *, of: str) -> bytes:
        """Decrypt what was sealed for the same place.

        Raises:
            SealError: No key of the ring opens it, or it was changed or moved.
        """
        key_id = sealed[len(_VERSION) : len(_VERSION) + _ID_BYTES]
        cipher = self._ciphers.get(key_id)
        if cipher is None or sealed[: len(_VERSION)] != _VERSION:
            raise SealError(
                "The database is sealed with a key that is not at hand.",
                "Put the former key back: PLUMBLINE_KEY takes several, separated by commas.",
            )
        nonce = sealed[_HEAD_BYTES - _NONCE_BYTES : _HEAD_BYTES]
        try:
            return cipher.decrypt(nonce, sealed[_HEAD_BYTES:], of.encode())
        except InvalidTag:
            raise SealError(
                "A sealed value in the database was changed or moved.",
                "Restore the database from a backup.",
            ) from None

    def branch(self, name: str) -> KeyRing:
        """Derive a ring for one thing; it opens nothing of this ring, nor this ring of it.

        Args:
            name: The thing, such as ``panel:<id>``; the same name gives the same ring.
        """
        return KeyRing(tuple(_derive(root, name.encode()) for root in self._roots))

    def fingerprint(self, text: str, *, of: str) -> str:
        """Mark a text so that equal texts can be found: 64 hex digits that do not tell it.

        Made with the first key, so it changes when the ring gets a new one.
        """
        return self.fingerprints(text, of=of)[0]

    def fingerprints(self, text: str, *, of: str) -> tuple[str, ...]:
        """Give the marks of a text by all keys, in the order of the ring."""
        message = f"{of}\0{text}".encode()
        return tuple(hmac.new(mark, message, sha256).hexdigest() for mark in self._marks)


def load_keys(environment: str, file: Path) -> tuple[KeyRing, bool]:
    """Take the keys from the environment, or from a file that is made on the first run.

    Args:
        environment: Value of PLUMBLINE_KEY: keys of 32 bytes in base64, separated by commas,
            newest first; "" to use the file.
        file: Key file; readable by its owner alone.

    Returns:
        The ring, and whether the file was made just now.

    Raises:
        SettingsError: A key cannot be used, or others can read the file.
    """
    if environment.strip():
        return KeyRing(_decode(environment, "PLUMBLINE_KEY")), False
    is_new = _make(file)
    try:
        mode = file.stat().st_mode
        text = file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"The key file {file} cannot be read.", "Check its permissions, or restore it."
        ) from None
    if mode & _OTHERS:
        raise SettingsError(f"The key file {file} can be read by others.", f"Run: chmod 600 {file}")
    return KeyRing(_decode(text, f"The key file {file}")), is_new


def _make(file: Path) -> bool:
    """Make the key file unless there is one; of several processes, one makes it."""
    if file.exists():
        return False
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.") as fresh:
            fresh.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
            fresh.flush()
            os.fsync(fresh.fileno())
            return _name(Path(fresh.name), file)
    except OSError:
        raise SettingsError(
            f"The key file {file} cannot be made.",
            "Make its folder writable, or set PLUMBLINE_KEY.",
        ) from None


def _name(fresh: Path, file: Path) -> bool:
    """Give a whole file its name, and say whether no other process was faster."""
    try:
        os.link(fresh, file)
    except FileExistsError:
        return False
    return True


def _decode(text: str, name: str) -> tuple[bytes, ...]:
    try:
        return tuple(
            base64.b64decode(part.strip(), validate=True)
            for part in text.split(",")
            if part.strip()
        )
    except (binascii.Error, ValueError):
        raise SettingsError(
            f"{name} cannot be used: it is not base64.",
            "Write each key as base64 of 32 bytes, separated by commas.",
        ) from None


def _derive(key: bytes, purpose: bytes) -> bytes:
    """Make one key of another for one purpose, so that no key serves two."""
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"plumbline " + purpose
    ).derive(key)
