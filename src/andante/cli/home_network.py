"""Where a phone at home reaches this computer, and the picture for its camera. No packet is sent to find out."""

from __future__ import annotations

import io
import ipaddress
import socket

ANYWHERE = "192.0.2.1"  # an address kept free for examples (RFC 5737): only asked which way a packet would go


def home_addresses() -> list[str]:
    """This computer's addresses in its own network, the one that other devices most likely reach first."""
    found = [_address_towards(ANYWHERE), *_addresses_of_name()]
    usable = [each for each in found if each and _is_of_a_home(each)]
    return list(dict.fromkeys(usable))


def names() -> list[str]:
    """The names under which other devices may know this computer."""
    name = socket.gethostname().lower()
    bare = name.removesuffix(".local")
    return [bare, f"{bare}.local"] if bare and bare != "localhost" else []


def picture(address: str) -> str:
    """`address` as a QR code of letters, dark on light by the terminal's own colours turned round."""
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(address)
    out = io.StringIO()
    code.print_ascii(out, invert=True)
    return out.getvalue()


def _address_towards(address: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))  # of a datagram socket: it only chooses the way, and sends nothing
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _addresses_of_name() -> list[str]:
    try:
        return [str(each) for each in socket.gethostbyname_ex(socket.gethostname())[2]]
    except OSError:
        return []


def _is_of_a_home(address: str) -> bool:
    number = ipaddress.ip_address(address)
    return not (number.is_loopback or number.is_unspecified or number.is_link_local)
