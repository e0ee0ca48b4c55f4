"""The zip of one person's archive: the same content gives the same bytes. Not what is in it (the app gathers that).

Beside the parts it holds `SHA256SUMS`, in the form that `sha256sum --check` reads.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

SUMS: Final = "SHA256SUMS"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: when it was made is no content


def archive_bytes(parts: Mapping[str, bytes]) -> bytes:
    """The zip of `parts` (name -> content) with their checksums, read back before it is given."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(parts.items()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
        for name, content in (*sorted(parts.items()), (SUMS, sums.encode())):
            inside = zipfile.ZipInfo(name, _LONG_AGO)
            inside.compress_type, inside.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            zipped.writestr(inside, content)
    whole = packed.getvalue()
    assert checked_parts(whole) == dict(parts), "what was packed can be read back"
    return whole


def checked_parts(content: bytes) -> dict[str, bytes]:
    """The parts of an archive. Raises ValueError when one is missing, added or changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            parts = {name: zipped.read(name) for name in zipped.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ValueError(f"found no whole archive ({error}), allowed is one that andante made") from None
    lines = [line.split("  ", 1) for line in parts.pop(SUMS, b"").decode().splitlines()]
    said = {name: digest for digest, name in lines}
    found = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    if said != found:
        wrong = sorted(name for name in said.keys() | found.keys() if said.get(name) != found.get(name))
        raise ValueError(f"found other content than the checksums say in {', '.join(wrong)}")
    return parts
