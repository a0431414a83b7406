"""The pulse: every change is seen, whichever thread made it."""

from concurrent.futures import ThreadPoolExecutor

from heritage.sensors.pulse import Pulse


def test_each_beat_is_seen() -> None:
    pulse = Pulse()
    assert pulse.beats == 0
    pulse.beat()
    assert pulse.beats == 1


def test_no_beat_of_any_thread_is_lost() -> None:
    pulse = Pulse()
    with ThreadPoolExecutor(8) as threads:
        for _ in range(8_000):
            threads.submit(pulse.beat)
    assert pulse.beats == 8_000
