from shared.cli.bench import _ratio
from shared.cli.bench_timing import time_in_turn


def test_what_is_compared_is_timed_in_turn_run_by_run():
    calls = []
    timings = time_in_turn(
        {"whole": lambda: calls.append("whole"), "flashtext": lambda: calls.append("flashtext")}, runs=5
    )
    assert calls == ["whole", "flashtext"] * (len(calls) // 2)
    assert len(calls) >= 2 * 5
    assert [timing.name for timing in timings] == ["whole", "flashtext"]
    assert all(timing.low_ms <= timing.median_ms <= timing.high_ms for timing in timings)


def test_without_flashtext_there_is_no_ratio():
    timings = time_in_turn({"whole": lambda: sum(range(1000))}, runs=5)
    assert _ratio(timings, "whole") is None
