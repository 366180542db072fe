"""What holds for every test."""

import signal

# A shell without job control starts its background jobs deaf to Ctrl-C, and they pass that on to the processes they
# start: of a suite that is run so, the tests that stop programs by Ctrl-C would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
