"""Ports on 127.0.0.1."""

import socket

from runback.domain.errors import UnusableInput


class PortInUse(UnusableInput):
    """Another program, or another Runback, has this port."""

    code = "port_in_use"


def require_free(port: int) -> None:
    """Raises ``PortInUse``, saying what to do, when something listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise PortInUse(
                f"Port {port} on 127.0.0.1 cannot be used ({(problem.strerror or 'taken').lower()}). "
                f"Stop the program that has it, or choose another: runback serve --port {port + 1}"
            ) from None


def free_port() -> int:
    """A port that nothing has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
