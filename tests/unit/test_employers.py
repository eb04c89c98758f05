import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.document import Block, Entry
from shared.extraction.employers import employers_of, speaks_for_employer
from shared.extraction.matching import find_evidence

LATER = Block(0, 0, Section.OTHER, EvidenceKind.CLAIM)
KNOWN = {("birkdale",), ("birkdale", "outdoor"), ("birkdale", "outdoor", "ltd"), ("ferrari", "and", "figli")}


def job(heading):
    return Block(0, 0, Section.EXPERIENCE, EvidenceKind.WORK, Entry(heading, None))


def test_a_job_names_its_employer_and_place_but_not_its_occupation():
    assert list(employers_of(job("Birkdale Outdoor Ltd, Leeds | Sales assistant | 2019 – 2021"))) == [
        ("birkdale",),
        ("birkdale", "outdoor"),
        ("birkdale", "outdoor", "ltd"),
        ("leeds",),
    ]
    assert list(employers_of(job("Freelance, 2019"))) == []
    assert list(employers_of(job("From 2012 to 2018 I was porter at Hotel Plaza."))) == []
    assert list(employers_of(Block(0, 0, Section.EDUCATION, EvidenceKind.EDUCATION, Entry("Leeds", None)))) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Birkdale Outdoor: climbing, marketing and navigation",
        "Birkdale Outdoor – tents, skiing, first aid",
        "Birkdale also sells Java courses",
        "BIRKDALE OUTDOOR OFFERS SKIING AND MARKETING",
        "Ferrari & Figli delivers accounting and payroll to farms",
        "Ferrari & Figli: “accounting with a smile”",
        "Holt Brothers Ltd: plumbing, roofing, marketing",
        "Abbey Road School has specialist status in drama",
        "Abbey Road College: “where marketing meets music”.",
        "Quickride is hiring: cooks, Python developers",
        "SAVON DU PORT ALSO SELLS COSMETICS, OLIVE OIL AND GUIDED TOURS",  # a proper name of nobody
        "savon du port also sells cosmetics, olive oil and guided tours",
        "Golden Acre Farms supplies milk, cheese and marketing",
        "The practice offers whitening, hypnosis and orthodontics",  # its name left out
        "The estate does weddings, wine tasting and export",
        "Partnership profile: pathology, genetics, research",
        "Company: we rent bikes, do catering and team building",
        "About the firm: Birkdale does hoists and rope access",
        "Telemar SA: leader in mobile, cloud, consulting",
        "Clients included brewers, banks and marketing firms",
        "Company makes pumps and valves for ships",
        "The firm looks after tills and scanners",
        "Our products: a till and an invoicing app",
        "The Anchor Inn belongs to the Seaside Group, active in hotels and accounting",
    ],
)
def test_an_employer_speaks_for_itself(sentence):
    assert speaks_for_employer(sentence, LATER, KNOWN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Birkdale Outdoor: sold tents, skis and boots",
        "Birkdale Outdoor: shop assistant, marketing, accounts",
        "Birkdale Outdoor, 2019 – 2021: climbing, marketing",
        "Birkdale also sells what I designed",
        "Software: Excel, Word, Outlook",
        "Company: Python Software, Leeds",
        "Negotiation of offers between buyers, vendors and accounts",
        "responsible for stock, sells cosmetics and tickets",
        "shop floor cleaning",
        "React offers hooks, Python and marketing",
        "Mr Khan provides training, marketing and accounts",
        "HEAD CHEF RUNS KITCHEN, BAR AND MARKETING",
        "Service offers prepared, marketing planned",
        "Practice: marketing, accounting",
        "Company accounts and payroll",
        "Clients: Python, Java",
        "Company sells what I designed",
        "Team leader in marketing: budgets, rota",
        "Delivers training, marketing and events",
        "Marketing for Birkdale Outdoor, accounts, payroll",
        "I belong to the Climbing Group, active in first aid",
        "Abbey Road College: “Hamlet”, lighting and accounting",
        "Pottery Evening College: glazing, throwing, marketing",
    ],
)
def test_what_the_person_did_is_theirs_though_an_employer_is_named(sentence):
    assert not speaks_for_employer(sentence, LATER, KNOWN)


def test_a_number_or_a_date_before_an_employer_is_no_part_of_its_name():
    assert ("lowther",) in list(employers_of(job("1. Lowther Recoveries, 08/2020 - now")))
    assert ("telemar", "sa") in list(employers_of(job("2016/09 -> 2020/04 Telemar SA, technician")))


def test_in_its_own_job_and_in_a_list_of_projects_an_employer_names_what_was_done():
    words = "Birkdale Outdoor: Python, SQL, marketing"
    assert not speaks_for_employer(words, job("Developer, Birkdale Outdoor Ltd"), KNOWN)
    assert not speaks_for_employer(words, Block(0, 0, Section.PROJECTS, EvidenceKind.PROJECT), KNOWN)


def test_what_an_employer_says_of_itself_shows_no_skill(small_taxonomy):
    text = "Jane Doe\nClerk, Birkdale Outdoor Ltd\nTyped in Excel\nBirkdale Outdoor also sells software, SQL and Python"
    work = text.index("Clerk")
    later = text.index("Birkdale Outdoor also")
    blocks = (
        Block(work, later, Section.EXPERIENCE, EvidenceKind.WORK, Entry("Clerk, Birkdale Outdoor Ltd", None)),
        Block(later, len(text), Section.OTHER, EvidenceKind.CLAIM),
    )
    found = find_evidence(text, blocks, small_taxonomy)
    assert {small_taxonomy.skill(item.skill_index).name for item in found} == {"Microsoft Excel"}
    control = "I also sold software, SQL and Python"
    assert find_evidence(control, (Block(0, len(control), Section.OTHER, EvidenceKind.CLAIM),), small_taxonomy)


def test_a_firm_named_after_the_person_or_a_skill_hides_nothing_of_theirs(small_taxonomy):
    text = "Jane Doe\nOwner, Jane Doe Software, and Accounting Office\n"
    heading = "Owner, Jane Doe Software, Accounting Office"
    text += "Jane Doe delivers software in Python\nAccounting: SAP, SQL, payroll\n"
    later = text.index("Jane Doe delivers")
    blocks = (
        Block(9, later, Section.EXPERIENCE, EvidenceKind.WORK, Entry(heading, None)),
        Block(later, len(text), Section.OTHER, EvidenceKind.CLAIM),
    )
    found = find_evidence(text, blocks, small_taxonomy)
    shown = {small_taxonomy.skill(item.skill_index).name for item in found if item.evidence.start >= later}
    assert {"Python (computer programming)", "SAP", "SQL"} <= shown
