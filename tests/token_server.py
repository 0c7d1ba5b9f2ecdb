"""A server of tokens on loopback that keeps to the protocols of Microsoft 365 and of Google.

Client credentials (RFC 6749, 4.4), a signed assertion (RFC 7523), and introspection (RFC 7662),
over HTTPS with a certificate of the test.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TENANT = "dordrecht.example"
CLIENT = "11111111-2222-3333-4444-555555555555"
CLIENT_SECRET = "Q7~geheim-van-de-toepassing"  # noqa: S105 - of this test
ACCOUNT = "werkblad@project.example"
OUTLOOK = "https://outlook.office365.com/.default"
GMAIL = "https://mail.google.com/"
ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass
class TokenServer:
    """What it gives: tokens for `users`, each for `lifetime` seconds; and what it was asked."""

    url: str = ""
    users: tuple[str, ...] = ("netwerk@dordrecht.example",)  # the first is the application's
    lifetime: int = 3600
    instead: tuple[int, str] | None = None  # the status and text of every answer
    asked: list[str] = field(default_factory=list)
    given: dict[str, tuple[str, float]] = field(default_factory=dict)  # token → user, its end
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def user_of(self, token: str) -> str | None:
        """Return whom a token is for, while it is valid."""
        user, end = self.given.get(token, ("", 0.0))
        return user if time.time() < end else None

    def write_key_file(self, path: Path, **other: str) -> Path:
        """Write the key of the service account as Google gives it."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        account = {
            "type": "service_account",
            "client_email": ACCOUNT,
            "private_key": pem.decode(),
            "private_key_id": "1",
            "token_uri": f"{self.url}/google",
        }
        path.write_text(json.dumps(account | other), "utf-8")
        return path

    def answer(self, path: str, form: Mapping[str, str]) -> tuple[int, str]:
        """Answer one question: a status and a text."""
        self.asked.append(path)
        if self.instead:
            return self.instead
        status, answer = self._answer(path, form)
        return status, json.dumps(answer)

    def _answer(self, path: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            return 200, {
                "issuer": f"{self.url}/{TENANT}/v2.0",
                "authorization_endpoint": f"{self.url}/{TENANT}/oauth2/v2.0/authorize",
                "token_endpoint": f"{self.url}/{TENANT}/oauth2/v2.0/token",
            }
        if path == f"/{TENANT}/oauth2/v2.0/token":
            return self._microsoft(form)
        if path == "/google":
            return self._google(form)
        if path == "/introspect":
            user = self.user_of(form.get("token", ""))
            return 200, {"active": user is not None, "username": user}
        return 400, {"error": "invalid_tenant"}

    def _microsoft(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if form.get("client_id") != CLIENT:
            return 400, _refused(700016, "unauthorized_client", form)
        if form.get("client_secret") != CLIENT_SECRET:
            return 401, _refused(7000215, "invalid_client", form)
        if form.get("grant_type") != "client_credentials" or form.get("scope") != OUTLOOK:
            return 400, _refused(70011, "invalid_scope", form)
        return self._give(self.users[0])

    def _google(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if form.get("grant_type") != ASSERTION:
            return 400, {"error": "unsupported_grant_type"}
        try:
            claims = jwt.decode(
                form["assertion"],
                self.key.public_key(),
                algorithms=["RS256"],
                audience="https://oauth2.googleapis.com/token",  # whatever `token_uri` says
                issuer=ACCOUNT,
            )
        except jwt.InvalidTokenError as error:
            return 400, {"error": "invalid_grant", "error_description": str(error)}
        if claims["scope"] != GMAIL:
            return 401, {"error": "unauthorized_client"}
        if claims["sub"] not in self.users:
            return 400, {"error": "invalid_grant", "error_description": "Invalid email or User ID"}
        return self._give(claims["sub"])

    def _give(self, user: str) -> tuple[int, dict[str, Any]]:
        token = secrets.token_urlsafe(24)
        self.given[token] = (user, time.time() + self.lifetime)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime}
        return 200, answer


def _refused(number: int, code: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Refuse as Microsoft does; worse than it, the description repeats what it was sent."""
    text = f"AADSTS{number}: no. Sent: {dict(form)}"
    return {"error": code, "error_description": text, "error_codes": [number]}


@contextlib.contextmanager
def running(ca: trustme.CA, *, host: str = "localhost") -> Iterator[TokenServer]:
    """Run a server of tokens whose certificate is for `host`."""
    tokens = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: Mapping[str, str]) -> None:
            status, answer = tokens.answer(self.path, form)
            content = answer.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing: that a client does not trust us is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(host).configure_cert(context)
    # The handshake is made in the thread of the connection, so that one cannot hold up another.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    tokens.url = f"https://localhost:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield tokens
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
