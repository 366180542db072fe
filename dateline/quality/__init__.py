"""The quality gate: extraction scored on saved pages with gold, against pinned floors. See ``docs/quality.md``."""
