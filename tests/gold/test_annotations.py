"""The gold set holds what its README says."""

import csv
import json
import re
import zipfile
from collections import Counter, defaultdict
from io import TextIOWrapper
from pathlib import Path

import pytest

from shared.domain.assessment import Level
from shared.evaluation.gold import read_gold, read_halves
from shared.taxonomy.sources import long_csv_fields

FOLDER = Path(__file__).parent
OFFICIAL = sorted((FOLDER.parents[2] / "shared" / "data" / "esco").glob("*classification - en - csv.zip"))
NAMES = sorted(path.stem for path in (FOLDER / "cvs").glob("*.txt"))
KINDS = {"denied", "wish", "others", "boilerplate", "pastime", "wording"}


def _annotations(name):
    return json.loads((FOLDER / "cvs" / f"{name}.json").read_text(encoding="utf-8"))


def _text(name):
    return (FOLDER / "cvs" / f"{name}.txt").read_bytes().decode("utf-8")


def test_the_halves_are_of_a_fair_size_share_no_cv_and_leave_none_out():
    halves = read_halves(FOLDER)
    assert set(halves) == {"dev", "dev-2", "held-out"}
    assert len(halves["dev"]) == len(halves["held-out"]) >= 20
    assert len(halves["dev-2"]) >= 24
    assert sorted(name for names in halves.values() for name in names) == NAMES
    assert len(read_gold(FOLDER)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_where_its_offsets_say(name):
    text, annotations = _text(name), _annotations(name)
    spans = [span for skill in annotations["skills"] for span in skill["spans"]] + annotations["traps"]
    for span in spans:
        assert span["quote"].strip() == span["quote"] != ""
        assert text[span["start"] : span["end"]] == span["quote"]
    assert all(called in text for called in annotations["names"])


@pytest.mark.parametrize("name", NAMES)
def test_every_cv_is_of_a_fair_length_and_has_skills_levels_reasons_and_traps(name):
    annotations = _annotations(name)
    assert 120 <= len(_text(name).split()) <= 400
    assert len(annotations["skills"]) >= 6
    assert annotations["traps"]
    assert annotations["names"]
    for skill in annotations["skills"]:
        assert Level(skill["level"])
        assert skill["reason"]
        assert skill["spans"]
    for trap in annotations["traps"]:
        assert trap["kind"] in KINDS
        assert trap["why"]


@pytest.mark.parametrize("name", NAMES)
def test_no_skill_is_expected_twice_and_none_is_both_expected_and_forbidden(name):
    annotations = _annotations(name)
    accepted = [item["uri"] for skill in annotations["skills"] for item in (skill, *skill["or"])]
    also = [item["uri"] for item in annotations["also"]]
    assert [uri for uri, count in Counter(accepted).items() if count > 1] == []
    assert set(accepted).isdisjoint(also)
    for trap in annotations["traps"]:
        overlapping = [
            skill["label"]
            for skill in annotations["skills"]
            for span in skill["spans"]
            if span["start"] < trap["end"]
            and trap["start"] < span["end"]
            and (not trap["not"] or {skill["uri"]} & {item["uri"] for item in trap["not"]})
        ]
        assert overlapping == [], trap["quote"]


def test_no_two_cvs_share_a_sentence():
    seen = defaultdict(set)
    for name in NAMES:
        for piece in re.split(r"[\n.!?;•|]+", _text(name)):
            words = re.findall(r"\w+", piece.casefold())
            if len(words) >= 5:
                seen[" ".join(words)].add(name)
    assert {sentence: names for sentence, names in seen.items() if len(names) > 1} == {}


def test_every_level_and_every_kind_of_trap_occurs_in_each_half():
    for half in ("dev", "dev-2", "held-out"):
        cvs = read_gold(FOLDER, half)
        assert {skill.level for cv in cvs for skill in cv.skills} == set(Level)
        assert {trap.kind for cv in cvs for trap in cv.traps} == KINDS
    assert len({cv.trade for cv in read_gold(FOLDER)}) == len(NAMES)


@pytest.mark.skipif(not OFFICIAL, reason="the official zips are not there")
def test_every_skill_is_one_of_esco_1_1_1_under_its_preferred_label():
    with zipfile.ZipFile(OFFICIAL[0]) as archive, archive.open("skills_en.csv") as file, long_csv_fields():
        rows = csv.DictReader(TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        labels = {row["conceptUri"]: row["preferredLabel"] for row in rows}
    for name in NAMES:
        annotations = _annotations(name)
        items = [item for skill in annotations["skills"] for item in (skill, *skill["or"])]
        items += annotations["also"]
        items += [item for trap in annotations["traps"] for item in trap["not"]]
        assert [item for item in items if labels.get(item["uri"]) != item["label"]] == [], name
