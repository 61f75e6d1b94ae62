"""The doctor asks through a real proxy, with TLS, and names the part that is wrong."""

import http.client
import socket
import socketserver
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from runback.web.doctor import Finding, Way, examine_public
from runback.web.environment import PublicAddress
from runback.web.mail import read_mail_server
from runback.web.ports import free_port, port_of, take_free_port
from runback.web.serving import _examine_mail, make_server

pytestmark = pytest.mark.django_db
KEY = "k" * 40
PUBLIC = PublicAddress("https://runback.example.org", "runback.example.org")


@pytest.fixture
def served_port(settings, home, monkeypatch):
    """The port of the real server, as it is under a public address; its threads leave the test's database alone."""
    monkeypatch.setattr("runback.web.health._database_answers", lambda: True)
    settings.SECRET_KEY, settings.PUBLIC = KEY, PUBLIC
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, PUBLIC.host]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 3600
    holder = take_free_port(free_port())
    server = make_server([holder])
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield port_of(holder)
    server.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for the public name and its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
               "-days", "2", "-subj", "/CN=runback", "-addext", f"subjectAltName=DNS:{PUBLIC.host}",
               "-keyout", str(folder / "key"), "-out", str(folder / "cert")]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    both = folder / "both.pem"
    both.write_text((folder / "cert").read_text() + (folder / "key").read_text())
    return both


@pytest.fixture
def start_proxy(certificate):
    """Starts a proxy in front of a port; ``change`` is what it does to the headers it passes on."""
    running = []

    def start(port: int, change) -> int:
        class Proxy(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                inner = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                try:
                    inner.request("GET", self.path, headers=change(dict(self.headers.items())))
                    answer = inner.getresponse()
                    body = answer.read()
                except OSError:
                    self.send_error(502)
                    return
                finally:
                    inner.close()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("server", "date", "connection", "transfer-encoding"):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return int(server.server_address[1])

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def right(headers: dict[str, str]) -> dict[str, str]:
    """As Caddy and Tailscale do."""
    kept = {name: value for name, value in headers.items() if not name.lower().startswith("x-forwarded-")}
    return kept | {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}


def silent(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if not name.lower().startswith("x-forwarded-")}


def trusting(headers: dict[str, str]) -> dict[str, str]:
    return {"X-Forwarded-Proto": "https"} | headers


def renaming(headers: dict[str, str]) -> dict[str, str]:
    return right(headers) | {"Host": "127.0.0.1"}


def foreign(headers: dict[str, str]) -> dict[str, str]:
    return right(headers) | {"Host": "inner.example"}


def wrong_parts(found: tuple[Finding, ...]) -> list[str]:
    return [one.part for one in found if not one.is_ok]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [(right, []), (silent, ["scheme", "headers"]), (trusting, ["scheme"]), (renaming, ["host"]), (foreign, ["host"])],
)
def test_the_doctor_names_what_the_proxy_does_wrong(served_port, start_proxy, certificate, change, wrong):
    way = Way(PUBLIC, ("127.0.0.1", start_proxy(served_port, change)), certificate)
    found = examine_public(way, KEY)
    assert wrong_parts(found) == wrong, found
    assert all(one.todo for one in found if not one.is_ok)


def test_another_server_behind_the_name_is_detected_by_the_homes_key(served_port, start_proxy, certificate):
    way = Way(PUBLIC, ("127.0.0.1", start_proxy(served_port, right)), certificate)
    assert wrong_parts(examine_public(way, "another key, of another home's server")) == ["server"]


def test_a_proxy_without_its_server_says_so(start_proxy, certificate):
    way = Way(PUBLIC, ("127.0.0.1", start_proxy(free_port(), right)), certificate)
    (*_, last) = examine_public(way, KEY)
    assert (last.part, "runback serve" in last.todo) == ("server", True)


def test_an_untrusted_certificate_is_reported(start_proxy):
    way = Way(PUBLIC, ("127.0.0.1", start_proxy(free_port(), right)))
    assert wrong_parts(examine_public(way, KEY)) == ["certificate"]


def test_a_certificate_for_another_name_is_named(start_proxy, certificate):
    other = PublicAddress("https://other.example.org", "other.example.org")
    way = Way(other, ("127.0.0.1", start_proxy(free_port(), right)), certificate)
    assert wrong_parts(examine_public(way, KEY)) == ["certificate"]


def test_a_name_that_does_not_exist_is_named(monkeypatch):
    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert wrong_parts(examine_public(Way(PUBLIC), KEY)) == ["name"]


def test_nothing_at_the_port_is_named():
    assert wrong_parts(examine_public(Way(PUBLIC, ("127.0.0.1", free_port())), KEY)) == ["proxy"]


def test_a_stranger_learns_of_the_server_that_it_works_and_nothing_else(client, settings):
    assert client.get("/health/").json() == {"ok": True}
    assert client.get("/health/?question=x&signature=y").json() == {"ok": True}


# --- mail


class _Smtp(socketserver.StreamRequestHandler):
    """As much of a mail server as a doctor asks for."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 fine\r\n" if line.upper().startswith(b"EHLO") else b"502 no\r\n")


def test_without_a_mail_server_the_doctor_says_that_no_mail_is_sent(settings):
    settings.MAIL_IS_ON = False
    assert _examine_mail() == Finding("mail", "RUNBACK_EMAIL_URL is not set: Runback sends no mail.")


def test_the_doctor_says_whether_the_mail_server_takes_mail(settings):
    server = socketserver.TCPServer(("127.0.0.1", 0), _Smtp)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.MAIL_IS_ON = True
    for name, value in read_mail_server(
        {"RUNBACK_EMAIL_URL": f"smtp://127.0.0.1:{server.server_address[1]}?from=a@b.example"}
    ).items():
        setattr(settings, name, value)
    assert _examine_mail() == Finding("mail", "The mail server answers.")

    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ana", "wrong"
    refused = _examine_mail()
    server.shutdown()
    server.server_close()
    gone = _examine_mail()
    for found in (refused, gone):
        assert not found.is_ok
        assert found.todo == "Check RUNBACK_EMAIL_URL."
        assert "wrong" not in found.what  # the password
