"""Seal the few secrets that must be read again: who copies the database learns nothing without the key (AES-256-GCM).

A sealed value is ASCII, `sealed1:` and Base64 of the key's number, a nonce and the sealed bytes; it opens only in the
row it was sealed for. What doesn't begin so was written before there was a key, and is taken as it is.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

from server.kit.faults import CommandError

KEY_BYTES: Final = 32
MARK: Final = b"sealed1:"
NUMBER_BYTES: Final = 4
NONCE_BYTES: Final = 12


class SealedError(CommandError):
    """A stored secret can't be opened: its key is missing, or the value is of another row or damaged."""


class Seal:
    """The keys of an installation: the first seals, each opens what it sealed. Without any, values stay readable."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        assert all(len(key) == KEY_BYTES for key in keys), "the settings check it"
        self._ciphers = {_number(key): AESGCM(key) for key in keys}
        self._first = _number(keys[0]) if keys else None

    def __bool__(self) -> bool:
        """Whether there is a key."""
        return self._first is not None

    @override
    def __eq__(self, other: object) -> bool:
        """Whether both have the same keys."""
        return isinstance(other, Seal) and list(self._ciphers) == list(other._ciphers)

    @override
    def __hash__(self) -> int:
        return hash(tuple(self._ciphers))

    def seal(self, plain: bytes, *, row: str) -> bytes:
        """As it is stored; `row` names the table and the row, and opens it again."""
        if self._first is None:
            return plain
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, plain, row.encode())
        return MARK + b64encode(self._first + nonce + sealed)

    def open(self, stored: bytes, *, row: str) -> bytes:
        """What was sealed for this row.

        Raises:
            SealedError: it can't be opened; the text says why, without the value.

        """
        if not stored.startswith(MARK):
            return stored
        content = b64decode(stored.removeprefix(MARK))
        number, nonce = content[:NUMBER_BYTES], content[NUMBER_BYTES : NUMBER_BYTES + NONCE_BYTES]
        cipher = self._ciphers.get(number)
        if cipher is None:
            raise SealedError(f"{row} was sealed with a key that ADJUGE_SECRET_KEY doesn't list")
        try:
            return cipher.decrypt(nonce, content[NUMBER_BYTES + NONCE_BYTES :], row.encode())
        except InvalidTag:
            raise SealedError(f"{row} is damaged, or was sealed for another row") from None

    def renewed(self, stored: bytes, *, row: str) -> bytes | None:
        """The value sealed by the first key; None where it is already, or where there is no key.

        Raises:
            SealedError: as `open`.

        """
        if self._first is None:
            return None
        if stored.startswith(MARK) and b64decode(stored.removeprefix(MARK))[:NUMBER_BYTES] == self._first:
            return None
        return self.seal(self.open(stored, row=row), row=row)


def read_seal(text: str | None, file: str | None) -> Seal:
    """The keys as an operator gives them, in a variable or in a file; none where there is neither.

    Raises:
        ValueError: what is wrong with them, in one line without their value.

    """
    if text and file:
        raise ValueError("ADJUGE_SECRET_KEY and ADJUGE_SECRET_KEY_FILE are both set: one of them is enough")
    if file:
        try:
            text = Path(file).read_text(encoding="ascii")
        except (OSError, ValueError):
            raise ValueError("ADJUGE_SECRET_KEY_FILE can't be read") from None
        if not text.strip():
            raise ValueError("ADJUGE_SECRET_KEY_FILE is empty")
    try:
        keys = [b64decode(key, validate=True) for key in (text or "").replace(",", " ").split()]
    except ValueError:
        keys = [b""]
    if any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(f"ADJUGE_SECRET_KEY must be {KEY_BYTES} bytes in Base64; of several, the newest first")
    return Seal(keys)


def _number(key: bytes) -> bytes:
    """What tells keys apart, and nothing about them."""
    return sha256(b"adjuge key number" + key).digest()[:NUMBER_BYTES]
