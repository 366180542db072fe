"""Long work on stored rows ends in order, however it is told to."""

import signal

import pytest

from dateline import bars
from dateline.cli import STOPPED


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_work_and_says_that_nothing_is_lost(
    told: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, bars.stoppable():
        signal.raise_signal(told)
    assert ended.value.code == STOPPED
    assert capsys.readouterr().err == "dateline: stopped; the same command goes on where it was\n"


def test_a_signal_means_what_it_did_before_when_the_work_is_done() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with bars.stoppable():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
