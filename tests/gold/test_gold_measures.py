"""The measures of whole CVs, on a CV made up for it; and the floors that reading keeps on the half to look at."""

import json
from pathlib import Path

import pytest

from shared.domain.assessment import FindingStrategy, Level
from shared.domain.errors import InvalidInputError, UnreadableFileError
from shared.evaluation.gold import GoldCv, GoldSkill, Trap, read_gold
from shared.evaluation.gold_measures import Shown, evaluate_gold, measure_share, read_as

TEXT = "Welds steel. Paints doors. Speaks Thai. Bakes bread. Never soldered. We sell robots."


def _span(words):
    start = TEXT.index(words)
    return start, start + len(words)


def _gold(label, level, words, *others):
    return GoldSkill(label, (label, *others), level, (_span(words),))


CV = GoldCv(
    name="made-up",
    trade="welder",
    text=TEXT,
    names=(),
    skills=(
        _gold("weld", Level.PROFICIENT, "Welds steel", "join metals"),
        _gold("paint", Level.NOVICE, "Paints doors"),
        _gold("Thai", Level.UNKNOWN, "Speaks Thai"),
        _gold("bake", Level.COMPETENT, "Bakes bread"),
    ),
    also=frozenset({"steel"}),
    traps=(
        Trap("denied", *_span("Never soldered"), frozenset({"solder"})),
        Trap("boilerplate", *_span("We sell robots"), frozenset()),
    ),
)


def _shown(uri, level, words, *, is_esco=True):
    return Shown(uri, is_esco, level, None if level is Level.UNKNOWN else 0.5, (_span(words),))


def _measure(*shown):
    return evaluate_gold([CV], lambda _: list(shown), draws=100)


def _values(*shown):
    return {name: measure.value for name, measure in _measure(*shown).measures.items()}


def test_two_right_names_of_one_thing_are_both_right_and_meet_it_once():
    values = _values(_shown("weld", Level.PROFICIENT, "Welds"), _shown("join metals", Level.NOVICE, "Welds steel"))
    assert values["skill precision"] == 100
    assert values["skill recall"] == 25
    assert values["level error"] == 0


def test_a_skill_that_nobody_expects_is_wrong_and_one_that_may_be_there_is_left_out():
    unexpected = _shown("robotics", Level.UNKNOWN, "robots")
    allowed = _shown("steel", Level.UNKNOWN, "steel")
    foreign = _shown("tool of ours", Level.UNKNOWN, "doors", is_esco=False)
    values = _values(_shown("paint", Level.NOVICE, "Paints"), unexpected, allowed, foreign)
    assert values["skill precision"] == 50
    assert values["span precision"] == 50
    assert values["span recall"] == 25


def test_a_right_skill_may_be_quoted_with_the_wrong_words():
    values = _values(_shown("paint", Level.NOVICE, "Paints"), _shown("bake", Level.NOVICE, "doors"))
    assert values["skill precision"] == 100
    assert values["quoted right"] == 50


def test_a_trap_is_sprung_by_the_skills_that_it_forbids_and_an_open_one_by_any():
    assert _values(_shown("steel", Level.NOVICE, "soldered"))["traps sprung"] == 0
    assert _values(_shown("solder", Level.NOVICE, "steel"))["traps sprung"] == 0
    result = _measure(_shown("solder", Level.NOVICE, "soldered"), _shown("ours", Level.NOVICE, "robots", is_esco=False))
    assert result.measures["traps sprung"].value == 100
    assert result.trap_kinds == {"boilerplate": (1, 1), "denied": (1, 1)}


def test_levels_are_compared_where_both_have_one_and_claims_apart():
    values = _values(
        _shown("weld", Level.NOVICE, "Welds"),
        _shown("paint", Level.ADVANCED_BEGINNER, "Paints"),
        _shown("bake", Level.UNKNOWN, "Bakes"),
        _shown("Thai", Level.NOVICE, "Thai"),
    )
    assert values["level coverage"] == pytest.approx(66.67)
    assert values["level error"] == 2  # three too low, one too high
    assert values["level too high"] == 50
    assert values["error of “competent”"] == 1.5
    assert values["claims rated"] == 100


def test_a_refused_cv_shows_nothing_and_is_counted():
    result = evaluate_gold([CV], lambda _: None, draws=100)
    assert (result.refused, result.measures["skill recall"].value, result.measures["traps sprung"].value) == (1, 0, 0)


def test_a_share_is_of_all_together_within_its_interval():
    share = measure_share([(1, 1), (0, 3), (2, 4)], draws=500)
    assert share.value == 37.5
    assert share.low < share.value < share.high
    assert measure_share([], draws=100).value == 0


def test_what_is_no_gold_set_is_said_to_be_none(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_gold(tmp_path)
    (tmp_path / "cvs").mkdir()
    (tmp_path / "halves.json").write_text(json.dumps({"dev": ["one"]}))
    (tmp_path / "cvs" / "one.txt").write_text("text")
    (tmp_path / "cvs" / "one.json").write_text("{}")
    with pytest.raises(UnreadableFileError, match="no CV of a gold set"):
        read_gold(tmp_path)
    with pytest.raises(InvalidInputError, match="choose of dev"):
        read_gold(tmp_path, "test")


def test_reading_keeps_its_floors_on_the_half_to_look_at(official_taxonomy):
    cvs = read_gold(Path(__file__).parent, "dev")
    result = evaluate_gold(cvs, read_as(FindingStrategy.EXACT, official_taxonomy), draws=100)
    assert result.refused == 0
    assert result.measures["skill precision"].value >= 72
    assert result.measures["skill recall"].value >= 24
    assert result.measures["quoted right"].value >= 90
    assert result.measures["traps sprung"].value <= 18
    assert result.measures["level error"].value <= 1.0
    assert result.measures["level too high"].value <= 36
