"""A mail server on this machine that keeps what it is handed: real connections, no mocks."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class MailServer:
    """One port, sometimes served and sometimes dead. `answers` are said in place of "250" to the commands named."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_after_data: bool = False
    _server: socketserver.ThreadingTCPServer | None = None

    def start(self) -> None:
        keeper = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                converse(self.rfile, self.wfile, keeper)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Session)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def got(self) -> list[str]:
        """Whom mails were handed over for, in order."""
        return [str(mail["To"]) for mail in self.mails]


def converse(read, write, keeper: MailServer) -> None:
    """One session: greetings, envelope, text."""
    say = lambda line: write.write(line.encode() + b"\r\n")  # noqa: E731
    say("220 here")
    for line in read:
        command = line.decode().strip().upper()[:4]
        if command == "DATA" and command not in keeper.answers:
            say("354 go on")
            text = b"".join(iter(lambda: read.readline(), b".\r\n"))
            keeper.mails.append(message_from_bytes(text))
            if keeper.hangs_up_after_data:
                return
        say("221 bye" if command == "QUIT" else keeper.answers.get(command, "250 ok"))
        if command == "QUIT":
            return


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
