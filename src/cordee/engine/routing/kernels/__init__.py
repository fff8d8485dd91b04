"""Loops compiled by numba: arrays in, arrays out, written in the plain subset it understands."""
