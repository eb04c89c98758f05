import pytest

from shared.domain.assessment import Polarity
from shared.extraction.polarity import polarity_of


def polarity(sentence, mention):
    start = sentence.index(mention)
    return polarity_of(sentence, start, start + len(mention))


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("No experience with Java or C#", "Java"),
        ("No experience with Java or C#", "C#"),
        ("No experience with Java, C#, Go, Rust and Scala", "Scala"),
        ("I am not familiar with Java", "Java"),
        ("Never used Java in anger", "Java"),
        ("I have never worked with Java", "Java"),
        ("Built it without Java", "Java"),
        ("Lack of Java knowledge", "Java"),
        ("All of Office except Access", "Access"),
        ("Databases other than Oracle", "Oracle"),
        ("I don't know Java", "Java"),
        ("I don’t know Java", "Java"),
        ("No formal training in accounting", "accounting"),
        ("Java: none", "Java"),
        ("Java (no experience)", "Java"),
        ("Java was not used", "Java"),
        ("Python, but no Java", "Java"),
        ("neither Python nor Java", "Java"),
        ("I do not want to use Java", "Java"),
        ("keine Erfahrung mit Java", "Java"),
        ("Python, not Java", "Java"),
        ("Did not use Java in production", "Java"),
        ("I have no\nknowledge of Java", "Java"),
        ("I have never used\n    Java", "Java"),
        ("I prefer not to use Java", "Java"),
    ],
)
def test_denied(sentence, mention):
    assert polarity(sentence, mention) is Polarity.NEGATED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("I want to learn Java", "Java"),
        ("Would like to learn Java and Go", "Go"),
        ("Eager to learn Java", "Java"),
        ("Planning to learn Java next year", "Java"),
        ("Interested in learning Java", "Java"),
        ("Currently looking for a role in accounting", "accounting"),
        ("Aspiring Java developer", "Java"),
        ("The job requires Java", "Java"),
        ("The advert mentions Java", "Java"),
        ('As asked for in your posting ("Java, Scala")', "Java"),
        ("Java if needed", "Java"),
        ("Seeking a position in accounting", "accounting"),
        ("Looking to move into machine learning", "machine learning"),
        ("No Java here; hope to use Python", "Python"),
        ("I am looking for a role where I can develop my accounting", "accounting"),
        ("I am applying for the junior Java developer position", "Java"),
    ],
)
def test_wished_for(sentence, mention):
    assert polarity(sentence, mention) is Polarity.HYPOTHETICAL


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Used Java daily", "Java"),
        ("Able to work under pressure", "work under pressure"),
        ("Not only Java but also Python", "Java"),
        ("Not only Java but also Python", "Python"),
        ("Not just Java", "Java"),
        ("No problem working with Java", "Java"),
        ("Nothing but Java", "Java"),
        ("No experience with Java but expert in Python", "Python"),
        ("No experience with Java; used Python daily", "Python"),
        ("Not familiar with Java, experienced in Python", "Python"),
        ("Reduced Java errors without downtime", "Java"),
        ("Migrated without downtime using Kubernetes", "Kubernetes"),
        ("Without any data loss, moved to Oracle", "Oracle"),
        ("Aspiring analyst with 3 years of Python", "Python"),
        ("Learning Java", "Java"),
        ("No longer using Java", "Java"),
        ("Python, no Java", "Python"),
        ("Wrote a marketing plan to increase sales with SQL", "SQL"),
        ("Including but not limited to Java", "Java"),
        ("How Not to Lie With Statistics: the case of cells", "Statistics"),
        ("Such porting does not provide any value addition to robotics", "robotics"),
        ("Media Posts for Distraction, not Engaged  Argument in Political Science", "Political Science"),
        ("Do Not Disturb  Java App", "Java"),
        ("“Estimating Advantage Without Bias,” Journal of Political Science", "Political Science"),
        ("Complete except for thesis, CITY COLLEGE\tPhysics coursework", "Physics"),
    ],
)
def test_affirmed(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Payroll is handled by our head office.", "Payroll"),
        ("The Haskell services are maintained by another team, as are the Kotlin apps.", "Haskell"),
        ("The Haskell services are maintained by another team, as are the Kotlin apps.", "Kotlin"),
        ("Bread is baked here; the accounting was done by Marta", "accounting"),
        ("My cousin keeps the books and the payroll, I only drove", "payroll"),
        ("My husband works as a welder", "welder"),
        ("Colleagues in Lyon handle customs law.", "customs law"),
        ("Customs law and tax law, which colleagues in Lyon handle.", "Customs law"),
        ("I leave roofing to the roofers.", "roofing"),
        ("Subjects I leave to others: opera, tax law", "tax law"),
        ("Spray painting is my colleague Tom's.", "painting"),
        ("Deliveries are outsourced", "Deliveries"),
    ],
)
def test_what_others_do_is_not_the_persons(sentence, mention):
    assert polarity(sentence, mention) is Polarity.NEGATED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("The network was built by me and a colleague", "network"),
        ("The Java services are run by our team", "Java"),
        ("Bread is made by hand, baking from four in the morning", "baking"),
        ("My brother taught me welding", "welding"),
        ("My wife and I run a bakery: baking, accounts", "accounts"),
        ("Helped in my uncle's shop with bookkeeping", "bookkeeping"),
        ("Colleagues ask me for help with Excel", "Excel"),
        ("Trained colleagues in Excel", "Excel"),
        ("Other teams use my Python library", "Python"),
        ("I leave Python scripts in good order", "Python"),
        ("My cousin keeps the books, they only made pizzas", "pizzas"),
        ("I stopped using Perl in 2015", "Perl"),
    ],
)
def test_what_the_person_does_with_others_is_theirs(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("I stopped using Perl in 2015 and will not go back.", "Perl"),
        ("Gave up roofing after my fall, never again", "roofing"),
        ("Not offered: massage, tattooing and piercing.", "piercing"),
        ("Not covered by me: customs law", "customs law"),
    ],
)
def test_what_is_given_up_or_refused_is_denied(sentence, mention):
    assert polarity(sentence, mention) is Polarity.NEGATED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Learning Welsh is on the list", "Welsh"),
        ("A course in bookkeeping is on my wish list", "bookkeeping"),
        ("Bookkeeping in Sage: some day", "Bookkeeping"),
        ("Scala and Elm look fun", "Scala"),
        ("In future I want course of forklift", "forklift"),
        ("My dream is to have a shop and to bake", "bake"),
        ("I dream of baking", "baking"),
        ("I would gladly learn welding", "welding"),
    ],
)
def test_a_list_of_things_to_learn_is_a_wish(sentence, mention):
    assert polarity(sentence, mention) is Polarity.HYPOTHETICAL


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [("First aid, one day", "First aid"), ("Python is on the list of tools I use", "Python")],
)
def test_a_list_and_a_day_alone_are_no_wish(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("The IT team maintains the network and the website.", "network"),
        ("Our yard team does the forklift driving", "forklift driving"),
        ("The front office runs registration and accounting.", "accounting"),
        ("My boss does the social media and accounting.", "accounting"),
        ("The financial controller does management accounts", "accounts"),
        ("Heat treatment and welding is done outside.", "welding"),
        ("Payroll and rota are with the owners", "Payroll"),
        ("Sound belongs to Ger", "Sound"),
        ("Asbestos removal goes to a licensed firm", "Asbestos removal"),
        ("Reporting is the consultants' job.", "Reporting"),
        ("Surgery is performed by the vets", "Surgery"),
        ("Hair is my colleague Mina", "Hair"),
        ("Auctions are done by the senior partner; mortgages by our broker desk", "mortgages"),
    ],
)
def test_what_another_team_does_is_not_the_persons(sentence, mention):
    assert polarity(sentence, mention) is Polarity.NEGATED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Our team maintains the network", "network"),
        ("My support team handles networks", "networks"),  # said by who leads it
        ("The IT team and I do the network", "network"),
        ("The server does backups of the database", "database"),
        ("The role covers payroll", "payroll"),
        ("Payroll belongs to my duties", "Payroll"),
        ("Payroll sits with me", "Payroll"),
        ("Ran the IT team that built the network", "network"),
    ],
)
def test_ones_own_team_a_role_and_a_machine_are_nobody_else(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Kotlin: an online course I did not finish", "Kotlin"),
        ("Modern Studies; Spanish - no award", "Spanish"),
        ("English - good; Russian - from school, forgotten", "Russian"),
        ("Japanese 1 (I forgot all)", "Japanese"),
        ("Law, withdrew after a year", "Law"),
        ("Bookkeeping certificate: not yet taken", "Bookkeeping"),
        ("Java exam - failed in 2021", "Java"),
        ("Payroll: no", "Payroll"),
        ("Tax and payroll I have only read about", "payroll"),
        ("Welding isn't my trade", "Welding"),
        ("Zero payroll experience", "payroll"),
    ],
)
def test_what_was_begun_and_not_got_is_denied(sentence, mention):
    assert polarity(sentence, mention) is Polarity.NEGATED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Python, SQL (not completed)", "Python"),
        ("Kafka: replayed events that had failed", "Kafka"),
        ("Vehicles: abandoned cars were moved", "Vehicles"),
        ("Backups: failed disks replaced", "Backups"),
        ("German - good, never forgotten by customers", "German"),
    ],
)
def test_what_failed_or_was_left_elsewhere_denies_nothing(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("A contract in a firm where I can also see family law", "family law"),
        ("Goal: head coach, with some sports psychology", "psychology"),
        ("Wants: to get heritage skills, roofing", "roofing"),
        ("bar manager post; would learn budgeting and rota planning", "rota planning"),
        ("Considering a course in welding", "welding"),
        ("Saving up for a welding course", "welding"),
        ("Next year I start welding", "welding"),
        ("Next: welding", "welding"),
        ("Would be glad to do more welding", "welding"),
        ("Company's Six Sigma course: I am on waiting list", "Six Sigma"),
    ],
)
def test_a_goal_is_a_wish(sentence, mention):
    assert polarity(sentence, mention) is Polarity.HYPOTHETICAL


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Teaching myself Kotlin from books", "Kotlin"),
        ("Currently learning Rust and Go", "Go"),
        ("Learning Spanish in the evenings", "Spanish"),
        ("Office (learning Access)", "Access"),
        ("Learning: Unity, Blender", "Blender"),
        ("My nephew is teaching me bookkeeping", "bookkeeping"),
        ("Currently enrolled: Revit", "Revit"),
        ("Taking a course on bookkeeping", "bookkeeping"),
        ("Taking Welding (evening)", "Welding"),
        ("Started a weekend course in upholstery", "upholstery"),
        ("Half way through a diploma in counselling", "counselling"),
        ("Just started tinkering with Arduino", "Arduino"),
        ("Will take: welding course", "welding"),
        ("Want to learn: Go", "Go"),
        ("Planning for the Prince2 exam", "Prince2"),
        ("Studying for Network+", "Network+"),
        ("Signed up for a forklift course", "forklift"),
        ("I'd love to do more welding", "welding"),
        ("First aid (starts in May)", "First aid"),
        ("AutoCAD (in progress)", "AutoCAD"),
        ("PMP - in view", "PMP"),
        ("CCNA - exam booked for March", "CCNA"),
        ("Revit & Dynamo – undergoing at weekends", "Revit"),
        ("Turkish – starting with a tutor in May", "Turkish"),
        ("My niece is trying to teach me Excel", "Excel"),
        ("Trying to teach myself Blender", "Blender"),
        ("I am learning Danish because my wife is from there", "Danish"),
        ("Speaks Tamil but learning Dutch", "Dutch"),
        ("Learning a bit of Perl off YouTube", "Perl"),
        ("Java at work, learning Rust on an app", "Rust"),
        ("Learning Python, slowly", "Python"),
        ("Taking Greek on Babbel", "Greek"),
        ("Started learning Ansible", "Ansible"),
        ("Currently getting into deep learning", "deep learning"),
        ("Currently pursuing: CISM, Go", "Go"),
        ("Currently preparing for the Azure Administrator certificate", "Azure"),
        ("I am doing an evening course in upholstery", "upholstery"),
        ("Doing a roofing course in May", "roofing"),
        ("I should go for my crane ticket", "crane"),
        ("In view: Prince2", "Prince2"),
        ("Welding - starting January", "Welding"),
        ("Excel – at moment learning", "Excel"),
        ("Welsh - started classes this year", "Welsh"),
        ("Revit (willing to learn)", "Revit"),
        ("Certified Kubernetes Administrator – studying", "Kubernetes"),
        ("Tableau short course – enrolled, begins May", "Tableau"),
        ("Thermography level 2 (booked for June)", "Thermography"),
        ("Swahili learning from mobile", "Swahili"),
        ("The rigging training I want to do", "rigging"),
        ("Figma on the wish list", "Figma"),
        ("Currently teaching self Perl", "Perl"),
        ("SSSTS - booked", "SSSTS"),
        ("Tree rescue (CS38) booked for May", "Tree rescue"),
        ("Forensics - planning to enrol", "Forensics"),
        ("Heat pumps - doing it now, exam in May", "Heat pumps"),
        ("Maltese – attending classes", "Maltese"),
        ("Salesforce was introduced in March, still learning", "Salesforce"),
        ("Things I want to get better at: CAD, welding", "welding"),
        ("Italian – Duolingo", "Italian"),
        ("Want to get into: arboriculture, fencing", "fencing"),
        ("Target: head of logistics", "logistics"),
        ("What I look for: payroll, no travelling", "payroll"),
        ("I would like experience of family law", "family law"),
    ],
)
def test_what_is_only_being_learnt_or_planned_is_a_wish(sentence, mention):
    assert polarity(sentence, mention) is Polarity.HYPOTHETICAL


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Learning Spanish", "Spanish"),
        ("Supported adults learning English", "English"),
        ("Learning: evening school 2021, Python", "Python"),
        ("Took a course in bookkeeping", "bookkeeping"),
        ("Studying for a degree in Physics", "Physics"),
        ("Working towards sales targets", "sales"),
        ("Preparing for audits", "audits"),
        ("Now learning from the best, baking", "baking"),
        ("Python: starting in 2015, daily", "Python"),
        ("Maintenance (ongoing)", "Maintenance"),
        ("Started a bakery, baking bread", "bread"),
        ("BSc Physics (in progress)", "Physics"),  # a student has little else to show
        ("Currently enrolled in BSc Nursing", "Nursing"),
        ("Nursing of patients undergoing surgery", "surgery"),
        ("Taking orders and payments (evenings)", "payments"),
        ("Planning for migration to Oracle", "Oracle"),
        ("Currently trying: Perl (Python I am fluent)", "Python"),
        ("Excel, willing to learn, punctual", "Excel"),
        ("Started learning Python in 2015 and used it daily", "Python"),
        ("Doing videos on YouTube, editing", "editing"),
        ("Now taking bookings and payments online", "payments"),
        ("Kubernetes Administrator – studying people's needs", "Kubernetes"),
        ("Target: 120 % of sales", "sales"),
        ("Singing – songs for children", "Singing"),
    ],
)
def test_what_was_learnt_or_is_only_worded_so_is_affirmed(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("The class teacher wrote the reports.", "reports"),
        ("Our developers built the shop in React", "React"),
        ("My foreman did the costing but I took over when he was ill", "costing"),
        ("Old Mr Kent did all the gilding and I watched.", "gilding"),
        ("Electricians did the wiring", "wiring"),
        ("IT dept. did backups", "backups"),
        ("Plating was the chef's job", "Plating"),
        ("Worked with the technician who wrote the firmware", "firmware"),
        ("The site was built by an agency in WordPress", "WordPress"),
        ("Roof, with flashing (leadwork done by the plumber)", "leadwork"),
        ("Watched the vets do surgery", "surgery"),
        ("Sat in on audits", "audits"),
        ("Beards and fades, never did one", "fades"),
        ("Saw the lathe but did not use it.", "lathe"),
        ("The firm did roofing but that was another crew", "roofing"),
        ("Mortgages referred to the adviser", "Mortgages"),
        ("Supervision of plastering, tiling and plumbing gangs", "plastering"),
        ("Crane yes, forklift no, first aid 2023", "forklift"),
        ("Forklift LF - no, hoping to get it", "Forklift"),
        ("I dont do roofing", "roofing"),
        ("Suturing and intubation would be new to me", "Suturing"),
        ("A few words of Welsh", "Welsh"),
        ("Italian (a few phrases)", "Italian"),
        ("Korean greetings only", "Korean"),
        ("Welsh songs", "Welsh"),
        ("Not great with Excel", "Excel"),
        ("Not a brilliant one for spreadsheets", "spreadsheets"),
        ("Hypnotherapy - not trained", "Hypnotherapy"),
        ("Brazing module – not completed", "Brazing"),
        ("Java for beginners, evening course (not finished yet)", "Java"),
        ("Crane slinging observed only.", "slinging"),
        ("Relays, switchgear (testing observed)", "testing"),
        ("Dialysis: observed for a week", "Dialysis"),
        ("Photoshop just to open", "Photoshop"),
        ("Orbital sander — seen it", "sander"),
        ("Can do tiling, plastering no. Good with people", "plastering"),
        ("Forklift? no – course of safety", "Forklift"),
        ("Software developers maintain the portal; I test it", "portal"),
        ("Survey of pupils (external evaluator did the statistics)", "statistics"),
        ("Two classmates built the robot in Python", "Python"),
        ("A teammate wrote the firmware", "firmware"),
        ("My colleague Ines does the payroll", "payroll"),
        ("One of them teaches drawing and another teaches pottery", "pottery"),
        ("Dad kept the books", "books"),
        ("The lads laid the drains, I did the paper", "drains"),
        ("She does the invoicing, I drive", "invoicing"),
        ("One clerk works for me; she does the filing", "filing"),
        ("The designers worked in Figma", "Figma"),
        ("Radiography by external lab", "Radiography"),
        ("Few Russian words for foods", "Russian"),
        ("Greetings in Greek, Tamil and Thai", "Thai"),
        ("Forklift? No, but a good hand with a trolley", "Forklift"),
        ("I have only fiddled with Vectorworks", "Vectorworks"),
        ("Tax advice is given by our senior adviser", "Tax advice"),
        ("Chasing pallets (they used SAP, I just used the scanner)", "SAP"),
        ("Look of the parts (they work in Catia)", "Catia"),
        ("Lead teacher planned the lessons", "lessons"),
        ("Went out with a photographer, who took the pictures", "pictures"),
        ("Learnt from Mr Gill, who trained the dogs", "dogs"),
        ("Saw loggers use a chromatograph", "chromatograph"),
        ("PCR done by laboratory analyst", "PCR"),
        ("Licences (the architects use Revit, I renew them)", "Revit"),
        ("Arrange outside trainers for forklift, first aid", "first aid"),
        ("With the office lass who did the filing", "filing"),
        ("Brazing was by the pipe crew", "Brazing"),
        ("Soldering goes to outside workshop", "Soldering"),
        ("Power BI (built by an analyst)", "Power BI"),
        ("Tableau dashboards made by my analyst", "Tableau"),
    ],
)
def test_what_others_did_or_what_was_only_seen_is_not_the_persons(sentence, mention):
    assert polarity(sentence, mention) is Polarity.NEGATED


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("Our team of developers built the shop in React", "React"),
        ("The manager and I did the rota", "rota"),
        ("The container runs Python", "Python"),
        ("Engineer who wrote the firmware", "firmware"),
        ("The site was built by me in WordPress", "WordPress"),
        ("Sketches done by hand, drawing", "drawing"),
        ("Used Jira but not much, Python daily", "Python"),
        ("Plastering; managed roofing contractors", "Plastering"),
        ("Supervised two apprentices, plastering and painting", "plastering"),
        ("Forklift licence no. 1234", "Forklift"),
        ("Observed lessons, teaching", "teaching"),
        ("As supervisor ran the bakery, I did the rota", "bakery"),
        ("Now a baker, she does pastry", "pastry"),
        ("The software runs on Linux, I maintain it", "Linux"),
        ("Invoicing was by hand", "Invoicing"),
        ("Website in Drupal (built by me)", "Drupal"),
        ("Motors made by Siemens, repair", "repair"),
        ("Composing songs", "Composing"),
        ("Not only good at Excel", "Excel"),
        ("A few words of Welsh, English", "English"),
    ],
)
def test_what_is_said_beside_others_stays_the_persons(sentence, mention):
    assert polarity(sentence, mention) is Polarity.AFFIRMED
