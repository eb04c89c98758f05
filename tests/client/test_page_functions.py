"""What the page works out: where quotes stand in a text, which group a skill is of, in which week a step begins."""

import json
import os
import random
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.local.checkout import ROOT, node

pytestmark = pytest.mark.xdist_group("client")

SOURCES = ROOT / "functions" / "web" / "page" / "src"
ESBUILD = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
# One UTF-16 unit, two, a mark on the letter before it, four code points that look like one character, and half a pair.
CHARACTERS = ["a", " ", "\n", "é", "e\u0301", "漢", "\U0001f9ed", "\U0001f469\u200d\U0001f3eb", "\ud83d"]
_RUN = """
const page = await import(process.argv[1]);
let asked = "";
for await (const part of process.stdin) asked += part;
const answers = JSON.parse(asked).map(([name, ...given]) => page[name](...given));
process.stdout.write(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[list[Any]]], list[Any]]:
    """Calls many functions of the page, each as [name, *arguments]."""
    folder = tmp_path_factory.mktemp("page")
    entry = folder / "entry.ts"
    entry.write_text("".join(f'export * from "{SOURCES / name}";\n' for name in ("text", "groups", "weeks", "words")))
    built = folder / "page.mjs"
    bundle = [os.fspath(ESBUILD), os.fspath(entry), "--bundle", "--format=esm", f"--outfile={built}"]
    subprocess.run(bundle, check=True, capture_output=True, timeout=60)

    def call(calls: list[list[Any]]) -> list[Any]:
        command = [node(), "--input-type=module", "-e", _RUN, Path(built).as_uri()]
        done = subprocess.run(command, input=json.dumps(calls).encode(), capture_output=True, check=True, timeout=60)
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return call


def some_spans(chance: random.Random, length: int) -> list[dict[str, int]]:
    ends = [sorted((chance.randint(0, length), chance.randint(0, length))) for _ in range(chance.randint(0, 4))]
    return [{"start": start, "end": end} for start, end in ends]


def test_words_that_only_come_near_to_a_skill_are_not_said_to_name_it(run):
    found = [(kind, by) for by in ("name", "meaning") for kind in ("claim", "work")]
    assert run([["kindText", {"kind": kind, "found_by": by}] for kind, by in found]) == [
        "named, and nothing more", "used at work", "said, and nothing more", "used at work",
    ]  # fmt: skip


def test_quotes_are_counted_in_code_points_as_the_api_counts_them(run):
    chance = random.Random(7)  # noqa: S311 - examples, not secrets
    texts = ["".join(chance.choices(CHARACTERS, k=chance.randint(1, 40))) for _ in range(300)]
    asked = [(text, some_spans(chance, len(text)), some_spans(chance, len(text))) for text in texts]
    answers = run([["cutText", *one] for one in asked])
    for (text, quotes, mentions), pieces in zip(asked, answers, strict=True):
        at = 0
        for piece in pieces:
            assert piece["start"] == at
            end = at + len(piece["text"])
            assert text[at:end] == piece["text"]
            for kind, spans in (("isQuoted", quotes), ("isMentioned", mentions)):
                inside = {any(span["start"] <= place < span["end"] for span in spans) for place in range(at, end)}
                assert inside <= {piece[kind]}
            at = end
        assert at == len(text)


def test_pages_joined_are_the_text_and_each_begins_where_it_is_said(run):
    text = "Zoë 🧭\nfirst page\nsecond 👩‍🏫 page\nthird"
    begins = [0, text.index("second"), text.index("third")]
    quote = {"start": text.index("👩"), "end": text.index("👩") + 3}
    (pages,) = run([["cutPages", text, begins, [quote], []]])
    assert ["".join(piece["text"] for piece in page["pieces"]) for page in pages] == [
        text[: begins[1]],
        text[begins[1] : begins[2]],
        text[begins[2] :],
    ]
    assert [page["pieces"][0]["start"] for page in pages] == begins
    marked = [piece["text"] for page in pages for piece in page["pieces"] if piece["isQuoted"]]
    assert marked == ["👩‍🏫"]


def test_a_skill_stands_in_the_second_of_its_groups_and_unknown_levels_are_counted_apart(run):
    skills = [
        {"name": "SQL", "group": ["knowledge", "information and communication technologies (icts)", "databases"]},
        {"name": "R", "group": ["knowledge", "information and communication technologies (icts)"]},
        {"name": "German", "group": ["language skills and knowledge", "languages"]},
        {"name": "fax", "group": []},
    ]
    levels = ["expert", "unknown", "unknown", "novice"]
    (strengths,) = run(
        [["strengthsOf", [{**skill, "level": level} for skill, level in zip(skills, levels, strict=True)]]]
    )
    assert [(one["label"], one["known"], one["unknown"]) for one in strengths] == [
        ("Information and communication technologies (ICT)", 1, 1),
        ("Languages", 0, 1),
        ("Other skills", 1, 0),
    ]
    (words,) = run([["describeCounts", strengths[0]["counts"]]])
    assert words == "1 expert, 1 unknown"


def test_a_group_of_very_many_skills_is_told_by_the_groups_below_it(run):
    many = [{"name": f"{at}", "group": ["knowledge", "ICT", *(["databases"] if at % 3 else [])]} for at in range(15)]
    (split, whole) = run([["splitGroup", many], ["splitGroup", many[:12]]])
    assert [(part["label"], len(part["skills"])) for part in split] == [("Databases", 10), ("In general", 5)]
    assert [(part["label"], len(part["skills"])) for part in whole] == [("", 12)]


def test_steps_stand_in_the_week_in_which_they_begin_across_changes_of_the_clock(run):
    start = date(2027, 3, 22)
    days = [start + timedelta(days=count) for count in (0, 6, 7, 8, 60)]
    steps = [{"starts_on": f"{day}", "ends_on": f"{day + timedelta(days=10)}"} for day in days]
    before = {"starts_on": "2027-01-01", "ends_on": "2027-01-02"}
    weeks, text, one = run(
        [
            ["groupByWeek", f"{start}", [before, *steps]],
            ["weeksText", f"{start}", steps[1]],
            ["weeksText", f"{start}", before],
        ]
    )
    assert [(week["number"], week["starts_on"], week["ends_on"], len(week["steps"])) for week in weeks] == [
        (1, "2027-03-22", "2027-03-28", 3),
        (2, "2027-03-29", "2027-04-04", 2),
        (9, "2027-05-17", "2027-05-23", 1),
    ]
    assert (text, one) == ("weeks 1 to 3", "week 1")


@pytest.mark.parametrize(("days", "most"), [(20, 8), (200, 8), (3_000, 7), (40_000, 7)])
def test_ticks_are_first_days_of_months_and_no_more_than_have_room(run, days: int, most: int):
    first = date(2026, 11, 29)
    (ticks,) = run([["monthTicks", f"{first}", f"{first + timedelta(days=days)}", most]])
    assert 1 <= len(ticks) <= most + 1
    for tick in ticks:
        day = date.fromisoformat(tick["day"])
        assert day.day == 1
        assert tick["at"] == pytest.approx((day - first).days / days)
