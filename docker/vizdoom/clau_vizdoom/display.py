"""The virtual screen's files: the socket folder, and the cookie without which nobody may draw on
it.
"""

import os
import secrets
import struct

from . import places

COOKIE_NAME = b"MIT-MAGIC-COOKIE-1"
ANY_HOST = 0xFFFF  # FamilyWild: the container's host name does not matter


def authority_entry(display: int, cookie: bytes) -> bytes:
    """One record of an Xauthority file: a family, then four counted strings, all big-endian."""
    fields = (b"", str(display).encode(), COOKIE_NAME, cookie)
    return struct.pack(">H", ANY_HOST) + b"".join(
        struct.pack(">H", len(field)) + field for field in fields
    )


def prepare() -> None:
    """Makes what the X server needs, on a /tmp that is empty or left over from a container's last
    run.
    """
    os.makedirs(os.path.dirname(places.X_SOCKET), mode=0o1777, exist_ok=True)
    for stale in (places.X_LOCK, places.X_SOCKET, places.AUTHORITY):
        if os.path.lexists(stale):
            os.unlink(stale)
    descriptor = os.open(places.AUTHORITY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(authority_entry(places.DISPLAY, secrets.token_bytes(16)))
