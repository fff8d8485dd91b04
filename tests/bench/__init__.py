"""The benchmarks' own tools: a yardstick that lies is worse than none."""
