"""Benchmarks run by hand: each prints what Cordée costs beside a reference measured in the same run."""
