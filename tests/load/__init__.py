"""How fast it is, measured: `make bench`. Figures: docs/developers/benchmarks.md."""
