"""Tokens to log in with: printed by a command, from Microsoft 365, or from Google.

A token is kept in memory while it is valid. What is said about a refusal is the code that the
other side gives, never its text: nobody knows what it repeats.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from automations.engine.core.findings import Message
from automations.engine.mail.tls import tls_context, tls_trouble
from automations.engine.mail_config import Microsoft, Server
from automations.engine.ports import UnavailableError

PATIENCE = 30.0  # seconds, for a command and for each answer of a token server
MICROSOFT = "https://outlook.office365.com/.default"
GOOGLE = "https://mail.google.com/"

_TOKEN = re.compile(r"[\x21-\x7e]+")
_CODE = re.compile(r"[\w.-]{1,60}")
_LONGEST = 200  # signs of what a command said
# https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_MICROSOFT = {
    7000215: "transport.login-microsoft-secret",
    7000222: "transport.login-microsoft-expired",
    700016: "transport.login-microsoft-client",
}
# https://developers.google.com/identity/protocols/oauth2/service-account#error-codes
_GOOGLE = {
    "unauthorized_client": "transport.login-google-delegation",
    "invalid_grant": "transport.login-google-grant",
}
_MAKING = Lock()  # else two lanes make one at the same moment, and each fetches a token
_PASSING = ("temporarily_unavailable", "server_error")  # RFC 6749, 4.1.2.1


def token_of_command(command: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> str:
    """Run a command in `folder`, without a shell, and return the first line that it prints."""
    name = command[0]
    try:
        process = subprocess.Popen(  # noqa: S603 - what config.yaml names, and no shell
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that its children can be ended too
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise _by_hand("transport.login-command-start", command=name, why=why) from None
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        _end(process)
        seconds = int(PATIENCE)
        raise _by_hand("transport.login-command-slow", command=name, seconds=seconds) from None
    token = out.decode("utf-8", "replace").partition("\n")[0].strip()
    if process.returncode:
        why = _said(err, token)
        code = process.returncode
        raise _by_hand("transport.login-command-failed", command=name, code=code, why=why)
    if not _TOKEN.fullmatch(token):
        raise _by_hand("transport.login-command-output", command=name)
    return token


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with its children, and wait for none: a pipe may be held open for ever."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()


def _said(err: bytes, token: str) -> str:
    """Return the last line of what a command complained, on one line and without the token."""
    lines = err.decode("utf-8", "replace").strip().splitlines() or [""]
    text = "".join(sign if sign.isprintable() else " " for sign in lines[-1]).strip()
    return (text.replace(token, "…") if token else text)[:_LONGEST]


def microsoft_token(microsoft: Microsoft, secret: str, ca: Path | None) -> str:
    """Return a token of Microsoft 365 for the application itself (client credentials)."""
    with _MAKING:
        source = _microsoft(microsoft, secret, ca)
    return source.get()


def google_token(key_file: Path, user: str, ca: Path | None) -> str:
    """Return a token of Google with which its service account acts for `user`."""
    try:
        written = key_file.stat().st_mtime_ns
    except OSError as error:
        raise _by_hand(
            "transport.login-google-file", file=str(key_file), why=error.strerror
        ) from None
    with _MAKING:
        source = _google(key_file, written, user, ca)
    return source.get()


class _Source(ABC):
    """Where tokens come from; several lanes ask it, and one of them fetches."""

    def __init__(self, url: str, ca: Path | None) -> None:
        from automations.engine.mail.https import session  # noqa: PLC0415 - requests is heavy

        parts = urlsplit(url)
        self.server = Server("https", parts.hostname or url, parts.port or 443)
        self.session = session(tls_context(ca), PATIENCE)
        self._lock = Lock()

    def get(self) -> str:
        """Return a valid token."""
        with self._lock:
            try:
                return self._get()
            except UnavailableError:
                raise
            except Exception as error:  # an answer that is none upsets each in its own way
                raise self._unreachable(error) from error

    @abstractmethod
    def _get(self) -> str:
        """Return the token that is kept, or fetch one."""

    def _unreachable(self, error: BaseException) -> UnavailableError:
        from automations.engine.mail.https import tls_error  # noqa: PLC0415 - as above

        if found := tls_error(error):
            return tls_trouble(found, self.server)
        values = {"server": self.server.host, "why": type(error).__name__}
        return UnavailableError(Message("transport.login-unreachable", values))


class _MicrosoftSource(_Source):
    def __init__(self, microsoft: Microsoft, secret: str, ca: Path | None) -> None:
        super().__init__(microsoft.authority, ca)
        self._microsoft = microsoft
        self._secret = secret
        self._app: Any = None

    def _get(self) -> str:
        answer = self._application().acquire_token_for_client([MICROSOFT])
        if token := answer.get("access_token"):
            return str(token)
        code = _code(answer.get("error"))
        if code in _PASSING:
            raise ConnectionError(code)
        number: int = next(iter(answer.get("error_codes") or ()), 0)
        entry = _MICROSOFT.get(number, "transport.login-microsoft")
        code = f"AADSTS{number:d}" if number else code
        raise _by_hand(entry, code=code, client=self._microsoft.client)

    def _application(self) -> Any:  # noqa: ANN401 - msal has no types
        import msal  # noqa: PLC0415 - heavy, and only for who is at Microsoft 365

        if self._app is None:
            where = f"{self._microsoft.authority.rstrip('/')}/{self._microsoft.tenant}"
            try:
                self._app = msal.ConfidentialClientApplication(
                    self._microsoft.client,
                    client_credential=self._secret,
                    authority=where,
                    instance_discovery=False,  # who wrote config.yaml knows the authority
                    http_client=self.session,
                )
            except ValueError as error:
                raise _by_hand("transport.login-microsoft-tenant", where=where) from error
        return self._app


class _GoogleSource(_Source):
    def __init__(self, key_file: Path, user: str, ca: Path | None) -> None:
        from google.oauth2.service_account import Credentials  # noqa: PLC0415 - heavy, as msal

        try:
            info = json.loads(key_file.read_text("utf-8"))
            url = str(info["token_uri"])
            self._credentials: Any = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                info, scopes=[GOOGLE], subject=user
            )
        except OSError as error:
            why = error.strerror
            raise _by_hand("transport.login-google-file", file=str(key_file), why=why) from None
        except (ValueError, KeyError, TypeError) as error:
            why = type(error).__name__
            raise _by_hand("transport.login-google-file", file=str(key_file), why=why) from None
        if urlsplit(url).scheme != "https":
            raise _by_hand("transport.login-google-file", file=str(key_file), why="token_uri")
        super().__init__(url, ca)
        self._user = user

    def _get(self) -> str:
        from google.auth.exceptions import RefreshError  # noqa: PLC0415 - heavy, as msal
        from google.auth.transport.requests import Request  # noqa: PLC0415 - as above

        if self._credentials.valid:
            return str(self._credentials.token)
        try:
            self._credentials.refresh(Request(self.session))
        except RefreshError as error:
            if error.retryable:
                raise
            answer = error.args[1] if len(error.args) > 1 else None
            code = _code(answer.get("error") if isinstance(answer, dict) else None)
            entry = _GOOGLE.get(code, "transport.login-google")
            raise _by_hand(entry, code=code, user=self._user, scope=GOOGLE) from error
        return str(self._credentials.token)


@lru_cache(maxsize=8)
def _microsoft(microsoft: Microsoft, secret: str, ca: Path | None) -> _MicrosoftSource:
    """Keep what holds the tokens, so that each is used until it expires."""
    return _MicrosoftSource(microsoft, secret, ca)


@lru_cache(maxsize=8)
def _google(key_file: Path, written: int, user: str, ca: Path | None) -> _GoogleSource:  # noqa: ARG001 - a new file is a new key
    """Keep what holds the tokens, so that each is used until it expires."""
    return _GoogleSource(key_file, user, ca)


def _code(value: object) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else "?"


def _by_hand(entry: str, **values: object) -> UnavailableError:
    return UnavailableError(Message(entry, values), by_hand=True)
