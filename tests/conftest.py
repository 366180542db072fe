"""What holds for every test."""

import signal

from hypothesis import HealthCheck, settings

# A shell without job control starts its background jobs deaf to Ctrl-C, and they pass that on to the processes they
# start: of a suite that is run so, the tests that stop programs by Ctrl-C would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The suite tells whether a change is sound, so it draws the same examples every time, however busy the machine is.
# Others are drawn, ten times as many, by `pytest --hypothesis-profile=explore`.
PATIENT = [HealthCheck.too_slow]
settings.register_profile("suite", derandomize=True, database=None, deadline=None, suppress_health_check=PATIENT)
settings.register_profile("explore", max_examples=1000, deadline=None, suppress_health_check=PATIENT)
settings.load_profile("suite")
