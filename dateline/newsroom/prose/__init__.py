"""Wire copy in French and Vietnamese, written by grammar: generic, grammatical, seldom twice the same."""
