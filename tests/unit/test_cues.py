import pytest

from shared.extraction.cues import CUES, CueStrength, find_cues, stated_months, strength_of


def cues(quote, mention):
    start = quote.index(mention)
    return find_cues(quote, start, start + len(mention))


@pytest.mark.parametrize(
    ("quote", "mention", "expected"),
    [
        ("Python (expert), SQL (basic), Java", "Python", ("expert",)),
        ("Python (expert), SQL (basic), Java", "SQL", ("basic",)),
        ("Python (expert), SQL (basic), Java", "Java", ()),
        ("SQL – advanced", "SQL", ("advanced",)),
        ("Excel: intermediate", "Excel", ("intermediate",)),
        ("French B2", "French", ("b2",)),
        ("Advanced: Python, SQL", "SQL", ("advanced",)),
        ("advanced Excel, Word", "Word", ()),
        ("Led a team and used Python daily", "Python", ("used",)),
        ("Designed and built Kafka pipelines", "Kafka", ("designed", "built")),
        ("Managed a team of 5", "Managed a team", ("managed",)),
        ("Leading a team of 5", "Leading a team", ("leading",)),
        ("Lead generation for shops", "Lead generation", ()),
        ("Familiar with Java but expert in Python", "Java", ("familiar with",)),
        ("Familiar with Java but expert in Python", "Python", ("expert in",)),
        ("Over 5+ years' experience with Python, Java and Go", "Go", ("5 years", "experience with")),
        ("Python (5 yrs, expert)", "Python", ("5 years", "expert")),
        ("Python, Java (2 years), SQL", "SQL", ()),
        ("Visual Basic and SQL", "SQL", ()),
        ("Applied statistics", "statistics", ()),
        ("Machine learning with Python", "Python", ()),
        ("Currently learning Rust", "Rust", ("currently learning",)),
    ],
)
def test_the_wording_that_governs_a_mention(quote, mention, expected):
    assert cues(quote, mention) == expected


def test_every_cue_has_a_strength_and_a_duration_has_none():
    assert {strength_of(cue) for cue in CUES} == set(CueStrength)
    assert strength_of("led") is CueStrength.STRONG
    assert strength_of("used") is CueStrength.NEUTRAL
    assert strength_of("familiar with") is CueStrength.WEAK
    assert strength_of("5 years") is None


@pytest.mark.parametrize(
    ("found", "months"),
    [(("5 years",), 60), (("led", "18 months"), 18), (("two years", "1.5 years"), 24), (("expert",), None), ((), None)],
)
def test_the_longest_stated_duration_counts(found, months):
    assert stated_months(found) == months


def test_basic_life_support_is_no_basic_level_of_what_stands_beside_it():
    quote = "Trained in basic life support and manual handling."
    at = quote.index("manual")
    assert "basic" not in find_cues(quote, at, at + len("manual handling"))


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Sundays at the library: chess and a little Scala", "Scala"),
        ("A bit of French", "French"),
        ("Danish (rusty)", "Danish"),
        ("Siemens panels (read only), lifts", "Siemens panels"),
        ("Excel daily, Access sometimes", "Access"),
    ],
)
def test_a_little_is_a_weak_word(sentence, mention):
    start = sentence.index(mention)
    cues = find_cues(sentence, start, start + len(mention))
    assert [strength_of(cue) for cue in cues] == [CueStrength.WEAK]


def test_a_little_says_nothing_of_its_neighbours():
    assert find_cues("Excel daily, Access sometimes", 0, 5) == ()
    assert find_cues("Scratch and a little Python", 0, 7) == ()
