"""Debian's own Postfix on loopback, as an organisation runs it: submission and a relay.

It runs as a process of its own, from a folder of its own, and is ended with the test. Who logs in
is asked of a Dovecot, as is usual.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import trustme

from tests.dovecot import HOST, Dovecot, free_port, program

DOMAIN = "dordrecht.example"  # whose mail it takes in
_START = 20.0  # seconds

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/none
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_client_connection_count_limit = 0
"""

_SASL = "-o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path={auth}"
_SERVICES = """\
{smtp} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {sasl}
{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {sasl}
{stripped} inet n - n - - smtpd -o smtpd_tls_security_level=none {sasl}
{relay} inet n - n - - smtpd -o smtpd_recipient_restrictions=permit_mynetworks,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: its ports on localhost, and what it took in."""

    smtp: int  # with STARTTLS and a login
    smtps: int  # with TLS from the start, and a login
    stripped: int  # with a login, and STARTTLS not offered, as if somebody took it out
    relay: int  # without TLS and login, for who is on its network
    folder: Path

    def log(self) -> str:
        """Return what it has written down."""
        return (self.folder / "log").read_text("utf-8")

    def clear(self) -> None:
        """Empty the inbox and the log."""
        for path in (self.folder / "inbox").glob("*/*"):
            path.unlink()
        (self.folder / "log").write_text("", "utf-8")

    def received(self, number: int = 0) -> list[Message]:
        """Return the mails that it delivered; waits for `number` of them, at most ten seconds."""
        end = time.monotonic() + 10
        while True:
            paths = sorted((self.folder / "inbox").glob("*/*"))
            if len(paths) >= number or time.monotonic() > end:
                return [message_from_bytes(path.read_bytes()) for path in paths]
            time.sleep(0.05)


@contextlib.contextmanager
def running(ca: trustme.CA, dovecot: Dovecot) -> Iterator[Postfix]:
    """Run Postfix with a certificate of `ca` for localhost; `dovecot` knows who may log in."""
    command = program("postfix")
    if os.geteuid() != 0:
        pytest.skip("Postfix starts as root only")
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)  # it runs as several users
    server = Postfix(free_port(), free_port(), free_port(), free_port(), folder)
    _configure(server, ca, dovecot)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [command, "-c", str(folder), "start-fg"], stdout=said, stderr=said
        )
    try:
        _wait(process, server)
        yield server
    finally:
        subprocess.run([command, "-c", str(folder), "stop"], capture_output=True, check=False)
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(server: Postfix, ca: trustme.CA, dovecot: Dovecot) -> None:
    folder = server.folder
    certificate = ca.issue_cert(HOST)
    chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    (folder / "server.pem").write_bytes(chain)
    (folder / "server.key").write_bytes(certificate.private_key_pem.bytes())
    (folder / "server.key").chmod(0o600)
    for name, owner in (("queue", "root"), ("data", "postfix"), ("inbox", "nobody")):
        (folder / name).mkdir()
        shutil.chown(folder / name, owner)
    nobody = (folder / "inbox").stat().st_uid
    main = _MAIN.format(folder=folder, domain=DOMAIN, uid=nobody, gid=65534)
    (folder / "main.cf").write_text(main, "utf-8")
    services = _SERVICES.format(
        smtp=server.smtp,
        smtps=server.smtps,
        stripped=server.stripped,
        relay=server.relay,
        sasl=_SASL.format(auth=dovecot.folder / "auth"),
    )
    (folder / "master.cf").write_text(services, "utf-8")


def _wait(process: subprocess.Popen[bytes], server: Postfix) -> None:
    """Wait until it answers on every port."""
    end = time.monotonic() + _START
    for port in (server.smtp, server.smtps, server.stripped, server.relay):
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    said = [server.folder / "said", server.folder / "log"]
                    texts = [path.read_text("utf-8") for path in said if path.exists()]
                    pytest.fail("\n".join(["Postfix did not start", *texts]))
                time.sleep(0.05)
