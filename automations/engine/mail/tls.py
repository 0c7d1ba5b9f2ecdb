"""TLS: which certificates are trusted, and what is wrong with one, in words."""

from __future__ import annotations

import ssl
from pathlib import Path

from automations.engine.core.findings import Message
from automations.engine.mail_config import Server
from automations.engine.ports import UnavailableError

# What OpenSSL says of a certificate (X509_V_ERR_… in openssl/x509_vfy.h).
_EARLY, _EXPIRED = 9, 10
_SELF_SIGNED = 18
_UNKNOWN = (2, 19, 20, 21)
_NAME = (62, 64)  # of a host, of an address

# What it says of a peer that speaks no TLS, and of one whose TLS is too old (openssl/sslerr.h).
_NONE = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")
_OLD = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE")

# Where in config.yaml, in the block about mail, the name of a server stands.
_KEYS = {"imaps": "mailbox", "https": "login"}


def tls_context(ca: Path | None) -> ssl.SSLContext:
    """Return a context that verifies certificate and name, with TLS 1.2 at least.

    The certificates of the file `ca` (PEM) are trusted beside those of the system: the city's own
    mail server may have one of the city, while tokens come from Microsoft or Google.
    Raises UnavailableError when the file cannot be read.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is None:
        return context
    try:
        context.load_verify_locations(cafile=ca)
    except OSError as error:  # ssl.SSLError, where the file holds no certificate
        reason = "no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        values = {"file": str(ca), "why": reason}
        raise UnavailableError(Message("transport.tls-ca", values), by_hand=True) from error
    # From Python 3.13 on a certificate of one's own often failed: many cities' CAs are older than
    # the strict reading of RFC 5280. An intermediate certificate will do as well there, here too.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def tls_trouble(error: ssl.SSLError, server: Server) -> UnavailableError:
    """Return why a server cannot be used; only a line that was cut may mend by itself."""
    return UnavailableError(describe_tls(error, server), by_hand=not _was_cut(error))


def describe_tls(error: ssl.SSLError, server: Server) -> Message:
    """Put what went wrong in TLS into words, with the remedy."""
    values = {
        "server": f"{server.host}:{server.port}",
        "key": _KEYS.get(server.scheme, "via"),
    }
    entry = _entry(error, server)
    if entry == "transport.tls-failed":
        values["why"] = (error.reason or error.strerror or type(error).__name__).lower()
    return Message(entry, values)


def _entry(error: ssl.SSLError, server: Server) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _of_certificate(error.verify_code)
    if error.reason in _NONE:
        return "transport.tls-none-smtps" if server.scheme == "smtps" else "transport.tls-none"
    if error.reason in _OLD:
        return "transport.tls-old"
    return "transport.tls-cut" if _was_cut(error) else "transport.tls-failed"


def _of_certificate(code: int) -> str:
    if code in _NAME:
        return "transport.tls-name"
    if code == _EXPIRED:
        return "transport.tls-expired"
    if code == _EARLY:
        return "transport.tls-early"
    if code == _SELF_SIGNED:
        return "transport.tls-self-signed"
    return "transport.tls-unknown" if code in _UNKNOWN else "transport.tls-failed"


def _was_cut(error: ssl.SSLError) -> bool:
    return isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
