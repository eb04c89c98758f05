"""Words that name a skill in one field, or in some words around them, and something else elsewhere."""

import time

import pytest

from shared.domain.assessment import EvidenceKind, Polarity, Section
from shared.extraction.document import Block
from shared.extraction.fields import is_of_another_field, lacks_its_field
from shared.extraction.matching import find_evidence


@pytest.fixture
def names(taxonomy):
    def names(text, section=Section.EXPERIENCE):
        text = "Jane Doe\n" + text
        found = find_evidence(text, (Block(9, len(text), section, EvidenceKind.WORK),), taxonomy)
        return [taxonomy.skill(item.skill_index).name for item in found if item.evidence.polarity is Polarity.AFFIRMED]

    return names


@pytest.mark.parametrize(
    ("skill", "inside", "outside"),
    [
        ("Amazon Web Services", "Moved four services from our cellar to AWS, in Docker", "Sounded AWS at every signal"),
        ("Apache Airflow", "Nightly ETL jobs in Airflow", "Polished teeth with the Airflow"),
        ("dbt (data build tool)", "Models in dbt on Snowflake", "DBT groups on the ward"),
        ("CAD software", "Drawings in CAD for the joiners", "Collected CAD at the counter"),
        ("use content management system software", "Kept our website in a CMS", "Scanned the stopes with a CMS"),
        ("programmable logic controller", "Replaced sensors and the PLC", "Teller for the Marlowe PLC"),
        ("logistics", "Six years of logistics with 30 lorries", "A wedding is mostly logistics"),
        ("Assembly (computer programming)", "Assembler for 8-bit microcontrollers", "Assembler of garden furniture"),
        ("Irish", "Gaelic (fluent), grew up in Galway", "Gaelic (fluent), grew up on Skye"),
    ],
)
def test_a_word_of_its_field_must_stand_in_the_cv(names, skill, inside, outside):
    assert skill in names(inside)
    assert skill not in names(outside)


@pytest.mark.parametrize(
    ("skill", "so", "else_"),
    [
        ("CAD software", "Drawings in CAD", "Design work, saved CAD 40K"),
        ("SQL", "Reports in SQL", "Raised MQL to SQL from 5 to 8 per cent"),
        ("human resource management", "Head of HR for 90 staff", "Truck licence: HR"),
        ("value-added tax law", "Prepared VAT for the shop", "Fee of 200 + VAT"),
        ("resuscitation", "CPR on a guest", "CPR number on request"),
        ("ethics", "Taught ethics", "Wrote the ethics application"),
        ("mechanics", "Mechanics, statics and heat", "Paid the village mechanics"),
        ("Irish", "Galway. Languages: Gaelic (fluent)", "Galway. Languages: Scottish Gaelic (fluent)"),
        ("mechanics", "Solid mechanics", "Led four mechanics and a cleaner"),
        ("communication", "Good communication with guests", "Laminated communication boards"),
        ("communication", "Clear communication", "BA in Visual Communication"),
        ("operate cash register", "Worked on EPOS", "Repaired EPOS terminals"),
        ("manage closed-circuit television system", "Watched CCTV at night", "Did CCTV surveys of drains"),
        ("recruit employees", "Recruiting for two shops", "Recruiting participants for a drug trial"),
        ("recruit employees", "Recruitment of drivers", "Recruitment of participants for a trial"),
        ("work in shifts", "Worked night shift for a year", "Rang the night shift manager"),
        ("manage budgets", "Budgeting for a theatre", "Helped him with meals, laundry and budgeting"),
        ("manage budgets", "Budgeting for a stable", "Feed budgeting for 40 horses"),
        ("operate welding equipment", "Welding of gates", "Sold welding robots"),
        ("customer relationship management", "Kept the CRM", "Recurrent: dangerous goods, CRM, ditching"),
        ("cognitive behavioural therapy", "Groups in CBT", "Rides a motorbike (CBT)"),
        ("search engine optimisation", "Campaigns in SEM", "Looked at grains in the SEM and XRD"),
        ("use electronic health records management system", "Notes of patients in the EMR", "Patients: EMR of polyps"),
        ("vacuum surfaces", "Vacuuming of halls", "Brazing, vacuuming and gas charging"),
        ("Islam", "Seminar on Islam", "Religion: Islam"),
        ("operate forklift", "Drove a forklift", "Hired porters and forklift drivers"),
        ("operate welding equipment", "Welding inspector", "Found jobs for welding inspectors"),
        ("plumbing tools", "Plumbing tools of all kinds", "Sold to plumbing foremen"),
        ("manage payroll", "Running the shop: rotas, payroll, orders", "Audits of purchasing, stock and payroll"),
        ("manage payroll", "Payroll for 30 cooks", "Wrote adverts for payroll software"),
        ("human resource management", "HR generalist", "Held warnings with HR present"),
        ("logistics", "Logistics of 30 lorries", "Lorries. Fellbeck Logistics, night packer"),
        ("electronics", "Repaired electronics", "Ruleby Electronics Ltd"),
        ("hazardous materials transportation", "Tanker loads under ADR", "Filled yellow forms for each ADR of a drug"),
        ("principles of artificial intelligence", "Seminar on algorithms in AI", "Held heifers for the AI man"),
        ("e-learning", "Wrote e-learning", "COSHH e-learning"),
        ("negotiate compromise", "Strong negotiation skills", "Two days of hostage negotiation awareness"),
        ("manage payroll", "Ran payroll for two sites", "Answered payroll tax letters"),
        ("quality assurance methodologies", "QA engineer for mobile apps", "Released together with QA"),
        ("operate forklift", "Forklift in the cold store", "Arranged forklift rental"),
        ("show empathy", "Patience, empathy and calm", "Led empathy mapping with riders"),
        ("maintain financial records", "Bookkeeping for a bakery", "Trained bookkeeping staff"),
    ],
)
def test_words_around_it_say_that_it_is_something_else(names, skill, so, else_):
    assert skill in names(so)
    assert skill not in names(else_)


