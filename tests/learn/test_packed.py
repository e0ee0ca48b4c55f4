"""Packing loses no bit of any number, whatever it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from andante.errors import BeliefError
from andante.learn.packed import pack, unpack

ODD = [0.0, -0.0, np.nan, np.inf, -np.inf, 5e-324, -5e-324, 1.7976931348623157e308, -1.0, 1.0, np.nextafter(1.0, 2.0)]


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """The same bits in the same places."""
    return (one.shape, one.dtype) == (other.shape, other.dtype) and one.tobytes() == other.tobytes()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 4), st.data())
def test_square_arrays_come_back_bit_for_bit(size, depth, data):
    shape = (depth, size, size)
    floats = st.floats(allow_nan=True, allow_infinity=True, width=64) | st.sampled_from(ODD)
    array = data.draw(arrays.arrays(np.float64, shape, elements=floats))
    (found,) = unpack(pack({}, [array]))[1]
    assert same(found, array)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6),
        np.zeros((0, 3)),
        np.array(4.5),
        np.eye(4, dtype=np.float32)[None],
        np.asfortranarray(np.arange(27.0).reshape(3, 3, 3)),
        np.arange(54.0).reshape(3, 3, 6)[:, :, ::2],
        np.array([True, False]),
        np.arange(8.0).reshape(2, 2, 2).transpose(2, 1, 0),
    ],
)
def test_any_array_comes_back_with_shape_and_kind(array):
    body, (found, again) = unpack(pack({"a": [1, None]}, [array, array]))
    assert body == {"a": [1, None]}
    assert same(found, np.ascontiguousarray(array).reshape(array.shape))
    assert same(again, found)
    found[...] = 0  # its own memory, not that of the bytes


def test_nearly_symmetric_takes_little_more_than_half():
    rng = np.random.default_rng(0)
    root = rng.standard_normal((64, 12, 12))
    whole = np.einsum("nik,njk->nij", root, root)
    i, j = np.tril_indices(12, -1)
    whole[:, i, j] = np.nextafter(whole[:, i, j], rng.choice([-1e9, 1e9], whole[:, i, j].shape))
    assert len(pack({}, [whole])) < 0.6 * whole.nbytes


def test_what_was_not_packed_is_refused():
    for content in (b"", b"andante1", b"andante1" + bytes(40), b"andante0" + pack({}, [])[8:]):
        with pytest.raises(BeliefError, match="belief: damaged"):
            unpack(content)
