"""A real mail server that can misbehave, and the settings that send to it."""

import asyncio
import contextlib
import email
import email.policy
import socket
import threading

import pytest
from aiosmtpd.controller import Controller


class Inbox:
    """What the server does with a mail. `answer`: an SMTP reply, or "drop" or "hang" after taking it."""

    def __init__(self):
        self.answer = "250 OK"
        self.rcpt_answer = "250 OK"
        self.wait_for_senders = 1
        self.senders = set()
        self.on_mail = lambda number: None
        self.mails = []
        self._lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.rcpt_answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, server, session, envelope):
        self.senders.add(session.peer)
        while len(self.senders) < self.wait_for_senders:
            await asyncio.sleep(0.01)
        taken = self.answer.startswith("2") or self.answer in {"drop", "hang"}
        if taken:
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            mail.recipients = list(envelope.rcpt_tos)
            with self._lock:
                self.mails.append(mail)
                self.on_mail(len(self.mails))
        if self.answer == "drop":
            server.transport.abort()
            return "250 OK"
        if self.answer == "hang":
            await asyncio.sleep(1)
            return "250 OK"
        return self.answer

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]


@pytest.fixture
def inbox():
    """A mail server on a free port of this machine."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), ready_timeout=10)
    controller.start()
    inbox.port = controller.port
    yield inbox
    controller.stop()


class Rude:
    """A mail server that says `words`, one after each line it is told, and hangs up after the last.

    None among the words is a silence: it says nothing more and keeps the line open.
    """

    def __init__(self, words: list[str | None]):
        self.words, self.calls = words, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lines = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                line, _address = self.listener.accept()
                self.calls += 1
                self.lines.append(line)
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        for word in self.words:
            if word is None:
                return
            line.sendall(word.encode() + b"\r\n")
            line.recv(4096)
        line.close()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        for one in (self.listener, *self.lines):
            one.close()


@pytest.fixture
def rude():
    """Start a rude server that says these words."""
    servers = []

    def rude(*words: str | None) -> Rude:
        servers.append(Rude(list(words)))
        return servers[-1]

    yield rude
    for server in servers:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def use_transport(settings):
    """Point the mailers at the real outbox and at a mail server on `port`, as patient as the site is.

    A test of a server that falls silent names a short `timeout`: nothing but that silence may run into it.
    """

    def use(port: int, **options):
        settings.MAILERS = {
            "default": {"BACKEND": "tracker.mail.backend.OutboxBackend"},
            "transport": {
                "BACKEND": "tracker.mail.smtp.SmtpBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 10, **options},
            },
        }

    use(free_port())
    return use
