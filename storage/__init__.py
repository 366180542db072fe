"""The corpus: what is kept, how it is found again, and what is still to be fetched."""
