"""Benchmarks: rivals run interleaved, medians and their ratios are printed."""
