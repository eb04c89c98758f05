"""From a CV to a plan that moves with the person, to the end of all that is held of them."""

from typing import Any

import httpx
import pytest

from shared.local.stack import Stack

pytestmark = pytest.mark.xdist_group("e2e")

ROLE = "data scientist"


def good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    return answer.json()


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_person_goes_from_a_cv_to_a_plan_that_moves_with_them_and_leaves_nothing_behind(
    stack: Stack, new_person, cv: str
):
    http = new_person().introduce().http
    assessment = good(http.post("/v1/assessments", json={"text": cv}))

    nearby = good(http.get("/v1/roles/nearby", params={"limit": 5}))["items"]
    readiness = [role["readiness"] for role in nearby]
    assert len(readiness) == 5
    assert readiness == sorted(readiness, reverse=True)
    (role,) = good(http.get("/v1/roles", params={"query": "data sientist", "limit": 1}))["items"]
    assert role["title"] == ROLE
    gap = good(http.get(role["links"]["gap"]))

    asked = {"role_id": role["id"], "hours_per_week": 6}
    key = {"Idempotency-Key": "one-plan-please"}
    made = http.post("/v1/plans", json=asked, headers=key)
    plan = good(made)
    again = http.post("/v1/plans", json=asked, headers=key)
    assert (again.status_code, again.json()) == (201, plan)
    other = http.post("/v1/plans", json={**asked, "hours_per_week": 7}, headers=key)
    assert other.status_code == 409
    where = made.headers["location"]
    assert [item["id"] for item in good(http.get("/v1/plans"))["items"]] == [plan["id"]]
    assert plan["assessment_id"] == assessment["id"]
    assert plan["readiness_at_start"] == pytest.approx(gap["readiness"]["score"], abs=0.1)

    first, second = plan["steps"][:2]
    step = f"{where}/steps/{first['id']}"
    done = http.patch(step, json={"status": "done", "proof": "a report"}, headers={"If-Match": made.headers["etag"]})
    assert good(done)["done_count"] == 1
    assert good(done)["readiness_now"] > plan["readiness_at_start"]
    stale = http.patch(step, json={"status": "doing"}, headers={"If-Match": made.headers["etag"]})
    assert problem(stale) == (409, "stale-version")

    word = {"verdict": "adjusted", "level": "expert", "reason": "I taught it for years."}
    corrected = good(http.put(f"/v1/users/me/skills/{second['skill_id']}", json=word))
    assert (corrected["level"], corrected["basis"]) == ("expert", "stated")
    moved = good(http.post(f"{where}/replan", json={"hours_per_week": 12}))
    assert [one["proof"] for one in moved["steps"] if one["id"] == first["id"]] == ["a report"]
    assert second["skill_id"] not in [one["skill_id"] for one in moved["steps"] if one["status"] != "done"]
    assert moved["ends_on"] < plan["ends_on"]
    assert good(http.get(where)) == moved
    history = good(http.get(f"{where}/history"))["items"]
    assert [version["version"] for version in history] == [3, 2, 1]
    assert {"what": "hours per week", "before": "6", "after": "12"} in history[0]["changes"]

    export = good(http.get("/v1/users/me/export"))
    assert [one["summary"]["id"] for one in export["assessments"]] == [assessment["id"]]
    assert [(one["plan_id"], len(one["versions"])) for one in export["plans"]] == [(plan["id"], 3)]
    assert [one["reason"] for one in export["corrections"]] == [word["reason"]]

    receipt = good(http.delete("/v1/users/me"))
    assert receipt["removed"]["plan_versions"] == 3
    assert problem(http.get("/v1/users/me")) == (404, "user-not-found")
    assert problem(http.get(where)) == (404, "plan-not-found")
    assert problem(http.get("/v1/users/me/export")) == (404, "user-not-found")
    assert set(good(http.delete("/v1/users/me"))["removed"].values()) == {0}
