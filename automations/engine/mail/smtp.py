"""Mail to a server, in the two stages of `ports.Session`.

All that can be taken back (connection, login, MAIL FROM, RCPT TO) comes before the bytes. Each
answer of the server has one meaning (RFC 5321, 4.2 and 4.3.2): 4xx is tried again, 5xx is final,
and only silence after the final dot leaves a doubt. What is about the server or about us, and not
about the message, is final for no message: they wait.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from automations.engine.core.findings import Message
from automations.engine.mail.login import Password, Token
from automations.engine.mail.smtp_answers import (
    CLOSING,
    GO_AHEAD,
    about_us,
    fault_of,
    is_about_mail,
    is_final,
    is_no,
    is_yes,
    wants_login,
)
from automations.engine.mail.smtp_connect import as_text, connected, drop, place
from automations.engine.mail.smtp_wire import envelope, has_half_line_ends, with_final_dot
from automations.engine.mail_config import Server
from automations.engine.ports import (
    Claimed,
    Fault,
    InDoubtError,
    TransportError,
    UnavailableError,
)
from automations.engine.words import Words

if TYPE_CHECKING:
    import yagmail

# Seconds of silence that are borne. Together they stay below the lease of a claim (5 minutes), so
# that nobody takes a slow hand-over for a dead one. A server may look at a mail for long after the
# final dot (RFC 5321, 4.5.3.2.6), and who leaves too early is in doubt.
TIMEOUT = 60.0
AFTER_DOT = 170.0
GOODBYE = 3.0
WRONG_AT_MOST = 2  # messages at which the server goes wrong, one after another: then it is away

Reply = tuple[int, bytes]  # a server's code and words

log = logging.getLogger("werkblad")


class SmtpTransport:
    """Hands mails to one server; fulfils ports.Transport."""

    name = "smtp"
    repeatable = False

    def __init__(  # noqa: PLR0913 - the one place where all that a connection needs comes together
        self,
        server: Server,
        secret: Callable[[], Password | Token | None],
        *,
        context: Callable[[], ssl.SSLContext],
        sender: str,
        words: Words,
        copy_to: str | None = None,
        lanes: int = 2,
        timeout: float = TIMEOUT,
        after_dot: float = AFTER_DOT,
    ) -> None:
        """Send from `sender` over `lanes` connections; `secret` is asked for at each login.

        `context` gives what verifies the server's certificate; `copy_to` gets each mail, unseen.
        `timeout` and `after_dot` are the seconds of silence that are borne.
        """
        self.server = server
        self.secret = secret
        self.context = context
        self.sender = sender
        self.words = words
        self.copy_to = envelope(copy_to) if copy_to else None
        self.lanes = lanes
        self.timeout = timeout
        self.after_dot = after_dot
        self._door = threading.Lock()
        self._shut: tuple[float, UnavailableError] | None = None  # since when, and why

    def session(self) -> SmtpSession:
        """Return a session, not yet connected."""
        return SmtpSession(self)

    def connected(self) -> yagmail.SMTP:
        """Return a new connection, logged in; raises UnavailableError.

        One at a time, and what keeps one out keeps out those that waited behind it: with a wrong
        password every session would fail to log in, and a server locks out who fails too often.
        """
        came = time.monotonic()
        with self._door:
            if self._shut and came < self._shut[0]:
                raise _again(self._shut[1])
            try:
                return connected(
                    self.server,
                    self.secret(),
                    context=self.context() if self.server.has_tls else None,
                    sender=self.sender,
                    timeout=self.timeout,
                )
            except UnavailableError as error:
                self._shut = time.monotonic(), _again(error)
                raise


class _BrokenError(Exception):
    """The conversation broke off, with a last word or without, or what came is no answer."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said)
        self.said = said


