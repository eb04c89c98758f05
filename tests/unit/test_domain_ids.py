import time
from uuid import RFC_4122

from shared.domain.ids import new_id


def test_ids_are_version_7_uuids():
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_an_id_says_when_it_was_made():
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert before <= made.int >> 80 <= after


def test_an_id_made_a_millisecond_later_sorts_later_also_as_text():
    earlier = new_id()
    time.sleep(0.002)
    later = new_id()
    assert earlier < later
    assert str(earlier) < str(later)


def test_ids_do_not_repeat():
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_ids_of_one_process_sort_in_the_order_they_were_made():
    ids = [new_id() for _ in range(2_000)]
    assert ids == sorted(set(ids))
    assert {made.version for made in ids} == {7}


def test_ids_go_on_when_the_clock_is_set_back(monkeypatch):
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert new_id() > before
