"""How servers of tokens are asked: over TLS that is verified as that of the mail server."""

from __future__ import annotations

import ssl
from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter


class _Verified(HTTPAdapter):
    """Trusts what `context` trusts, and waits no longer than `patience` seconds for an answer."""

    def __init__(self, context: ssl.SSLContext, patience: float) -> None:
        self._context = context
        self._patience = patience
        super().__init__()

    def init_poolmanager(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 - passed on
        super().init_poolmanager(*args, ssl_context=self._context, **values)

    def proxy_manager_for(self, proxy: str, **values: Any) -> Any:  # noqa: ANN401 - passed on
        return super().proxy_manager_for(proxy, ssl_context=self._context, **values)

    def cert_verify(self, *_: Any) -> None:  # noqa: ANN401 - a hook without use here
        """Add no other certificates: the context says whom to trust."""

    def send(self, request: PreparedRequest, *args: Any, **values: Any) -> Response:  # noqa: ANN401 - as above
        return super().send(request, *args, **values | {"timeout": self._patience, "verify": True})


def session(context: ssl.SSLContext, patience: float) -> Session:
    """Return a session that knows https only, as `context` verifies it."""
    made = Session()
    made.adapters.clear()
    made.mount("https://", _Verified(context, patience))
    return made


def tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """Find the error of TLS inside those that libraries wrapped around it."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None
