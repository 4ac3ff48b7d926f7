"""The command line: arguments in, text on stdout, messages on stderr, an exit code out."""
