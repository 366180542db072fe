"""Months of crawling in minutes: newspapers with realistic rhythms, a clock of its own, real cadence, real health."""