class SmtpSession:
    """One connection, opened at the first offer, and again when the server hangs up."""

    def __init__(self, transport: SmtpTransport) -> None:
        """Belong to a transport."""
        self._transport = transport
        self._place = place(transport.server)
        self._client: yagmail.SMTP | None = None
        self._wrong = 0  # messages at which the server went wrong, since the last that went well
        self._trouble: UnavailableError | None = None  # what was wrong at the last of them
        self._copies = transport.copy_to is not None
        self._told_copy = False

    def offer(self, message: Claimed) -> None:
        """Connect where needed, and name sender and receiver.

        A connection that lay still may be gone: a new one is tried, once. A message at which the
        server breaks off is put off by itself: what waits behind it would else wait for ever. When
        it breaks off at the next one too, it is away for all of them.
        """
        if self._trouble and self._wrong >= WRONG_AT_MOST:
            self._drop()
            raise self._trouble
        if has_half_line_ends(message.content):  # servers do not agree on where such a mail ends
            text = self._words("transport.line-ends")
            raise TransportError(text, permanent=True, fault="content")
        tries = 1 if self._client is None else 2
        for left in reversed(range(tries)):
            try:
                self._name_both(message)
            except _BrokenError as error:
                self._drop()
                if not left:
                    raise self._broke_off(error.said) from None
            else:
                return

    def hand_over(self, message: Claimed) -> None:
        """Send the bytes; until the final dot the server has no mail (RFC 5321, 4.1.1.4)."""
        smtp = self._smtp
        try:
            code, said = smtp.docmd("DATA")
        except OSError:
            raise self._cut("transport.cut-at-data") from None
        if code != GO_AHEAD:
            raise self._not_wanted(code, said)
        try:
            smtp.send(with_final_dot(message.content))
        except OSError:  # the final dot did not even come into this machine's own buffers
            raise self._cut("transport.cut-in-mail") from None
        try:
            smtp.sock.settimeout(self._transport.after_dot)
            code, said = smtp.getreply()
            smtp.sock.settimeout(self._transport.timeout)
        except OSError:
            raise self._doubt("transport.no-answer") from None
        if is_no(code):
            raise self._not_taken(code, said, "content")
        if not is_yes(code):
            raise self._doubt("transport.rubbish")
        self._wrong = 0

    def withdraw(self) -> None:
        """Take the last offer back."""
        if self._client is None:
            return
        try:
            code, _ = self._smtp.rset()
        except OSError:
            code = 0
        if not is_yes(code):
            self._drop()

    def close(self) -> None:
        """Say goodbye, without waiting for long."""
        if self._client is not None:
            with suppress(OSError, AttributeError):  # smtplib forgets a socket that it closed
                self._smtp.sock.settimeout(GOODBYE)
                self._smtp.quit()
        self._drop()

    def _name_both(self, message: Claimed) -> None:
        """Say who sends and who receives, in an open connection or a new one."""
        if self._client is None:
            self._client = self._transport.connected()
        try:
            to = envelope(message.to)
            options = self._options(message, to)
            sender, receiver = self._ask_both(to, options)
            if not is_yes(sender[0]):
                raise self._no_sender(*sender, options)
            code, said = receiver or self._smtp.docmd("RCPT", f"TO:<{to}>")
            if not is_yes(code):
                raise self._not_wanted(code, said, "address", offered=True)
            is_still_open = self._name_copy(to)
        except OSError as error:
            raise _BrokenError from error
        if not is_still_open:
            self._drop()
            self._name_both(message)  # without the copy

    def _ask_both(self, to: str, options: Sequence[str]) -> tuple[Reply, Reply | None]:
        """Name the sender; and the receiver in one breath with it, where the server allows that.

        It saves a wait for a server that is far away (RFC 2920).
        """
        smtp = self._smtp
        smtp.command_encoding = "ascii" if "SMTPUTF8" not in options else "utf-8"
        words = " ".join([f"FROM:<{self._transport.sender}>", *options])
        if not smtp.has_extn("pipelining"):
            return smtp.docmd("MAIL", words), None  # `mail` would take the address apart again
        smtp.send(f"MAIL {words}\r\nRCPT TO:<{to}>\r\n".encode(smtp.command_encoding))
        sender: Reply = smtp.getreply()
        try:
            return sender, smtp.getreply()
        except OSError:
            if is_yes(sender[0]):
                raise
            return sender, None  # its last word

    def _no_sender(self, code: int, said: bytes, options: Sequence[str]) -> Exception:
        """Return what a refused sender means: about every mail of ours, unless about this one."""
        text = as_text(said)
        if is_final(code) and not is_about_mail(code, text, options):
            self._drop()
            entry = about_us(code, text) or "transport.sender-refused"
            return self._unavailable(entry, text, by_hand=True)
        return self._not_wanted(code, said, offered=True)

    def _name_copy(self, to: str) -> bool:
        """Name the copy's receiver; False when the server hung up over it, which ends copies.

        A copy that is refused does no harm to the mail.
        """
        copy_to = self._transport.copy_to
        if not self._copies or not copy_to or copy_to == to:
            return True
        if not copy_to.isascii():
            code, said = 0, b"SMTPUTF8"
        else:
            try:
                code, said = self._smtp.docmd("RCPT", f"TO:<{copy_to}>")
            except OSError:
                code, said = CLOSING, b""
        if not is_yes(code) and not self._told_copy:
            self._told_copy = True
            log.warning("mail.copy_to gets no copy: %s %s", code, as_text(said))
        self._copies = code != CLOSING
        return self._copies

    def _options(self, message: Claimed, to: str) -> list[str]:
        """Return what MAIL FROM says of a message; raises TransportError for what cannot go."""
        smtp, options = self._smtp, list[str]()
        if smtp.has_extn("size"):  # RFC 1870
            given = smtp.esmtp_features["size"].strip()
            most, size = int(given) if given.isdecimal() else 0, len(message.content)
            if most and size > most:
                text = self._words("transport.too-large", size=_kB(size), most=_kB(most))
                raise TransportError(text, permanent=True, fault="content")
            options.append(f"size={size}")
        if not to.isascii():  # RFC 6531
            if not smtp.has_extn("smtputf8"):
                raise TransportError(self._words("transport.no-utf8"), permanent=True)
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        return options

    def _not_wanted(
        self, code: int, said: bytes, fault: Fault = "content", *, offered: bool = False
    ) -> Exception:
        """Return what an answer before the bytes means that is no yes; takes the offer back.

        `offered` says that nothing is recorded yet: all messages can wait as they are.
        """
        text = as_text(said)
        if offered and (code == CLOSING or not is_no(code)):
            return _BrokenError((text or str(code)) if code == CLOSING else "")
        if offered and wants_login(code):
            self._drop()
            return self._unavailable("transport.login-wanted", text, by_hand=True)
        if not is_no(code):
            return self._cut("transport.rubbish")
        error = self._not_taken(code, said, fault)
        self.withdraw()
        return error

    def _not_taken(self, code: int, said: bytes, fault: Fault) -> TransportError:
        """Return what a 4xx or 5xx means for the message in hand."""
        text = as_text(said)
        if code == CLOSING:
            return self._broke_off(text or str(code))
        if entry := about_us(code, text):
            self._goes_wrong(self._unavailable(entry, text, by_hand=True))
            return TransportError(text or str(code), permanent=False, code=code, fault="content")
        self._wrong = 0
        final, fault = is_final(code), fault_of(text, fault)
        return TransportError(text or str(code), permanent=final, code=code, fault=fault)

    def _broke_off(self, said: str) -> TransportError:
        """Put one message off because the server hung up, with a last word or without."""
        self._drop()
        if not said:
            return self._cut("transport.cut-at-data")
        self._goes_wrong(self._unavailable("transport.turned-away", said))
        return TransportError(said, permanent=False, code=CLOSING, fault="content")

    def _cut(self, entry: str) -> TransportError:
        """Put one message off because the conversation went wrong before its end."""
        self._drop()
        self._goes_wrong(self._unavailable("transport.broke"))
        return TransportError(self._words(entry), permanent=False, fault="content")

    def _doubt(self, entry: str) -> InDoubtError:
        """Doubt one message, and send no other: each would be in doubt, until a person looks."""
        self._drop()
        self._goes_wrong(self._unavailable("transport.silent"), WRONG_AT_MOST)
        return InDoubtError(self._words(entry))

    def _goes_wrong(self, trouble: UnavailableError, weight: int = 1) -> None:
        self._trouble = trouble
        self._wrong += weight

    def _unavailable(
        self, entry: str, said: str = "", *, by_hand: bool = False
    ) -> UnavailableError:
        values = {"server": self._place, "sender": self._transport.sender, "said": said}
        return UnavailableError(Message(entry, values), by_hand=by_hand)

    def _words(self, entry: str, **values: str) -> str:
        return self._transport.words(entry, None, server=self._place, **values)

    @property
    def _smtp(self) -> Any:  # noqa: ANN401 - smtplib's own class, which is not imported
        assert self._client is not None  # noqa: S101 - it is connected before anything is said
        return self._client.smtp

    def _drop(self) -> None:
        if self._client is not None:
            drop(self._client)
            self._client = None


def _again(error: UnavailableError) -> UnavailableError:
    """Return the same trouble as an error of its own; one that was raised keeps its frames."""
    return UnavailableError(error.message, by_hand=error.by_hand)


def _kB(size: int) -> str:  # noqa: N802 - the unit is written so
    return f"{-(-size // 1000)} kB"
