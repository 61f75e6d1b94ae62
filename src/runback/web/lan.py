"""The home network: the address by which a phone on the same Wi-Fi reaches this machine (``runback serve --lan``)."""

import ipaddress
import socket

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext

_ELSEWHERE = ("198.51.100.1", 9)
"""An address for examples (RFC 5737). A UDP socket that is pointed at it sends nothing; it only picks a way out."""


class NoHomeNetwork(UnusableInput):
    """This machine is on no private network."""

    code = "no_home_network"


def find_address() -> str:
    """This machine's address on the home network; raises ``NoHomeNetwork`` where it has none, or a public one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            raise NoHomeNetwork(
                gettext("This machine is on no network. Connect it to your Wi-Fi, then try again.")
            ) from None
        return require_private(str(probe.getsockname()[0]))


def require_private(address: str) -> str:
    """The address, where it is one of a home network; raises ``NoHomeNetwork`` for any other."""
    found = ipaddress.ip_address(address)
    if not found.is_private or found.is_loopback or found.is_link_local or found.is_unspecified:
        raise NoHomeNetwork(
            gettext(
                "{address} is not an address of a home network, so --lan would show your health data to strangers. "
                "Leave out --lan, or use HTTPS (docs/home.md)."
            ).format(address=address)
        )
    return address


def listen_on(address: str, port: int) -> socket.socket:
    """A socket on the home network; raises ``NoHomeNetwork`` where the address and port cannot be used."""
    holder = socket.socket()
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((address, port))
    except OSError as problem:
        holder.close()
        reason = (problem.strerror or "taken").lower()
        raise NoHomeNetwork(
            gettext("{address}:{port} cannot be used ({reason}). Choose another port with --port.").format(
                address=address, port=port, reason=reason
            )
        ) from None
    return holder
