"""Checked numpy columns: what comes in is right, or refused with the name of the row and of the field."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.faults import BadInput

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MAX_SLOTS = 64
"""Slots a planning horizon may hold: availability is one 64-bit word per row."""


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array


class Table:
    """Builds the columns of one table of `n` rows, naming the faulty row by its id."""

    def __init__(self, kind: str, ids: npt.ArrayLike) -> None:
        self.kind = kind
        self.id = self._id_column(np.asarray(ids))
        self.n = len(self.id)

    def _id_column(self, ids: npt.NDArray[Any]) -> Ints:
        if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
            raise BadInput(f"{self.kind}s", "id", "one integer per row is expected")
        values, counts = np.unique(ids, return_counts=True)
        if (counts > 1).any():
            raise BadInput(f"{self.kind} {values[counts > 1][0]}", "id", "given twice")
        return _frozen(ids.astype(np.int64))

    def refuse(self, field: str, wrong: Bools, message: str) -> None:
        """Raises BadInput on the first row where `wrong` (shape (n,) or (n, k)) holds."""
        if wrong.any():
            row = int(np.flatnonzero(wrong.reshape(self.n, -1).any(axis=1))[0])
            raise BadInput(f"{self.kind} {self.id[row]}", field, message)

    def _shaped(self, field: str, value: npt.ArrayLike, *, wide: bool = False) -> npt.NDArray[Any]:
        array = np.asarray(value)
        if array.ndim not in ((1, 2) if wide else (1,)) or len(array) != self.n:
            raise BadInput(f"{self.kind}s", field, f"{self.n} rows expected, shape {array.shape} given")
        return array

    def ints(self, field: str, value: npt.ArrayLike, low: int, high: int, *, wide: bool = False) -> Ints:
        """Whole numbers between low and high, both included."""
        array = self._shaped(field, value, wide=wide)
        if array.size and array.dtype.kind not in "iub":
            whole = (
                np.isfinite(array.astype(float)) if array.dtype.kind == "f" else np.zeros(array.shape, bool)
            )
            self.refuse(field, ~whole, "a whole number is expected")
            self.refuse(field, array != np.floor(array), "a whole number is expected")
        self.refuse(field, (array < low) | (array > high), f"expected between {low} and {high}")
        return _frozen(array.astype(np.int64))

    def optional_ints(self, field: str, value: npt.ArrayLike, low: int, high: int, unknown: int) -> Ints:
        """Whole numbers as `ints`; a column left empty is `unknown` everywhere."""
        return self.ints(field, value if np.size(value) else np.full(self.n, unknown), low, high)

    def floats(
        self, field: str, value: npt.ArrayLike, low: float, high: float, *, unknown: bool = False
    ) -> Floats:
        """Numbers between low and high; NaN only where `unknown` is allowed. Infinity never."""
        array = self._shaped(field, value).astype(np.float64)
        missing = np.isnan(array)
        if not unknown:
            self.refuse(field, missing, "a number is expected")
        self.refuse(
            field, ~missing & ~((array >= low) & (array <= high)), f"expected between {low} and {high}"
        )
        return _frozen(array)

    def bools(self, field: str, value: npt.ArrayLike, *, optional: bool = False) -> Bools:
        """Yes or no; an `optional` column left empty means no everywhere."""
        if optional and not np.size(value):
            return _frozen(np.zeros(self.n, bool))
        array = self._shaped(field, value)
        if array.size and array.dtype.kind not in "biu":
            raise BadInput(f"{self.kind}s", field, "yes or no is expected")
        self.refuse(field, (array != 0) & (array != 1), "yes or no is expected")
        return _frozen(array.astype(bool))

    def bits(self, field: str, value: npt.ArrayLike, *, optional: bool = False) -> Bits:
        """Sets as 64-bit words, or a matrix of booleans (n, up to 64) that is packed: column c is bit c; an `optional`
        column left empty means empty sets."""
        if optional and not np.size(value):
            value = np.zeros(self.n, np.uint64)
        array = self._shaped(field, value, wide=True)
        if array.ndim == 2:
            if array.dtype != bool or array.shape[1] > MAX_SLOTS:
                expected = f"booleans in at most {MAX_SLOTS} columns expected"
                raise BadInput(f"{self.kind}s", field, f"{expected}, {array.dtype} {array.shape} given")
            return _frozen(pack(array))
        if array.size and array.dtype.kind not in "iu":
            raise BadInput(f"{self.kind}s", field, "a set of bits is expected")
        if array.dtype.kind == "i":
            self.refuse(field, array < 0, "a set of bits cannot be negative")
        return _frozen(array.astype(np.uint64))

    def words(self, field: str, value: npt.ArrayLike) -> Bits:
        """Several sets of bits a row, shape (n, k); a column left empty stays empty, shape (n, 0)."""
        if not np.size(value):
            return _frozen(np.zeros((self.n, 0), np.uint64))
        array = self._shaped(field, value, wide=True)
        if array.ndim != 2 or array.dtype.kind != "u":
            raise BadInput(
                f"{self.kind}s", field, f"words of shape (n, k) expected, {array.dtype} {array.shape} given"
            )
        return _frozen(array.astype(np.uint64))


def pack(matrix: Bools) -> Bits:
    """A matrix of booleans (n, up to 64) as n words, column c being bit c."""
    padded = np.zeros((len(matrix), MAX_SLOTS), bool)
    padded[:, : matrix.shape[1]] = matrix
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").reshape(-1).astype(np.uint64)


def unpack(words: Bits, slots: int) -> Bools:
    """The reverse of `pack`: shape (n, slots)."""
    octets = np.ascontiguousarray(words, dtype="<u8").view(np.uint8).reshape(-1, 8)[:, : (slots + 7) // 8]
    return np.unpackbits(octets, axis=1, bitorder="little", count=slots).view(bool)


def lowest_bit(words: Bits) -> Ints:
    """Index of the lowest bit set in each word, 64 for an empty word."""
    below = (words & (~words + np.uint64(1))) - np.uint64(1)
    return np.bitwise_count(below).astype(np.int64)
