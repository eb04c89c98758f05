from datetime import UTC, datetime

from shared.cli.bench import _ratio
from shared.cli.bench_peer import make_peer
from shared.cli.bench_plan import fewer_roles
from shared.cli.bench_timing import time_in_turn
from shared.cli.bench_workflow import _peak_mb
from shared.cli.plan import profile_of
from shared.domain.text import CvText


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


def test_a_part_of_a_taxonomy_has_as_many_roles_as_asked_and_all_skills(tiny_taxonomy, tmp_path):
    with fewer_roles(tiny_taxonomy.path, 2, tmp_path) as part:
        assert part.role_count == len(list(part.roles())) == 2
        assert {role.id for role in part.roles()} < {role.id for role in tiny_taxonomy.roles()}
        assert part.skill_count == tiny_taxonomy.skill_count
        assert part.version != tiny_taxonomy.version
    assert list(tmp_path.iterdir()) == []


def test_the_ranking_of_roles_agrees_with_the_matrix_products_of_scipy(tiny_taxonomy):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    cv = CvText("Analyst, Acme, 2019 - 2023\n- Designed reports in SQL for the board\n- Led statistical analysis\n")
    profile, _ = profile_of(cv, tiny_taxonomy, now.date(), now)
    peer = make_peer(profile.skills(), tiny_taxonomy)
    assert max(peer.readiness()) > 0
    compared = peer.compared()
    assert compared["is_same_order"], compared


def test_the_peak_of_a_worker_is_the_highest_that_the_log_says():
    log = (
        "INFO skillpath.poller: document_received: 1 messages, 0 come again, 12 ms, peak 400 MB\n"
        "INFO skillpath.poller: workflow_worker: 5 messages, 0 come again, 12 ms, peak 143 MB\n"
        "INFO skillpath.poller: workflow_worker: 1 messages, 1 come again, 9 ms, peak 91 MB\n"
    )
    assert _peak_mb(log) == 143
    assert _peak_mb("") == 0
