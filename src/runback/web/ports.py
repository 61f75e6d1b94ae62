"""Ports on 127.0.0.1."""

import socket
from itertools import count

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

DEFAULT_PORT = 8017
_TRIES = 100
_LAST = 65_535


class PortInUse(UnusableInput):
    """Another program, or another Runback, has this port."""

    code = "port_in_use"


def take_port(port: int) -> socket.socket:
    """A socket bound to the port; raises ``PortInUse``, saying what to do, when something else does."""
    try:
        return _bind(port)
    except OSError as problem:
        raise PortInUse(
            gettext(
                "Port {port} on 127.0.0.1 cannot be used ({reason}). Stop the program that has it, or choose "
                "another: runback serve --port {other}"
            ).format(port=port, reason=(problem.strerror or "taken").lower(), other=port % _LAST + 1)
        ) from None


def take_free_port(first: int = DEFAULT_PORT) -> socket.socket:
    """A socket bound to the first free port from ``first`` on; raises ``PortInUse`` when a hundred are taken."""
    for port in count(first):
        try:
            return _bind(port)
        except OSError:
            if port in (first + _TRIES - 1, _LAST):
                break
    raise PortInUse(
        gettext("No port from {first} to {port} on 127.0.0.1 is free. Choose another: runback serve --port N").format(
            first=first, port=port
        )
    )


def _bind(port: int) -> socket.socket:
    holder = socket.socket()
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
    except OSError:
        holder.close()
        raise
    return holder


def port_of(holder: socket.socket) -> int:
    """The port that a socket is bound to."""
    return int(holder.getsockname()[1])


def free_port() -> int:
    """A port that nothing has at this moment."""
    with _bind(0) as probe:
        return port_of(probe)
