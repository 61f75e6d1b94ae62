"""What receives reminders in the tests, on the loopback: a push service and ntfy (HTTP), a mail server, a browser."""

import json
import socketserver
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def as_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class PhoneBrowser:
    """A browser that subscribed to reminders: only it can read them."""

    def __init__(self, origin: str, name: str) -> None:
        self._key, self._secret = generate_private_key(SECP256R1()), name.encode().ljust(16, b".")
        self.endpoint = f"{origin}/send/{name}"
        self.auth = as_text(self._secret)
        self.p256dh = as_text(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def read(self, body: bytes) -> dict[str, str]:
        return json.loads(http_ece.decrypt(body, private_key=self._key, auth_secret=self._secret, version="aes128gcm"))


@dataclass
class Post:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP server that keeps what is posted; ``answer`` is its status, None closes the connection without one."""

    origin: str = ""
    answer: int | None = 201
    posts: list[Post] = field(default_factory=list)


@contextmanager
def http_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posts.append(Post(self.path, dict(self.headers.items()), body))
            if receiver.answer is None:
                self.close_connection = True
                return
            self.send_response(receiver.answer)
            self.send_header("Location", f"{receiver.origin}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    receiver.origin = f"http://127.0.0.1:{server.server_address[1]}"
    yield receiver
    server.shutdown()
    server.server_close()


@dataclass
class Mailbox:
    """A mail server's port and what it took; ``refusal`` is what it answers to a recipient instead of 250."""

    port: int = 0
    refusal: str = ""
    letters: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


@contextmanager
def mail_receiver() -> Iterator[Mailbox]:
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "QUIT":
                    return self.say("221 bye")
                if verb == "DATA":
                    self.take()
                elif verb == "RCPT" and box.refusal:
                    self.say(box.refusal)
                else:
                    if verb == "RCPT":
                        box.recipients.append(line.partition("<")[2].rstrip(">"))
                    self.say("250 ok")
            return None

        def take(self) -> None:
            self.say("354 go on")
            lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
            box.letters.append(message_from_string("".join(lines).replace("\r\n", "\n")))
            self.say("250 kept")

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        box.port = server.server_address[1]
        yield box
        server.shutdown()
