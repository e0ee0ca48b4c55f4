"""Plain JSON and its arrays as few bytes, and out of them again, bit for bit. Nothing here knows what a belief is.

Most of a belief are covariances (N, D, D). Their two triangles are the same but for the last bits of rounding; so one
is kept as it is, and of the other by how many representable numbers each lies off its twin: small whole numbers, which
pack well. The rest is left to zlib at its quickest: more effort finds little more in digits that look like chance.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from andante.errors import BeliefError

MARK: Final = b"andante1"
LEVEL: Final = 1
CHECK_BYTES: Final = 16
_LENGTH: Final = struct.Struct("<Q")


def pack(body: dict[str, Any], arrays: Sequence[np.ndarray]) -> bytes:
    """The bytes of a JSON object and the arrays that it speaks of by number."""
    parts = [_array_bytes(array) for array in arrays]
    told = [
        {"shape": list(array.shape), "dtype": array.dtype.str.lstrip("<>=|"), "as": _how(array), "bytes": len(part)}
        for array, part in zip(arrays, parts, strict=True)
    ]
    head = json.dumps({"body": body, "arrays": told}).encode()
    content = zlib.compress(b"".join((_LENGTH.pack(len(head)), head, *parts)), LEVEL)
    return MARK + hashlib.sha256(content).digest()[:CHECK_BYTES] + content


def unpack(packed: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """What `pack` put into `packed`. Raises BeliefError when it is anything else, or damaged."""
    begin = len(MARK) + CHECK_BYTES
    check, content = packed[len(MARK) : begin], packed[begin:]
    if packed[: len(MARK)] != MARK or hashlib.sha256(content).digest()[:CHECK_BYTES] != check:
        raise BeliefError("belief: damaged, or kept by another version; learn again from the diary")
    whole = zlib.decompress(content)
    (length,) = _LENGTH.unpack_from(whole)
    at = _LENGTH.size + length
    head = json.loads(whole[_LENGTH.size : at])
    arrays = []
    for told in head["arrays"]:
        arrays.append(_array_from(whole[at : at + told["bytes"]], told))
        at += told["bytes"]
    return head["body"], arrays


def _how(array: np.ndarray) -> str:
    is_square = array.ndim == 3 and array.shape[1] == array.shape[2] > 1 and array.size > 0
    return "twins" if is_square and array.dtype.kind == "f" and array.dtype.itemsize == 8 else "plain"


def _array_bytes(array: np.ndarray) -> bytes:
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    if _how(array) == "plain":
        return little.tobytes()
    (i, j), (a, b) = np.triu_indices(little.shape[1]), np.triu_indices(little.shape[1], 1)
    bits = little.view("<i8")
    off = bits[:, b, a] - bits[:, a, b]  # wraps around where signs differ, and back again when it is added
    zigzag = ((off << 1) ^ (off >> 63)).astype("<i8", copy=False)
    planes = np.ascontiguousarray(zigzag.reshape(-1, 1).view(np.uint8).T)  # the bytes that are all zero side by side
    return little[:, i, j].tobytes() + planes.tobytes()


def _array_from(part: bytes, told: dict[str, Any]) -> np.ndarray:
    shape, dtype = tuple(told["shape"]), np.dtype(told["dtype"])
    if told["as"] == "plain":
        return np.frombuffer(part, dtype).reshape(shape).copy()
    count, size = shape[0], shape[1]
    (i, j), (a, b) = np.triu_indices(size), np.triu_indices(size, 1)
    bits = np.zeros(shape, "<i8")
    held = len(i) * count * 8
    bits[:, i, j] = np.frombuffer(part[:held], "<i8").reshape(count, -1)
    planes = np.frombuffer(part[held:], np.uint8).reshape(8, -1)
    zigzag = np.ascontiguousarray(planes.T).view("<i8").reshape(count, -1)
    bits[:, b, a] = bits[:, a, b] + ((zigzag.view("<u8") >> np.uint64(1)).view("<i8") ^ -(zigzag & 1))
    return bits.view(dtype)
