"""A mail server on 127.0.0.1 for tests, by RFC 5321: it keeps what it takes, and fails the way it is told to."""

import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Letter:
    """What the server has taken."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        content: str = self.message.get_content()
        return content


@dataclass
class MailServer:
    """`fails` holds the commands that are refused, with the answer; `hangs_up_on` cuts the line before the answer.

    "TEXT" is the end of the text. `taken` are the mails whose text arrived whole and was not refused.
    """

    port: int = 0
    taken: list[Letter] = field(default_factory=list)
    fails: dict[str, str] = field(default_factory=dict)
    hangs_up_on: str | None = None
    password: str | None = None
    certificate: ssl.SSLContext | None = None
    is_tls_from_the_start: bool = False
    secured: bool = False
    logins: list[str] = field(default_factory=list)


class _Dialogue(socketserver.StreamRequestHandler):
    timeout = 10

    @property
    def state(self) -> MailServer:
        assert isinstance(self.server, _Server)
        return self.server.state

    def handle(self) -> None:
        if self.state.is_tls_from_the_start and not self.secure():
            return
        self.answer("220 post.leksaksby.example")
        sender, recipients = "", list[str]()
        while line := self.rfile.readline():
            words = line.decode().strip()
            command = words.split()[0].upper() if words else ""
            if self.state.hangs_up_on == command:
                return
            if command in self.state.fails:
                self.answer(self.state.fails[command])
            elif command in ("EHLO", "HELO"):
                self.greet()
            elif command == "STARTTLS":
                self.answer("220 go on")
                if not self.secure():
                    return
            elif command == "AUTH":
                self.log_in(words)
            elif command == "MAIL":
                sender, recipients = address(words), []
                self.answer("250 sender is known")
            elif command == "RCPT":
                self.receive(address(words), recipients)
            elif command == "DATA":
                self.answer("354 go on")
                if not self.take(sender, recipients):
                    return
            elif command == "QUIT":
                self.answer("221 good-bye")
                return
            else:
                self.answer("502 what?")

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def answer(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def greet(self) -> None:
        offers = ["STARTTLS"] if self.state.certificate and not self.state.secured else []
        offers += ["AUTH PLAIN"] if self.state.password else []
        lines = ["post.leksaksby.example", *offers]
        for line in lines[:-1]:
            self.answer(f"250-{line}")
        self.answer(f"250 {lines[-1]}")

    def secure(self) -> bool:
        assert self.state.certificate is not None
        try:
            self.connection = self.state.certificate.wrap_socket(self.connection, server_side=True)
        except OSError:
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.state.secured = True
        return True

    def log_in(self, words: str) -> None:
        _, user, password = b64decode(words.split()[2]).decode().split("\0")
        self.state.logins.append(user)
        self.answer("235 welcome" if password == self.state.password else "535 who are you?")

    def receive(self, recipient: str, recipients: list[str]) -> None:
        if recipient.startswith("nobody"):
            self.answer("550 no such person")
            return
        recipients.append(recipient)
        self.answer("250 recipient is known")

    def take(self, sender: str, recipients: list[str]) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if "TEXT" in self.state.fails:
            self.answer(self.state.fails["TEXT"])
            return True
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.state.taken.append(Letter(sender, recipients, message))
        if self.state.hangs_up_on == "TEXT":
            return False
        self.answer("250 taken")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    state: MailServer


def address(words: str) -> str:
    found = re.search(r"<([^>]*)>", words)
    assert found is not None
    return found.group(1)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens; it is changed by what it carries."""
    with _Server(("127.0.0.1", 0), _Dialogue) as server:
        server.state = MailServer(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.state
        finally:
            server.shutdown()
            thread.join()
