"""Benchmarks: speed and quality, as ratios to a named baseline in the same run. Run with `python -m benchmarks`."""
