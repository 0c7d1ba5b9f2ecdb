"""Encrypting a copy, so that without the key nobody can read it or change it unseen."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from automations.engine.core.findings import Message
from automations.engine.secret_store import find_secret, keep_command

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VARIABLE, ACCOUNT = "WERKBLAD_SNAPSHOT_KEY", "snapshot"
SECRET = 32  # bytes
# A sealed copy: the version, which key, a random nonce, then AES-256-GCM's text with its tag. Both
# the first two and the workbook's name are authenticated.
VERSION = b"WERKBLAD COPY 1\n"
_ID, _NONCE = 8, 12


class SnapshotError(Exception):
    """A copy could not be made or put back; `message` says why, and what to do."""

    def __init__(self, message: Message) -> None:
        """Carry the message."""
        super().__init__(message.id)
        self.message = message


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """The secret of a workspace's copies; each use of it has a key derived from it."""

    secret: bytes

    def fingerprint(self, content: bytes) -> str:
        """Return what tells equal contents, and tells nothing to whoever has no key."""
        return hmac.digest(self._derived(b"fingerprint"), content, "sha256").hex()

    def seal(self, name: str, content: bytes) -> bytes:
        """Encrypt a copy of the workbook `name`."""
        head, nonce = VERSION + self._id, os.urandom(_NONCE)
        return head + nonce + self._cipher().encrypt(nonce, content, head + name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """Decrypt a copy of the workbook `name`.

        Raises SnapshotError when it was sealed with another key, or is not what was sealed.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - takes its time to load

        start = len(VERSION) + _ID
        head, nonce, text = sealed[:start], sealed[start : start + _NONCE], sealed[start + _NONCE :]
        if not sealed.startswith(VERSION) or len(nonce) < _NONCE:
            raise SnapshotError(Message("snapshots.damaged"))
        if not hmac.compare_digest(head[len(VERSION) :], self._id):
            raise SnapshotError(Message("snapshots.wrong-key", {"variable": VARIABLE}))
        try:
            return self._cipher().decrypt(nonce, text, head + name.encode())
        except InvalidTag:
            raise SnapshotError(Message("snapshots.damaged")) from None

    @property
    def _id(self) -> bytes:
        return self._derived(b"id")[:_ID]

    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415 - as above
            AESGCM,
        )

        return AESGCM(self._derived(b"seal"))

    def _derived(self, use: bytes) -> bytes:
        return hmac.digest(self.secret, b"werkblad snapshot " + use, "sha256")


def find_key(environ: Mapping[str, str] | None = None) -> Key | None:
    """Return the key from the environment, else from the keyring; None where there is none.

    Raises SnapshotError when what is there is no key.
    """
    given = find_secret((VARIABLE,), ACCOUNT, os.environ if environ is None else environ)
    if given is None:
        return None
    try:
        secret = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != SECRET:
        raise SnapshotError(Message("snapshots.bad-key", {"variable": VARIABLE}))
    return Key(secret)


def needed_key() -> Key:
    """Return the key; raises SnapshotError when there is none, or what is there is no key."""
    if (key := find_key()) is None:
        values = {"variable": VARIABLE, "command": keep_command(ACCOUNT)}
        raise SnapshotError(Message("snapshots.key-missing", values))
    return key
