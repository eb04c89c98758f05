"""What would be shown beside exact matching, judged by a fit on the gold set."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.domain.assessment import Level
from shared.domain.errors import InvalidInputError
from shared.evaluation.finders import make_rank
from shared.evaluation.gold import GoldCv, GoldSkill
from shared.evaluation.gold_measures import Shown
from shared.evaluation.suggestions import FEATURES, Fit, Suggestion, judge, read_also, shown_at, suggest
from shared.extraction.semantic import Ranked

FOLDER = Path(__file__).parent


def _cv(text, *uris, also=()):
    skills = tuple(GoldSkill(uri, (uri,), Level.UNKNOWN, ((0, 1),)) for uri in uris)
    return GoldCv("made-up", "welder", text, (), skills, frozenset(also), ())


def _item(uri, score):
    return Suggestion(uri, 0, 1, (score, *[0.5] * (len(FEATURES) - 1)))


CVS = [_cv(f"text {n}", "weld", also={"steel"}) for n in range(16)]
OF = [[_item("weld", 2.0 + n / 100), _item("weld", 1.9), _item("paint", 0.5 + n / 100)] for n in range(16)]


def test_a_fit_tells_what_is_likely_from_what_is_not():
    right, wrong = Fit(CVS, OF).judge([_item("bake", 2.0), _item("bake", 0.5)])
    assert right > 0.8
    assert wrong < 0.2


def test_the_likeliest_of_each_skill_is_kept_and_those_that_need_not_be_found_count_for_nothing():
    judged = judge(CVS, [[*items, _item("steel", 2.5)] for items in OF])
    assert [item.uri for _, item in judged[0].suggestions] == ["steel", "weld", "paint"]
    assert judged[0].suggestions[1][1].features[0] == 2.0
    assert shown_at(judged, 0.5) == (16, 16)
    assert shown_at(judged, 0.0) == (16, 32)
    assert shown_at(judged, 1.01) == (0, 0)


def test_a_cv_is_judged_by_others_than_itself():
    """One CV says the opposite of all others: it may not have taught its own judge."""
    of = [list(items) for items in OF]
    of[3] = [_item("paint", 2.0), _item("weld", 0.5)]
    assert judge(CVS, of)[3].suggestions[0][1].uri == "paint"


def test_suggestions_stand_beside_what_is_read_without_a_level_and_a_refused_text_stays_refused():
    judged = judge(CVS, OF)
    read = read_also(lambda _: [Shown("steel", True, Level.NOVICE, 0.2, ((1, 2),))], judged, 0.5)
    assert [(skill.uri, skill.level, skill.mentions) for skill in read("text 1")] == [
        ("steel", Level.NOVICE, ((1, 2),)),
        ("weld", Level.UNKNOWN, ((0, 1),)),
    ]
    assert read_also(lambda _: None, judged, 0.0)("text 1") is None


CV = """Experience

Fitter, Brown Ltd
2019 - 2024
- Repaired pumps for ships
- Never repaired engines
- Used JavaScript for reports
"""


def test_what_is_denied_or_named_is_not_suggested_and_a_suggestion_lies_in_its_sentence(taxonomy):
    """A ranking that finds every skill asked of it in the third word of any sentence."""
    javascript = next(skill.index for skill in taxonomy.iter_skills() if skill.name == "JavaScript")
    other = next(skill for skill in taxonomy.iter_skills() if skill.index != javascript)

    def rank(texts, named):
        assert len(named) == len(texts)
        rankings = []
        for text in texts:
            words = text.split()
            at = text.index(words[min(1, len(words) - 1)])
            end = at + len(words[min(1, len(words) - 1)])
            rankings.append([Ranked(index, 2, 0.5, 0.5, 0.5, 0.5, at, end) for index in (javascript, other.index)])
        return rankings

    suggested = suggest(CV, taxonomy, rank)
    assert {item.uri for item in suggested} == {other.uri}
    words = [CV[item.start : item.end] for item in suggested]
    assert "pumps" in words
    assert "repaired" not in words
    assert all(len(item.features) == len(FEATURES) for item in suggested)


def test_a_way_that_ranks_nothing_by_meaning_is_refused(taxonomy):
    with pytest.raises(InvalidInputError, match="choose of hybrid, rerank"):
        make_rank("letters", taxonomy)


def test_the_command_prints_each_threshold_as_a_table_and_as_json(taxonomy, tmp_path):
    halves = {"dev": ["nurse-ward", "web-developer"], "held-out": ["welder-yard"]}
    shutil.copytree(FOLDER / "cvs", tmp_path / "cvs")
    (tmp_path / "halves.json").write_text(json.dumps(halves))
    arguments = ["eval-gold", str(tmp_path), "--strategy", "hybrid", "--draws", "100", "--taxonomy", str(taxonomy.path)]
    table = CliRunner().invoke(app, [*arguments, "--half", "dev"], env={"COLUMNS": "200"})
    assert table.exit_code == 0, table.output
    assert "as likely as" in table.output
    document = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert list(document["results"]) == ["dev", "held-out"]
    for rows in document["results"].values():
        assert rows[0]["suggestions"] == 0
        assert [row["suggestions"] for row in rows] == sorted(row["suggestions"] for row in rows)
        assert all(row["right"] <= row["suggestions"] for row in rows)
