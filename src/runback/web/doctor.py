"""``runback doctor``: does the server work, and does its public address lead to it?

It asks through the public address, as a phone does, and names the part that is wrong: the name, the certificate,
the proxy's target, or a header that the proxy does not send.
"""

import http.client
import json
import secrets
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from runback.languages.catalogue import gettext
from runback.web.environment import PublicAddress
from runback.web.health import QUESTION, SIGNATURE, sign

_PATIENCE_S = 15
_HTTPS = 443


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that was looked at: ``what`` was found, and ``todo`` where it is wrong (else empty)."""

    part: str
    what: str
    todo: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether this part works."""
        return not self.todo


class _Wrong(Exception):
    """A part that is wrong, so that nothing behind it can be looked at."""

    def __init__(self, part: str, what: str, todo: str) -> None:
        super().__init__(what)
        self.finding = Finding(part, what, todo)


@dataclass(frozen=True, slots=True)
class Way:
    """The public address; where to connect, if not where its name leads; the certificate of an own authority."""

    public: PublicAddress
    connect: tuple[str, int] | None = None
    authority: Path | None = None


def examine_public(way: Way, key: str) -> tuple[Finding, ...]:
    """Look at the public address part by part, until one is wrong that hides the rest; ``key`` is the home's."""
    found: list[Finding] = []
    try:
        found.extend(_examine(way, key))
    except _Wrong as problem:
        found.append(problem.finding)
    return tuple(found)


def _examine(way: Way, key: str) -> Iterator[Finding]:
    where = way.connect or (way.public.host, _port_of(way.public))
    _require_name(where[0])
    yield Finding("name", gettext("{host} can be reached.").format(host=way.public.host))
    _require_certificate(way, where)
    yield Finding("certificate", gettext("The certificate is valid."))
    headers, seen = _ask(way, where, key, {})
    yield Finding("server", gettext("The address leads to this Runback."))
    if seen["host"].partition(":")[0] != way.public.host:
        yield Finding(
            "host",
            gettext("The proxy sends the host name {host}.").format(host=seen["host"]),
            gettext("Let the proxy pass on the Host header."),
        )
    else:
        yield Finding("host", gettext("The proxy passes the host name on."))
    yield _look_at_scheme(way, where, key, is_secure=seen["is_secure"])
    if headers.get("strict-transport-security"):
        yield Finding("headers", gettext("Browsers use https only."))
    else:
        todo = gettext("Let the proxy send the header X-Forwarded-Proto: https, and keep Strict-Transport-Security.")
        yield Finding("headers", gettext("Browsers may use http as well."), todo)


def _port_of(public: PublicAddress) -> int:
    port = public.origin.removeprefix(f"https://{public.host}").removeprefix(":")
    return int(port) if port else _HTTPS


def _require_name(name: str) -> None:
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        todo = gettext("Add the name to your DNS or to Tailscale, or correct RUNBACK_PUBLIC_URL.")
        raise _Wrong("name", gettext("The name {name} is not known.").format(name=name), todo) from None


def _context(way: Way) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=None if way.authority is None else str(way.authority))


def _require_certificate(way: Way, where: tuple[str, int]) -> None:
    try:
        with (
            socket.create_connection(where, timeout=_PATIENCE_S) as plain,
            _context(way).wrap_socket(plain, server_hostname=way.public.host),
        ):
            pass
    except ssl.SSLError as problem:
        reason = getattr(problem, "verify_message", "") or problem.reason or "no TLS"
        todo = gettext("Give the proxy a certificate for this name; one of your own authority is named with --ca FILE.")
        raise _Wrong(
            "certificate",
            gettext("The certificate of {host} is refused ({reason}).").format(host=way.public.host, reason=reason),
            todo,
        ) from None
    except OSError as problem:
        todo = gettext("Start the proxy, and open its port in the firewall.")
        raise _Wrong(
            "proxy",
            gettext("Nothing answers at {host}:{port} ({problem}).").format(
                host=where[0], port=where[1], problem=problem
            ),
            todo,
        ) from None


def _ask(way: Way, where: tuple[str, int], key: str, headers: dict[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """The headers of the answer to the doctor's question, and what the server saw of it."""
    question = secrets.token_hex(8)
    query = urlencode({QUESTION: question, SIGNATURE: sign(key, question)})
    status, given, body = _get(way, where, f"/health/?{query}", headers)
    if status in (400, 421):
        todo = gettext("Let the proxy pass on the Host header, and start Runback with the same RUNBACK_PUBLIC_URL.")
        raise _Wrong("host", gettext("Runback refused the host name that the proxy sent."), todo)
    if status in (502, 503, 504) and b'"ok"' not in body:
        raise _Wrong(
            "server",
            gettext("The proxy answers {status}.").format(status=status),
            gettext("Start runback serve, and let the proxy lead to its port."),
        )
    try:
        seen: dict[str, Any] = json.loads(body)
    except ValueError:
        seen = {}
    if seen.get("ok") is False:
        raise _Wrong(
            "database",
            gettext("Runback answers, but not its database."),
            gettext("Start the database, then ask again."),
        )
    if seen.get("answer") != sign(key, f"{question}:answer"):
        todo = gettext("Let the proxy lead to this server's port; or name this server's home with --home.")
        raise _Wrong("server", gettext("Something else answers there ({status}).").format(status=status), todo)
    return given, seen


def _get(way: Way, where: tuple[str, int], path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPSConnection(way.public.host, timeout=_PATIENCE_S, context=_context(way))
    try:
        plain = socket.create_connection(where, timeout=_PATIENCE_S)
        connection.sock = _context(way).wrap_socket(plain, server_hostname=way.public.host)
        host = way.public.origin.removeprefix("https://")
        connection.request("GET", path, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read(100_000)
    except (OSError, http.client.HTTPException) as problem:
        raise _Wrong(
            "proxy",
            gettext("The proxy broke the connection ({problem}).").format(problem=problem),
            gettext("Look at its log."),
        ) from None
    finally:
        connection.close()


def _look_at_scheme(way: Way, where: tuple[str, int], key: str, *, is_secure: bool) -> Finding:
    if not is_secure:
        todo = gettext("Let the proxy send the header X-Forwarded-Proto: https.")
        return Finding(
            "scheme", gettext("Runback does not learn that the address is https: forms would be refused."), todo
        )
    _, seen = _ask(way, where, key, {"X-Forwarded-Proto": "http"})
    if not seen["is_secure"]:
        todo = gettext("Let the proxy overwrite X-Forwarded-Proto and not pass on what a browser sends.")
        return Finding("scheme", gettext("The proxy passes on the X-Forwarded-Proto of whoever asks."), todo)
    return Finding("scheme", gettext("Runback learns that the address is https."))
