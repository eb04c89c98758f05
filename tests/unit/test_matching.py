import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.assessment import Evidence, EvidenceKind, Polarity, Section
from shared.extraction.document import Block, Entry, Period
from shared.extraction.matching import MAX_PER_BLOCK, MAX_PER_SKILL, find_evidence
from shared.extraction.segmentation import segment
from shared.extraction.sentences import MAX_QUOTE_CHARS, split_sentences
from shared.extraction.word_forms import are_forms


def one_block(text, section=Section.EXPERIENCE, kind=EvidenceKind.WORK, entry=None, start=0):
    return (Block(start, len(text), section, kind, entry),)


def segment_now(text):
    return segment(text, date(2026, 1, 1))


@pytest.fixture
def read(small_taxonomy):
    def read(text, **block) -> list[tuple[str, Evidence]]:
        found = find_evidence(text, one_block(text, **block), small_taxonomy)
        return [(small_taxonomy.skill(item.skill_index).name, item.evidence) for item in found]

    return read


@pytest.fixture
def names(read):
    return lambda text, **block: [name for name, _ in read(text, **block)]


def test_the_longest_label_wins(names):
    assert names("Tools of the trade were Python 3 and Microsoft Excel.") == [
        "Python (computer programming)",
        "Microsoft Excel",
    ]


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("In that role I managed a team of six nurses", "manage a team"),
        ("There I was managing the team", "manage a team"),
        ("Since then she manages teams", "manage a team"),
        ("For two years I led our team", "lead a team"),
        ("In the evenings I taught mathematics", "teach mathematics"),
        ("Each year I managed the budgets", "manage budgets"),
        ("The subject was an algorithm for routing", "algorithms"),
    ],
)
def test_word_forms_and_determiners_do_not_matter(names, text, skill):
    assert names(text) == [skill]


@pytest.mark.parametrize(
    "text",
    [
        "The whole office had javascripting pythons",
        "Work on the project, management of the rest",
        "Work on the project; management of the rest",
        "Work on the project (management of the rest)",
        "Work on the project | management of the rest",
        "Work on the project • management of the rest",
        "Work on the project\n\nmanagement of the rest",
        "Work on the project.  Management of the rest",
        "Project\nManagement",
        "We were teaching mathematical methods",
    ],
)
def test_a_label_does_not_reach_across_separators_or_into_other_words(names, text):
    assert names(text) == []


def test_a_wrapped_line_does_not_part_a_label(read):
    text = "Dear reader\n\nTook over the responsibility for the whole of project\nmanagement in Ghent"
    [(name, evidence)] = read(text)
    assert name == "project management"
    assert evidence.quote == text[13:]


@pytest.mark.parametrize(
    "text",
    [
        "Write to me at sql.python@java.com please",
        "See https://example.org/python/java or www.python.org for more",
        "My code is at github.com/python/java",
        "All of it lies in /usr/lib/python/java today",
    ],
)
def test_addresses_and_paths_are_not_read(names, text):
    assert names(text) == []


def test_a_plural_with_a_sense_of_its_own_is_not_the_singular(names):
    assert names("In charge of communication and sound") == ["communication"]
    assert names("In charge of communications and sound") == []


def test_boilerplate_is_not_read(names):
    assert names("We use Python and SQL every day", section=Section.BOILERPLATE) == []


@pytest.mark.parametrize("name", ["Ruby Swift", "Python Java", "PYTHON JAVA", "python java", "Dr. Sql van Python"])
@pytest.mark.parametrize("line", ["{}", "{} – Software developer", "Curriculum Vitae\n{}", "Name: {}", "{} | Ghent"])
def test_the_name_at_the_top_is_nobodys_skill(names, name, line):
    text = line.format(name) + f"\nWorked with machine learning every day.\n{name} - page 2"
    assert names(text) == ["machine learning"]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Data engineer, Oracle, 2019 - 2021", []),
        ("Python developer at SAP | 2019 - 2021", ["Python (computer programming)"]),
        ("SQL, Accountant (2019)", ["accounting"]),
    ],
)
def test_an_employer_is_not_a_skill_but_a_job_title_names_one(names, heading, expected):
    text = f"Jane Doe was here\n{heading}\nLooked after the office."
    assert names(text, entry=Entry(heading, None)) == expected


def test_the_heading_of_a_project_is_read(names):
    heading = "Chess in Java, Acme University, 2020"
    text = f"Jane Doe was here\n{heading}\n"
    assert names(text, entry=Entry(heading, None), kind=EvidenceKind.PROJECT) == ["Java (computer programming)"]


def test_evidence_carries_its_block_and_entry(read):
    entry = Entry("Analyst, Acme, 2019 - 2020", Period(date(2019, 2, 1), date(2020, 1, 1)))
    text = "Hello there\nWorked with Python in the office. Then went home."
    [(_, evidence)] = read(text, entry=entry)
    assert evidence.quote == "Worked with Python in the office."
    assert text[evidence.start : evidence.end] == evidence.quote
    assert text[evidence.mention_start : evidence.mention_end] == "Python"
    assert (evidence.entry, evidence.months) == (entry.heading, 12)
    assert (evidence.period_start, evidence.period_end) == (date(2019, 2, 1), date(2020, 1, 1))
    assert (evidence.kind, evidence.section, evidence.polarity) == (
        EvidenceKind.WORK,
        Section.EXPERIENCE,
        Polarity.AFFIRMED,
    )
    assert evidence.cues == ("worked with",)


def test_a_long_line_is_quoted_around_the_mention(read):
    text = "word " * 200 + "Kubernetes " + "word " * 200
    [(_, evidence)] = read(text)
    assert len(evidence.quote) <= MAX_QUOTE_CHARS
    assert "Kubernetes" in evidence.quote
    assert set(evidence.quote.split()) == {"word", "Kubernetes"}


