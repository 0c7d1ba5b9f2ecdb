"""Debian's own Dovecot on loopback: mailboxes over IMAP and a submission server, with TLS.

It runs as a process of its own, from a folder of its own, and is ended with the test.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

HOST = "localhost"
_START = 20.0  # seconds

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = yes
auth_mechanisms = plain login {mechanisms}
auth_failure_delay = 0
auth_cache_size = 0
passdb {{
  driver = passwd-file
  args = {folder}/users
  mechanisms = plain login
}}
{tokens}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
first_valid_uid = 1
mail_location = maildir:~/Maildir
listen = 127.0.0.1
hostname = localhost
protocols = imap submission
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = yes
{accounts}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {smtp}
  }}
  inet_listener submissions {{
    port = {smtps}
    ssl = yes
  }}
}}
"""

# Who is not root runs everything as oneself; then nothing can be locked into a folder.
_ALONE = """\
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service submission-login {{
  chroot =
}}
"""

_TOKENS = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running Dovecot: its ports on localhost, its folder with `log`, `mail/USER` and `auth`."""

    imaps: int
    smtp: int  # submission with STARTTLS
    smtps: int  # submission with TLS from the start
    folder: Path

    def log(self) -> str:
        """Return what it has written down."""
        return (self.folder / "log").read_text("utf-8")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Find a Debian server program; skip without it, but fail where everything must be there."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/postfix/sbin")
    if found is None:
        if os.environ.get("WERKBLAD_REQUIRE_TOOLS"):
            pytest.fail(f"{name} must be installed here")
        pytest.skip(f"{name} is not installed")
    return found


@contextlib.contextmanager
def running(
    ca: trustme.CA,
    users: Mapping[str, str],
    *,
    relay: int | None = None,
    introspection: str | None = None,
) -> Iterator[Dovecot]:
    """Run Dovecot for `users` (name → password) with a certificate of `ca` for localhost.

    What is submitted goes on to a server on the port `relay`. A token of XOAUTH2 is taken when the
    address `introspection` says so (RFC 7662).
    """
    command = program("dovecot")
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))  # a socket's path may have 107 signs
    folder.chmod(0o755)  # other users run parts of it
    server = Dovecot(imaps=free_port(), smtp=free_port(), smtps=free_port(), folder=folder)
    _configure(server, ca, users, relay or free_port(), introspection)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [command, "-F", "-c", str(folder / "dovecot.conf")], stdout=said, stderr=said
        )
    try:
        _wait(process, server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(
    server: Dovecot,
    ca: trustme.CA,
    users: Mapping[str, str],
    relay: int,
    introspection: str | None,
) -> None:
    folder, root = server.folder, os.geteuid() == 0
    uid, gid = (65534, 65534) if root else (os.geteuid(), os.getegid())
    for name in ("mail", *(f"mail/{user}" for user in users)):
        (folder / name).mkdir()
        if root:
            os.chown(folder / name, uid, gid)
    certificate = ca.issue_cert(HOST)
    chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    (folder / "server.pem").write_bytes(chain)
    (folder / "server.key").write_bytes(certificate.private_key_pem.bytes())
    passwords = "".join(f"{user}:{{PLAIN}}{password}\n" for user, password in users.items())
    (folder / "users").write_text(passwords, "utf-8")
    if introspection:
        (folder / "oauth2.conf").write_text(
            f"introspection_url = {introspection}\nintrospection_mode = post\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            f"force_introspection = yes\ntls_ca_cert_file = {folder}/ca.pem\n",
            "utf-8",
        )
        ca.cert_pem.write_to_path(folder / "ca.pem")
    (folder / "dovecot.conf").write_text(
        _CONFIG.format(
            folder=folder,
            uid=uid,
            gid=gid,
            relay=relay,
            imaps=server.imaps,
            smtp=server.smtp,
            smtps=server.smtps,
            mechanisms="xoauth2 oauthbearer" if introspection else "",
            tokens=_TOKENS.format(folder=folder) if introspection else "",
            accounts="" if root else _alone(),
        ),
        "utf-8",
    )


def _alone() -> str:
    import grp  # noqa: PLC0415 - not on every system
    import pwd  # noqa: PLC0415 - as above

    user = pwd.getpwuid(os.geteuid()).pw_name
    return _ALONE.format(user=user, group=grp.getgrgid(os.getegid()).gr_name)


def _wait(process: subprocess.Popen[bytes], server: Dovecot) -> None:
    """Wait until it answers on every port."""
    end = time.monotonic() + _START
    for port in (server.imaps, server.smtp, server.smtps):
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    said = [server.folder / "said", server.folder / "log"]
                    texts = [path.read_text("utf-8") for path in said if path.exists()]
                    pytest.fail("\n".join(["Dovecot did not start", *texts]))
                time.sleep(0.05)
