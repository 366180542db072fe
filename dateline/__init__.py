"""The face of the program: command line, configuration and demo newsroom."""