def test_mentions_of_one_skill_are_bounded(small_taxonomy):
    line = "Worked with Kubernetes and Kubernetes and Kubernetes and Kubernetes.\n"
    text = "Jane\n" + line * 20
    blocks = tuple(
        Block(5 + len(line) * i, 5 + len(line) * (i + 1), Section.EXPERIENCE, EvidenceKind.WORK) for i in range(20)
    )
    found = find_evidence(text, blocks, small_taxonomy)
    assert len(found) == MAX_PER_SKILL
    assert sum(item.evidence.start < 5 + len(line) for item in found) == MAX_PER_BLOCK
    assert len({item.evidence.mention_start for item in found}) == len(found)


@pytest.mark.parametrize(
    ("unit", "blocks_of"),
    [
        *((unit, one_block) for unit in ("Python ", "Python, ", "Python\n", "managed the ", "no Python ", "a.b@")),
        *((unit, one_block) for unit in ("(Python ", "C. ", "/a", "I. ")),
        # Where no heading is, all of it is a summary.
        *((unit, segment_now) for unit in ("(\n", "a-\n", "on\n", "Python team\n", "welder ")),
    ],
)
def test_eight_times_the_text_costs_about_eight_times_as_much(small_taxonomy, unit, blocks_of):
    def seconds(text, times):
        started = time.process_time()
        for _ in range(times):
            find_evidence(text, blocks_of(text), small_taxonomy)
        return time.process_time() - started

    long = (unit * (40_000 // len(unit) + 1))[:40_000]
    # As much text in one piece as in eight; were the cost quadratic, the one would cost eight times as much.
    growths = (seconds(long, 1) / max(seconds(long[:5_000], 8), 0.005) for _ in range(4))
    assert any(growth < 3 for growth in growths), "in none of four attempts, whatever else the machine did"


_WORDS = st.sampled_from(
    "Python R C Go C++ manage managed a the team teams no not only without but want to learn SQL (expert) 5 years , ; ."
    " : • - – / & ' \n \n\n \t @ .com http:// İ ß ﬁ \u0301 \U0001f600 Excel at Jane".split(" ")
)


@given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=60).map(" ".join)), st.sampled_from(Section))
def test_no_text_raises_and_every_quote_is_found_at_its_offsets(small_taxonomy, text, section):
    entry = Entry(text.strip()[:40], None)
    blocks = (
        Block(0, len(text) // 2, section, EvidenceKind.WORK, entry),
        Block(len(text) // 2, len(text), section, EvidenceKind.CLAIM),
    )
    for item in find_evidence(text, blocks, small_taxonomy):
        evidence = item.evidence
        assert text[evidence.start : evidence.end] == evidence.quote
        assert evidence.start <= evidence.mention_start < evidence.mention_end <= evidence.end
        assert len(evidence.quote) <= MAX_QUOTE_CHARS


def test_lines_are_sentences_unless_they_are_wrapped():
    text = "Built the new data platform for\nthe whole group. Then e.g. Acme Inc. left.\n- one\n- two\n\n3. three"
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == [
        "Built the new data platform for\nthe whole group.",
        "Then e.g. Acme Inc. left.",
        "one",
        "two",
        "three",
    ]


def test_only_the_first_word_may_be_any_form():
    assert are_forms(["planned", "routes"], ["plan", "route"])
    assert not are_forms(["project", "manager"], ["project", "management"])
    assert not are_forms(["organised", "books"], ["organise", "booking"])


@pytest.mark.parametrize("line", ["I used Docker, Python and SQL.", "Skills: Python, SQL and Docker"])
def test_a_first_line_that_is_no_name_is_read(names, line):
    assert "Python" in " ".join(names(line + "\nMore follows here."))


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Payroll using Sage 50", ["manage payroll", "Sage accounting software"]),
        ("Barista in a cafe", ["barista skills"]),
        ("Took the Basic Life Support refresher", ["basic life support"]),
        ("Category C and Driver CPC", ["Driver CPC"]),
        ("Manual handling of boxes", ["manual handling"]),
        ("Roofing repairs", ["roofing techniques"]),
        ("Good at HTML/CSS", ["HTML", "CSS"]),
        ("Pipelines in Spark and SQL", ["Apache Spark", "SQL"]),
        ("VAT returns for clients", ["prepare tax returns forms"]),
        ("Shell scripting", ["Bash"]),
    ],
)
def test_what_our_own_additions_are_called_counts_as_it_stands(taxonomy, text, skills):
    found = find_evidence(text, one_block(text), taxonomy)
    assert [taxonomy.skill(item.skill_index).name for item in found] == skills


def test_a_label_may_begin_with_a_letter_that_is_also_an_article(taxonomy):
    (found,) = find_evidence("Ran A/B testing of pages", one_block("Ran A/B testing of pages"), taxonomy)
    assert (found.evidence.mention_start, found.evidence.mention_end) == (4, 15)


def test_a_round_bullet_typed_as_the_letter_o_begins_an_item():
    text = "Physiotherapist, University Hospitals, Sep 2017 – Jul 2020\no Respiratory and neurology"
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == [
        "Physiotherapist, University Hospitals, Sep 2017 – Jul 2020",
        "Respiratory and neurology",
    ]


def test_small_letters_alone_begin_sentences_and_lines():
    text = "i worked in the mill for years. dave did the wiring.\nthe mill also offers cake. no cake for me, e.g. tart"
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == [
        "i worked in the mill for years.",
        "dave did the wiring.",
        "the mill also offers cake.",
        "no cake for me, e.g. tart",
    ]
