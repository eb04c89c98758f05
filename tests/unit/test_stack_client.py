"""What `skillpath demo` prints of nearby roles and of a plan."""

import io

import httpx
import pytest
from rich.console import Console

from shared.cli.stack_client import checked, find_role_id, print_nearby, print_plan_begin
from shared.local.checkout import LocalStackError

STEP = {
    "skill_name": "data [red]mining", "kind": "learn", "to_level": "competent", "hours": 40.0, "gain": 2.5,
    "starts_on": "2026-11-23", "ends_on": "2026-12-06",
}  # fmt: skip
PLAN = {
    "role_title": "data scientist", "steps": [{**STEP, "kind": "prove"}, *[STEP] * 9], "readiness_at_start": 12.4,
    "readiness_at_end": 100.0, "ends_on": "2027-03-01", "hours_per_week": 6.0,
}  # fmt: skip


def shown(show, what, width=80) -> str:
    out = io.StringIO()
    show(what, Console(file=out, width=width, color_system=None))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80])
def test_each_nearby_role_stands_with_its_readiness_and_band(width):
    roles = [{"title": f"role {n}", "readiness": 90.0 - n, "band": "highly viable"} for n in range(5)]
    text = shown(print_nearby, roles, width)
    for n in range(5):
        assert f" {90 - n} % role {n} (highly" in text
    assert max(len(line) for line in text.splitlines()) <= width


def test_the_first_steps_of_a_plan_are_shown_and_how_many_there_are():
    text = shown(print_plan_begin, PLAN)
    assert "the first steps of 10" in text
    assert "From 12 % readiness to 100 %, 400 h, until 2027-03-01 at 6 h a week" in text
    assert "1. Prove data [red]mining as competent" in text
    assert "4. Learn data" in text
    assert "5. " not in text
    assert "23 Nov - 6 Dec 2026 · 40 h · +2.5 points" in text


def test_the_role_is_found_by_its_title():
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.params["query"] == "data scientist"
        return httpx.Response(200, json={"items": [{"id": "abc"}]})

    with httpx.Client(base_url="http://test", transport=httpx.MockTransport(answer)) as client:
        assert find_role_id(client) == "abc"


def test_an_answer_that_is_not_good_says_what_was_asked():
    request = httpx.Request("GET", "http://test/v1/roles")
    with pytest.raises(LocalStackError, match="GET http://test/v1/roles answered 404: none"):
        checked(httpx.Response(404, text="none", request=request))