@pytest.mark.parametrize(
    ("skill", "so", "else_"),
    [
        ("plan social service process", "Support planning with families", "Read the support plan each week"),
        ("develop audit plan", "Prepared the audit plan", "Prepared the floor plan"),
        ("file documents", "Paper filing in the evenings", "Moved the paper files to the loft"),
        ("control temperature", "Controlled temperatures in the brewhouse", "Drove temperature-controlled loads"),
        ("check correctness of information", "Fact-checked with two lawyers", "Sold fact-checked books"),
        ("design electronic systems", "Electronics designer in Leeds", "I sat beside the electronics designer"),
        ("execute opening and closing procedures", "Till, opening and closing.", "Told them to open and close tills"),
        ("manage securities", "Managed securities for two funds", "Trained at Fellbeck Managed Security"),
        ("provide nutrition to animals", "Animal feeding before school", "Sold animal feed and fencing"),
        ("desktop publishing", "DTP of two journals", "Our DTP dept. did the layout"),
    ],
)
def test_words_that_share_stems_only_say_something_else(names, skill, so, else_):
    assert skill in names(so)
    assert skill not in names(else_)


@pytest.mark.parametrize(
    "text",
    [
        "Wrote stories in Azure DevOps",
        "A career of keeping the company out of court",
        "Made a training guide for the scanners",
        "Test loads of the address list",
        "Scraped the scratch code of each card",
        "Set up a training plan for two apprentices",
        "Fitness Tracker for members",
        "GMP and data integrity",
        "Coached line managers",
    ],
)
def test_some_phrases_name_nothing(names, text):
    assert [name for name in names(text) if name != "good manufacturing practices"] == []


def test_a_firm_is_called_by_its_trade_in_a_job_and_a_course_is_not(names):
    assert "logistics" in names("Cert IV Transport & Logistics, freight units", Section.EDUCATION)
    assert "logistics" in names("Head of Logistics, two warehouses")
    assert "logistics" not in names("Tarn Logistics, two warehouses")


@pytest.mark.parametrize(
    ("skill", "so", "else_"),
    [
        ("operate cranes", "Crane operator on two sites", "Gave signals to the crane operator"),
        ("operate cranes", "Promoted to crane operator", "Rigged loads with the crane operator"),
    ],
)
def test_a_title_may_be_that_of_whom_one_worked_with(names, skill, so, else_):
    assert skill in names(so)
    assert skill not in names(else_)
    assert skill not in names(so, Section.OTHER)


def test_a_phrase_may_be_of_one_field_as_well():
    assert lacks_its_field("cooling systems", "Brakes, clutch and cooling systems of cars")
    assert not lacks_its_field("cooling systems", "Heat pumps and cooling systems of flats")
    assert lacks_its_field("gcc", "Six years in the GCC as a fitter")
    assert not lacks_its_field("gcc", "Firmware built with GCC")


@pytest.mark.parametrize(
    ("key", "before", "after", "else_before", "else_after"),
    [
        ("ploughing", "", " and rolling", "ran a tombola at the ", " in May"),
        ("ploughing", "", " and rolling", "won three ", " matches"),
        ("microfinance", "taught ", " for two years", "audited a ", " bank"),
        ("erm", "built up ", " for a brewery", "STCW courses, ", ""),
        ("decision making", "quick ", " at sea", "parenting time and ", " responsibility"),
        ("corporate rules", "kept our ", "", "Binding ", " drafted"),
        ("solas", "ISM and ", " drills", "", " plumbing phases 2 and 4"),
        ("maintain pipeline", "", " of crude oil", "", " of candidates"),
        ("ada", "programs in ", "", "FMLA, ", ""),
        ("xml", "schemas in ", "", "EDL, ", ""),
        ("history", "modules: ", ", politics", "modules: ", " of bookbinding"),
        ("php", "sites in ", " 8.2", "budget of ", " 210M"),
        ("gaap", "accounts by ", "", "tills of ", " POS"),
        ("formwork", "built ", " for slabs", "slinging of ", " panels"),
        ("concreting", "", " of floors", "", " supervision"),
        ("singer", "", " in a choir", "stitched on a ", " patcher"),
        ("cta", "tested the ", " of a page", "Chartered Tax Adviser (", ")"),
        ("toilet training", "", " of toddlers", "puppy school: ", ""),
        ("body language", "read ", " in talks", "", " of horses"),
        ("counsellor", "school ", "", "camp ", ""),
        ("pr", "wrote ", " plans", "SAP ", "/PO"),
        ("ocr", "scans with ", " of invoices", "RSA/", " typewriting"),
    ],
)
def test_a_label_is_another_thing_by_either_side(key, before, after, else_before, else_after):
    assert not is_of_another_field(key, before, after)
    assert is_of_another_field(key, else_before, else_after)


def test_a_label_of_no_field_needs_none():
    assert not lacks_its_field("welding", "Nothing of the kind")
    assert not is_of_another_field("welding", "a licence and ", " + VAT")


def test_a_label_a_thousand_times_over_is_read_in_a_moment(taxonomy):
    text = "AWS, PLC, CMS, logistics, GCC and HR. " * 4_000
    before = time.process_time()
    find_evidence(text, (Block(0, len(text), Section.EXPERIENCE, EvidenceKind.WORK),), taxonomy)
    assert time.process_time() - before < 5
