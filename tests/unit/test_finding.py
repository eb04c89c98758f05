"""What is shown by name and by meaning: only what is sure, on words of the CV, and the same whoever's CV it is."""

from pathlib import Path

import numpy as np
import pytest

from shared.domain.assessment import FindingStrategy, FoundBy, Polarity
from shared.evaluation.evaluate import AS_OF
from shared.extraction import finding, meaning
from shared.extraction.finding import SURE_BY_MEANING, SURE_BY_NAME, find_skills
from shared.extraction.matching import find_evidence, read_mentions
from shared.extraction.meaning import DEPTH, FEATURES, describe, find_hits
from shared.extraction.segmentation import segment

SAMPLE = (Path(__file__).parents[2] / "shared" / "local" / "sample" / "cv.txt").read_text(encoding="utf-8")
CV = """Ada Okafor
Pipe fitter, Leeds

Experience

Pipe fitter, Tern Marine Ltd
March 2016 - present
- Cut, bend and weld pipes for the engine rooms of fishing boats
- Repair pumps and valves, and teach two apprentices to do it
- Never worked on electrical installations
- Keep the stock of spare parts in JavaScript spreadsheets

Skills
Arc welding, teamwork
"""


class Judge:
    """Says of each row what it is told to: of those by name one likelihood, of others another."""

    def __init__(self, by_name, by_meaning):
        self.by_name, self.by_meaning = by_name, by_meaning

    def probabilities(self, rows):
        return np.where(rows[:, 0] == 1, self.by_name, self.by_meaning)


@pytest.fixture
def judged_by(monkeypatch):
    def judge(by_name, by_meaning):
        monkeypatch.setattr(meaning, "likelihood_network", lambda: Judge(by_name, by_meaning))

    return judge


def _found(text, taxonomy, strategy=FindingStrategy.HYBRID):
    return find_skills(text, segment(text, AS_OF), taxonomy, strategy=strategy)


def _affirmed(found):
    return [item for item in found if item.evidence.polarity is Polarity.AFFIRMED]


def test_exact_finds_what_is_named_and_nothing_else(taxonomy):
    found, used = _found(CV, taxonomy, FindingStrategy.EXACT)
    assert used is FindingStrategy.EXACT
    assert found == find_evidence(CV, segment(CV, AS_OF), taxonomy)


def test_a_taxonomy_without_vectors_is_read_exactly(taxonomy, monkeypatch):
    monkeypatch.setattr(type(taxonomy), "vectors", lambda _: None)
    assert _found(CV, taxonomy) == (find_evidence(CV, segment(CV, AS_OF), taxonomy), FindingStrategy.EXACT)


def test_where_numpy_is_not_installed_a_text_is_read_exactly(taxonomy, monkeypatch):
    monkeypatch.setattr(finding, "find_spec", lambda _: None)
    assert _found(CV, taxonomy)[1] is FindingStrategy.EXACT


def test_what_is_sure_is_shown_and_what_is_not_is_left_out(taxonomy, judged_by):
    judged_by(SURE_BY_NAME, SURE_BY_MEANING)
    everything, used = _found(CV, taxonomy)
    assert used is FindingStrategy.HYBRID
    assert {item.evidence.found_by for item in everything} == {FoundBy.NAME, FoundBy.MEANING}
    judged_by(SURE_BY_NAME, SURE_BY_MEANING - 0.01)
    named, _ = _found(CV, taxonomy)
    assert named == find_evidence(CV, segment(CV, AS_OF), taxonomy)
    judged_by(SURE_BY_NAME - 0.01, SURE_BY_MEANING - 0.01)
    left, _ = _found(CV, taxonomy)
    assert _affirmed(left) == []


def test_a_mention_by_meaning_quotes_its_sentence_and_stands_on_words_of_its_own(taxonomy, judged_by):
    judged_by(1, 1)
    found, _ = _found(CV, taxonomy)
    meant = [item.evidence for item in found if item.evidence.found_by is FoundBy.MEANING]
    assert len(meant) >= 3
    spans = sorted((item.evidence.mention_start, item.evidence.mention_end) for item in _affirmed(found))
    for evidence in meant:
        assert CV[evidence.start : evidence.end] == evidence.quote
        assert evidence.start <= evidence.mention_start < evidence.mention_end <= evidence.end
        own = evidence.mention_start, evidence.mention_end
        assert [span for span in spans if span[0] < own[1] and own[0] < span[1]] == [own]
    in_job = [evidence for evidence in meant if "pumps" in evidence.quote]
    assert in_job
    assert all(evidence.months == 119 for evidence in in_job)


def test_what_is_denied_is_shown_neither_way(taxonomy, judged_by):
    judged_by(1, 1)
    found, _ = _found(CV, taxonomy)
    assert not any("electrical" in item.evidence.quote for item in _affirmed(found))


def test_hits_are_bounded_by_sentence_and_none_of_a_skill_that_is_named(taxonomy):
    reading = read_mentions(CV, segment(CV, AS_OF), taxonomy)
    hits, read = find_hits(reading, taxonomy.vectors())
    named = {item.skill_index for item in reading.found}
    of_sentence = [sum(hit.sentence == at and not hit.found for hit in hits) for at in range(len(read))]
    assert 0 < max(of_sentence) <= DEPTH
    assert not any(hit.skill_index in named for hit in hits if hit.found is None)
    described = describe(hits, read, reading, taxonomy, taxonomy.vectors())
    assert described.shape == (len(hits), len(FEATURES) + 4 * taxonomy.vectors().table.dimensions)
    assert np.isfinite(described).all()


def test_the_same_text_has_the_same_mentions_whoever_wrote_it(taxonomy):
    first, _ = _found(CV, taxonomy)
    assert _found(CV, taxonomy)[0] == first
    for name in ("Ruby Cook", "Mohammed Al-Farsi"):
        renamed, _ = _found(CV.replace("Ada Okafor", name), taxonomy)
        assert [(item.skill_index, item.evidence.quote) for item in renamed] == [
            (item.skill_index, item.evidence.quote) for item in first
        ]


@pytest.mark.parametrize("text", ["", "   \n\n", "....", "12345 67890", "Lorem ipsum dolor sit amet"])
def test_a_text_with_nothing_in_it_yields_nothing(taxonomy, text):
    assert _found(text, taxonomy)[0] == []


def test_real_weights_show_a_skill_that_no_label_names(taxonomy):
    found, _ = _found(SAMPLE, taxonomy)
    meant = {item.skill_index for item in found if item.evidence.found_by is FoundBy.MEANING}
    assert meant
    assert meant.isdisjoint(item.skill_index for item in find_evidence(SAMPLE, segment(SAMPLE, AS_OF), taxonomy))
