import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.document import Block, Entry
from shared.extraction.matching import find_evidence
from shared.extraction.trades import trades_of


@pytest.mark.parametrize(
    ("title", "trade"),
    [
        ("bricklayer", "bricklaying"),
        ("joiner", "joinery"),
        ("geologist", "geology"),
        ("botanist", "botany"),
        ("economist", "economics"),
        ("statistician", "statistics"),
        ("photographer", "photography"),
        ("civil engineer", "civil engineering"),
        ("industrial designer", "industrial design"),
        ("food scientist", "food science"),
        ("translator", "translation"),
        ("project manager", "project management"),
    ],
)
def test_a_title_names_its_trade(title, trade):
    assert trade in trades_of(tuple(title.split()))


@pytest.mark.parametrize("title", ["manager", "engineer", "designer", "physician", "nurse", "sewer", "her", "r2er"])
def test_what_is_said_of_anybody_names_none(title):
    assert trades_of((title,)) == ()


def names(text, blocks, taxonomy):
    return [
        (taxonomy.skill(item.skill_index).name, text[item.evidence.mention_start : item.evidence.mention_end])
        for item in find_evidence(text, blocks, taxonomy)
    ]


def test_the_title_of_a_job_shows_its_trade_and_words_below_it_do_not(small_taxonomy):
    text = "Ann Lee\nBaker, Acme, 2019\nMet a potter and a human resources manager\n"
    block = Block(8, len(text), Section.EXPERIENCE, EvidenceKind.WORK, Entry("Baker, Acme, 2019", None))
    assert names(text, (block,), small_taxonomy) == [("baking", "Baker")]


@pytest.mark.parametrize(
    "heading", ["2014 to 2019 Baker, Acme", "2014 to now  Baker, Acme", "May to August 2019 baker"]
)
def test_dates_before_a_title_leave_it_ones_own(small_taxonomy, heading):
    text = f"Ann Lee\n{heading}\nSwept floors\n"
    block = Block(8, len(text), Section.EXPERIENCE, EvidenceKind.WORK, Entry(heading, None))
    assert [name for name, _ in names(text, (block,), small_taxonomy)] == ["baking"]


@pytest.mark.parametrize("heading", ["Assistant to the baker, Acme, 2019", "Helper of a master baker, 2019"])
def test_the_title_of_another_shows_nothing(small_taxonomy, heading):
    text = f"Ann Lee\n{heading}\nSwept floors\n"
    block = Block(8, len(text), Section.EXPERIENCE, EvidenceKind.WORK, Entry(heading, None))
    assert names(text, (block,), small_taxonomy) == []


def test_the_headline_names_a_trade_and_what_a_jobs_title_is_short_for(small_taxonomy):
    text = "Ann Lee\nGlass designer\nDesigner, Acme, 2019\nDesigner of things\n"
    work = text.index("Designer, Acme")
    blocks = (
        Block(8, work, Section.SUMMARY, EvidenceKind.CLAIM),
        Block(work, len(text), Section.EXPERIENCE, EvidenceKind.WORK, Entry("Designer, Acme, 2019", None)),
    )
    assert names(text, blocks, small_taxonomy) == [("glass design", "Glass designer"), ("glass design", "Designer")]
    assert names(text, blocks[1:], small_taxonomy) == []


def test_a_trade_that_is_aspired_to_is_not_affirmed(small_taxonomy):
    text = "Ann Lee\nAspiring baker\n"
    (found,) = find_evidence(text, (Block(8, len(text), Section.SUMMARY, EvidenceKind.CLAIM),), small_taxonomy)
    assert found.evidence.polarity.value == "hypothetical"
