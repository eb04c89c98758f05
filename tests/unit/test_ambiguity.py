import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction import ambiguous_labels as labels
from shared.extraction.document import Block
from shared.extraction.matching import find_evidence


@pytest.fixture
def names(small_taxonomy):
    def names(text, section=Section.EXPERIENCE):
        text = "Jane Doe\n" + text
        blocks = (Block(9, len(text), section, EvidenceKind.WORK),)
        found = find_evidence(text, blocks, small_taxonomy)
        return [small_taxonomy.skill(item.skill_index).name.partition(" (")[0] for item in found]

    return names


@pytest.mark.parametrize(
    "text",
    [
        "Go to market strategy for new products",
        "The go-to person for questions about software",
        "Go-to-market plans for software",
        "C-level reporting to the C-suite on software",
        "Took vitamin C daily",
        "Supervised by C. Smith and R. Smith, developers",
        "R&D of new software",
        "I excel at everything",
        "Excel in fast environments",
        "Spread by word of mouth",
        "Ensured access to care",
        "Worked across teams",
        "Worked with several teams, using SAP-like methods",
        "Rust removal on ships",
        "Removing rust from pipes",
        "Express interest in joining",
        "spark ideas in others",
        "react to changes",
        "Worked with human resources to fill gaps",
        "Liaised with HR on pay",
        "Made coffee, Java lovers welcome",
        "Head Chef in a kitchen",
        "Salt and pepper",
        "Born in Java, Indonesia",
        "Kept a python snake",
        "The Oracle of Delphi",
        "Draw sap from trees",
        "Scratch the surface",
        "Eclipse of the sun",
        "A tie, by design",
        "I made up the cake",
        "Able to work in team",
        "German company with Polish clients",
        "Polish the floors",
        "Negotiated rents and repairs with HR",
        "A talk for HR directors",
        "Asked HR on contracts",
        "Copied HR files",
        "Sat beside the HR people",
        "Found Java developers for a bank",
        "Headlines in German typefaces",
        "A few German greetings",
        "Languages: greetings in Polish",
        "hr",
    ],
)
def test_other_senses_are_not_skills(names, text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Developed Rust services on Linux", ["Rust"]),
        ("Wrote scripts in R and Python", ["R", "Python"]),
        ("Programming languages: C, Go, Swift", ["C", "Go", "Swift"]),
        ("Built apps in Swift for iOS", ["Swift"]),
        ("Microsoft Excel, Word and Access", ["Microsoft Excel", "Microsoft Word", "Microsoft Access"]),
        ("Calls over Microsoft Teams", ["Microsoft Teams"]),
        ("Used Salt, Puppet and Chef with Jenkins", ["Salt", "Puppet", "Chef"]),
        ("Reports from the Oracle database with SQL", ["Oracle", "SQL"]),
        ("Fluent in German and Polish", ["German", "Polish"]),
        ("Did bookkeeping for two shops", ["accounting"]),
        ("HR advisor in a mill", ["human resource management"]),
        ("Sole HR for 90 staff", ["human resource management"]),
    ],
)
def test_context_tells_the_tool(names, text, expected):
    found = names(text)
    assert [name for name in found if name in expected] == expected


def test_a_database_is_a_skill_in_a_list_of_skills_alone(names):
    assert names("Updated the databases each week") == []
    assert names("Databases, SQL", Section.SKILLS) == ["database", "SQL"]


def test_a_skills_list_is_context_enough(names):
    assert names("R, C, Go, Excel, Scratch\nGerman", Section.SKILLS) == [
        "R", "C", "Go", "Microsoft Excel", "Scratch", "German",
    ]  # fmt: skip


def test_a_lone_letter_in_prose_is_no_skill(names):
    assert names("Got grade C in the exam. Passed R last year.") == []


def test_a_company_or_school_named_like_a_skill_is_none(names):
    assert names("Studied at the School of Accounting") == []
    assert names("Joined the Accounting Society") == []
    assert names("Responsible for accounting") == ["accounting"]


def test_an_employer_named_like_a_tool_is_none(names):
    assert names("iOS developer — Go Scooter") == []
    assert names("Software developer at Swift Half") == []
    assert names("Backend developer — Go services") == ["Go"]
    assert names("Software — Python, Go") == ["Python", "Go"]


def test_a_country_among_countries_is_no_language(names):
    assert names("Bought in Poland, German, Turkey") == []
    assert names("Called on clients in German, Polish") == ["German", "Polish"]


def test_a_part_of_an_island_is_no_language(names):
    assert names("From: Malang, East Java.") == []
    assert names("Taught East of Leeds, Java in school") == ["Java"]


def test_who_somebody_is_is_no_language_nor_is_what_they_cook(names):
    assert names("I am Polish and live in Hull", Section.LANGUAGES) == []
    assert names("I speak Polish and English") == ["Polish", "English"]
    assert names("A bit of German cooking, in Leeds") == []


def test_an_object_that_goes_on_is_another_object(names):
    assert names("There I had to manage budget lines") == []
    assert names("There I had to manage budget and staff") == ["manage budgets"]


def test_the_tables_do_not_contradict_one_another():
    rules = [
        labels.TOOL_NAMES,
        labels.OFFICE_NAMES,
        labels.CAPITALS,
        labels.CAPITALS_TOOLS,
        labels.LISTED,
        labels.SUBJECTS,
        labels.UNMISTAKEN_ELSEWHERE,
        labels.NEVER,
    ]
    assert sum(map(len, rules)) == len(frozenset().union(*rules))
    assert not labels.PLAIN_ALTERNATIVES & labels.NEVER
    assert all(" " in phrase for phrase in labels.NEVER_PHRASES)
    assert all(" " not in word for table in rules for word in table)


def test_what_is_learnt_or_known_needs_no_other_context(names):
    assert names("I want to learn Rust next.") == ["Rust"]
    assert names("Familiar with R from university.") == ["R"]
    assert names("I learn Go to market strategies.") == []


def test_a_department_counts_where_it_is_ones_own(names):
    assert names("Led human resource management for 200 staff") == ["human resource management"]


def test_interests_name_tools_only_as_items_among_tools(names):
    assert names("Swift rivers, software museums", Section.OTHER) == []
    assert names("Tools: Eclipse, software by others", Section.OTHER) == ["Eclipse"]


def test_a_list_of_abbreviations_before_a_letter_is_no_title_of_a_person(names):
    assert names("LIMS, R, GraphPad", Section.SKILLS) == ["R"]
    assert names("Analysed data in R and Excel") == ["R", "Microsoft Excel"]


def test_text_in_small_letters_names_languages_and_abbreviations_in_lists(names):
    assert names("german , english , urdu") == ["German", "English"]
    assert names("english", Section.LANGUAGES) == ["English"]
    assert names("sand , polish , paint") == []
    assert names("Sanded, polish, english breakfast") == []
    assert names("excel , word , hr", Section.SKILLS) == ["human resource management"]
    assert names("talked to hr , boss") == []
