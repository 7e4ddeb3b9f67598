"""Sharing the live call with a phone or tablet beside you: this machine's addresses, and a QR code that holds a link.

Nothing is sent to find the addresses: a UDP socket that is connected knows by which of the machine's own it would go
out. What is shared is not encrypted, as nothing in a home network has a name to be certified: it is told to the user.
"""

import contextlib
import io
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from assistant.errors import StoreError

# One address of each network that a phone may be in (RFC 5737 stands for the rest of the world, RFC 1918 for homes and
# offices): the way to each shows an address of ours, the one most used first.
AWAY = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254", "169.254.255.254")
WHO = (
    "Any device in the same network that has this link can open it while the program runs. "
    "It is not encrypted: share only in a network you trust."
)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the user allowed: at which of this machine's addresses, and whether other devices may press keys."""

    addresses: tuple[str, ...]
    keys: bool = False


def sharing(keys: bool = False) -> Sharing:
    """Share at every address that a device beside this one can reach. Raises StoreError where there is none."""
    found = addresses()
    if not found:
        raise StoreError("--share: this machine is in no network: join the one your phone is in, or leave --share out")
    return Sharing(found, keys)


def addresses() -> tuple[str, ...]:
    """This machine's own IPv4 addresses, without those that only it can reach; the one most used first."""
    found = [own for away in AWAY if (own := _way_to(away))]
    with contextlib.suppress(OSError):  # raised where the machine's own name means nothing
        found += [str(told[4][0]) for told in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return tuple(own for own in dict.fromkeys(found) if not ip_address(own).is_loopback)


def _way_to(away: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((away, 9))
        except OSError:
            return ""
        return str(asking.getsockname()[0])


def terms(keys: bool) -> str:
    """Who can reach what is shared, and what they can do, in words."""
    return f"{WHO} It {'can press the keys, too' if keys else 'can look, and press nothing'}."


def picture(link: str) -> str:
    """The link as a QR code: a data URI with an SVG."""
    import segno  # heavy

    return segno.make(link, error="m", micro=False).svg_data_uri(border=4, scale=4, light="white")


def told(links: Mapping[str, str], keys: bool) -> dict[str, Any]:
    """What the page shows: each address with its link, and the QR code of the first; empty where nothing is shared."""
    if not links:
        return {}
    first = next(iter(links.values()))
    return {"terms": terms(keys), "picture": picture(first), "links": list(links.values())}


def printed(links: Mapping[str, str], keys: bool) -> str:
    """The same for a terminal: the QR code in half blocks, light where the terminal's own colour is."""
    import segno

    drawn = io.StringIO()
    segno.make(next(iter(links.values())), error="l", micro=False).terminal(drawn, border=2, compact=True)
    # Explicit colours: dark on light is what every camera reads, whatever the terminal's own colours are.
    rows = [f"\x1b[97;40m{row}\x1b[0m" for row in drawn.getvalue().splitlines()]
    return "\n".join([*rows, *links.values(), terms(keys)])
