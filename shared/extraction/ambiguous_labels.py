"""Tables of labels that read as something else in a CV. Keys are folded as in shared/taxonomy/tokens.py.

Drawn up by reading what ESCO 1.1.1's labels match in several hundred CVs and job advertisements. NEVER goes before all
other tables; a key is in at most one of those that name a rule.
"""

import re


def _lines(table: str) -> frozenset[str]:
    """Phrases separated by commas or line breaks."""
    return frozenset(phrase for phrase in map(str.strip, table.replace("\n", ",").split(",")) if phrase)


# A phrase that is an alternative label of more skills than this names none of them.
MOST_MEANINGS = 2

# Where a key names several skills, the one that a CV means: the preferred label of that skill.
MEANT = {
    "ml": "machine learning",
    "nlp": "natural language processing",
    "css": "CSS",
    "maths": "mathematics",
    "spark": "Apache Spark",
}

# Words and phrases that name a skill in ESCO and something else in the prose of a CV.
NEVER = _lines(
    """
    plan, plans, dies, die, hair, coining, bristles, similitude, reflexion, morality, typology, kinetics, consultation
    consultations, source, sources, migration, migrations, morphology, wildlife, allergies, obesity, protein, proteins
    pregnancy, childbirth, oxidation, decommissioning, lactation, periodisation, camouflage, silvering, medicines
    adhesives, analgesics, prediction, improvise, repossession, logging, securities, communications, terminology
    google, yahoo, ericsson, avaya, nec, ciena, it, st, re, rs, rt, ic, ng, wp, io, ste, did, cops, wild, supra,
    pow
    toc, tec, va, spe, ppc, xtr, noc, vam, hopper, curl, hack, harvest, trojan, ning, swad, toggl, ilias, ort
    cpt, dmp, mpt, cti, bms, sbr, ddi, m41, sai, gts, tacl, ceylon, dylan, turing, velocis, myrtle, scimitar
    ql, mql
    cpc, euphoria, fantom, comal, absorb, rudder, versant, logging, cameras, camera, chemicals, energies, sensor, laser
    gps, successfactors, teamviewer, datacom
    """
)

# Phrases of two words or more, likewise.
NEVER_PHRASES = _lines(
    """
    time work, teams work, document types, type of document, work management, quality of service, direct marketing
    information technology, information technologies, system testing, system test, quality system, quality systems
    security system, security systems, security panel, security panels, security standard, security standards
    help students, react quickly, assistant manager, technical consultant, conference calls
    conference call, business process, clinical trial, clinical trials, securities regulation
    securities regulations, securities law, securities laws, supply management, medical equipment, mac os x, kept good
    kept goods, support staff, staff support, drive trains, drive train, managed clients, managing clients, human rights
    engine systems, self awareness, cisco systems, communications problems, test load, kept the good
    training network, use a number, goods received, environmental law, search engine, search engines, made up
    authored a software, control data, social work, sales plans, designing information, service management
    financial data, aggregate data, quantitative data, managing project, managed project, managing projects
    managed projects, teams working, raised stock, managed program, architectural blueprints, food product
    food products, field of chemical, variety of vehicles, business initiatives, financial oversight, hazardous waste
    card machine, card machines, ice fishing, medical administration, source of funds, managed security, book kept
    check gauge, checked gauge, built sets, building sets, image scanning, container scanning, international tax
    international taxes, international taxation, plan activities, planning activities, planned activities, moving pipes
    take orders, takes orders, took orders, taking orders, take order, takes order, took order, taking order
    plan stage, planning stage, tram lines, food manufacturing, community health, business email, business emails
    account management, secure checks
    azure devops, keep the company, keeping the company, kept the company, training guide, training guides
    test loads, scratch code, scratch codes, package the application, hand work
    fitness tracker, fitness trackers, branch operations, clinical engineering, integrity testing, legal interpreting
    collect fees, collects fees, collected fees, collecting fees, fee collection, collection of fees
    drive test, drive tests, drive testing, internal medicine, build model, build a model, built a model
    building a model, make model, make a model, made a model, data integrity, crab and lobster, military coordination
    prepare data, prepared data, preparing data, line manager, line managers, training plan, training plans
    """
)

# Single words that are alternative labels written in lower case, and name their skill well.
PLAIN_ALTERNATIVES = frozenset(
    """
    algebra archeology babysitting bash bookkeeping biostatistics bricklaying bpmn camerawork caulking colonoscopy
    copywriting counselling counseling dancing ergonomy endocrinology geomorphology git golfing gis glp gmp
    hairstyling homoeopathy horticulture immunotherapy informatics kaizen keras kinesiology massage maths matlab
    microbiology nannying negotiate nephrology numeracy opencv orthopedics orthodontics paediatrics
    pediatrics phlebotomy php physiotherapy plastering podiatry pottery prince2 prosthetics pulmonology refactoring
    saas sandblasting scrum singing sewing skiing snowboarding soldering stevedoring stats swimming
    tailoring tensorflow theology tiling tqm troubleshooting tutoring uml upsell
    wallpapering welding woodworking zoology agile cfd cuda bim embroidering gastroscopy microscopy pharmacotherapy
    """.split()
)

# Names of tools that are also words, people's names or letters: written as a name, and among tools or near words of
# the trade. Not only ESCO's: an installation adds its own.
TOOL_NAMES = frozenset(
    """
    r c d f go swift scratch chef salt puppet ruby eclipse rust express react make ada dart crystal scala assembly
    pascal prolog smalltalk basic canvas brightspace frostbite shiva unity sass groovy solidity julia elixir elm
    nim
    zig ant maven helm consul vault nomad bamboo argo flux envoy beam storm pulsar hive pig impala presto drill druid
    snowflake spark slack notion sketch illustrator premiere blender maya unreal postman insomnia cypress jest mocha
    chai
    karma jasmine playwright cucumber soap rest shell fish sage octave processing numbers pages keynote base ghost hugo
    gatsby remix astro solid lit stencil polymer bootstrap foundation tailwind material pandas ray pillow requests
    celery
    twisted tornado bottle flask pyramid mint arch aurora athena glue lambda kinesis batch render railway fly spring
    struts
    lift rocket actix phoenix rails gin echo fiber backbone ember meteor node next nest vue angular oracle
    robot
    swarm travis concourse drone spinnaker loki jaeger thanos dash bokeh arrow parquet delta iceberg hudi ranger knox
    cisco amadeus sabre primavera workday zoom tableau prometheus sqoop flume oozie mahout samza heron lucene solr camel
    karaf felix wicket vaadin grails play tapestry
    """.split()
)
OFFICE_NAMES = frozenset("excel word access outlook teams publisher project visio onenote".split())

# Abbreviations that count in capitals only, and those that need tools or words of the trade around them as well.
CAPITALS = frozenset(
    """
    pr ict erp crm seo gis etl hci olap cbt cpr csr cctv lms plc sem smt ocr cms sap sas pos sen spc
    vat ehr emr cad edms iam chaps bods bess ts erd mews
    """.split()
)
CAPITALS_TOOLS = frozenset("ml ui ux ide ssl tls dbms less rage stl apl lams linq mdx moem staf jsss mvc dsp".split())

# Only as an item of a list in the skills section.
LISTED = frozenset(
    """
    energy politics depreciation blueprints cosmetics spelling grammar semantics sensors lasers patents trademarks
    electricity explosives ecosystems rhetoric nutrition rehabilitation transplantation radars refrigerants cybernetics
    database databases electronic surveying graphite gemstones petroleum pesticides herbicides surgery microprocessors
    pbx autism betting boxing crimping prayer philanthropy sing ski swim golf tennis football snowboard yoga
    firmware biomarkers livestock logic metaphysics topography aesthetics interpreting translation typing crafting
    """.split()
)
# Trades that firms are called by as well: "Pettifer Plumbing & Sons" in the heading of a job.
FIRMS_TRADES = frozenset(
    """
    plumbing logistics electronics joinery carpentry roofing earthmoving hydraulics microfinance orthopedics
    orthopaedics landscaping catering joomla cardiology dermatology dentistry
    """.split()
)
FIRM_BEFORE = re.compile(
    r"\b(?!(?:Transport\w*|Operations?|Warehous\w+|Supply|Purchasing|Procurement|Inbound|Outbound|Reverse|Sales|Marketing"
    r"|Military|Global|Senior|Junior|Chief|Head|Heating|Electrical|Mechanical|Industrial|Power|Consumer|Digital|Basic"
    r"|Advanced|Event|Distribution|Production|Planning|Shipping|Storage|Import|Export|The|Of|In|And|For|Experience|Skills)\b)"
    r"[A-Z][\w'’-]+ (?:& |and )?\Z"
)
FIRM_AFTER = re.compile(
    r"\s*(?:[,|(–—\n!]|\Z|\s-\s|& [A-Z]|\s(?:Ltd|LLC|Inc|AG|GmbH|Plc|plc|Pvt|Co|Corp|Group|Supplies|Services|Bank)\b)"
)
# Those who do it for a living are others: "sourced Java developers", "forklift drivers".
DONE_BY_OTHERS = re.compile(
    r"\s(?:developers|engineers|programmers|inspectors|foremen|drivers|operators|subcontractors|contractors|agents|nurses"
    r"|specialists|consultants|analysts|people|guys|lads|supervisors|teachers|trainers"
    r"|designers|vendors|suppliers|roles)\b",
    re.IGNORECASE,
)
# Departments, where the words before say that the person dealt with one.
DEPARTMENTS = _lines(
    """
    human resources, hr, customer service, customer services, marketing, sales, finance, accounting, accounts
    procurement, purchasing, logistics, quality assurance, qa, quality control, engineering, legal, ict, it support
    technical support, ict support, public relations, communications, product management, project management, payroll
    human resource management, digital marketing, production, research and development, business development
    """
)
DEALT_WITH = re.compile(
    r"(?<!never )(?<!not )(?<!n't )\b(?:(?:work(?:ed|ing|s)?|liais\w+|collaborat\w+|co-?ordinat\w+"
    r"|communicat\w+|partner\w*|cooperat\w+|interact\w+"
    r"|interfac\w+)(?: (?:closely|directly|effectively|together|daily|regularly))? with"
    r"|negotiat\w+(?: [\w-]+){1,6}? with|report(?:ed|ing|s)? to"
    r"|together with|requested by|asked by|(?:moved|came|over) from|alongside|on behalf of"
    r"|liaison (?:to|with|between)|between)"
    r" (?:the |our |internal |other )?(?:[\w-]+(?: [\w-]+)?(?:,| and|, and|/| or)\s?){0,3}\Z",
    re.IGNORECASE,
)
# What a department did was done by others: "DTP dept. did layout".
DEPARTMENT_DID = re.compile(
    r"\s(?:dept\.?|departments?|people|guys|colleagues?)\s(?:did|does|do|ran|runs?|was|were|is|are|handled?|handles"
    r"|took|takes?|made|makes?|prepared?|prepares)\b",
    re.IGNORECASE,
)
# Who builds or sells a thing is somebody else: "clients among machine tool builders".
MADE_BY_OTHERS = re.compile(r"\s(?:builders|makers|manufacturers|dealers)\b", re.IGNORECASE)
# What was learnt in that way, by the capitals of a course: "GDPR e-learning".
TAUGHT_BY_E_LEARNING = re.compile(r"\b(?:[A-Z]{3,}\d*|[A-Z]\w+ (?:& |and )?[A-Z]\w+|[Ss]afeguarding|[Ss]afety)\s\Z")
# People of a department are not what the person can do: "lectures for HR managers"; a title is in the singular.
PEOPLE_OF_DEPARTMENT = re.compile(
    r"\s(?:managers|directors|officers|people|colleagues|professionals|leaders)\b", re.IGNORECASE
)
# After a label these make a thing or people of the deed.
BY_THE_DEED = re.compile(
    r"\s(?:gangs?|rental|hire|fraud|mapping|simulators?|machines?|machinery|equipment|companies|firms?|industry|sector"
    r"|staff|tax|systems? integrat\w+|integrations?|drawings?|workshops? for|man|compromise)\b",
    re.IGNORECASE,
)
# Two deeds without an object, which make another skill with one: "open and close tills".
WITHOUT_OBJECT = frozenset({"open and close", "opens and closes", "opened and closed", "opening and closing"})
# Things that go by the name of a deed, and the deed: a plan is no planning.
THINGS_BY_DEEDS = {
    "plan": "planning",
    "file": "filing",
    "shoot": "shooting",
    "drill": "drilling",
    "service": "servicing",
    "sample": "sampling",
    "feed": "feeding",
    "paint": "painting",
    "spray": "spraying",
    "load": "loading",
    "guide": "guiding",
}
PEOPLE = re.compile(
    r"(?:designer|engineer|manager|developer|officer|operator|administrator|coordinator|planner|tester|negotiator"
    r"|assistant|consultant|accountant|trainer|teacher|worker|driver|cleaner|supervisor|inspector|auditor|leader"
    r"|buyer|installer|fitter|cutter|writer|editor|translator)s?\Z"
)
SOMEBODY_ELSE = re.compile(
    r"\b(?:to|for|with|of|by|under|from|beside|alongside|and)\s(?:the|our|their|an?|my)\s(?:[\w-]+\s)?\Z", re.IGNORECASE
)
# "HR" is what the person does where it begins a title or the name of a duty, or in a list of skills or subjects.
PERSONNEL_AFTER = re.compile(
    r"\s(?:and\s\w+\s|&\s\w+\s|business\s|shared\sservices\s|people\s)?(?:generalist|partner|manager|officer|advis[eo]r"
    r"|assistant|administrator|coordinator|co-ordinator|specialist|executive|director|consultant|lead|associate"
    r"|trainee|intern|operations|polic\w+|process\w*|strateg\w+|administration|admin|management|analytics|practice\w*"
    r"|projects?|law|compliance|transformation|head|recruiter|for (?:an?\s|the\s|all\s)?[\d~])",
    re.IGNORECASE,
)
BESIDE_ONE = re.compile(
    r"\b(?:with|alongside|beside"
    r"|(?:radio|signals?|reported|reporting|reports|assistant|helper|sent|send|goes out|went out) to"
    r"|sessions for|training for|help(?:ed|ing)? for)\s(?:the\s|our\s|an?\s|my\s)?\Z",
    re.IGNORECASE,
)
# Names of what is done, and of much that belongs to it ("QA signed it off", "matched the rota to bookings").
DEEDS_NAMED = frozenset("qa bookings procurement".split())
DONE_BEFORE = re.compile(
    r"\b(?:ran|run|running|process\w*|prepar\w+|manag\w+|handl\w+|did|do|doing|complet\w+|administer\w*|oversaw"
    r"|oversee\w*|took|take|taking|responsible for|in charge of|perform\w*|end[- ]to[- ]end|full|weekly|monthly"
    r"|fortnightly|bi-?weekly|in-house|strategic|public|indirect|direct|material|subcontract|manual|software"
    r"|room|table|hotel|travel|flight|group|customer|client|phone|e-?mail|online|appointment|as"
    r"|experience with|in|of)"
    r"\s(?:the\s|all\s|\d+\s|full\s)?\Z",
    re.IGNORECASE,
)
DONE_AFTER = re.compile(
    r"\s(?:of|for|on)\b|\s(?:&\s\w+\s|and\s\w+\s)?(?:[Ee]ngineer|[Oo]fficer|[Mm]anager|[Cc]lerk|[Aa]dministrator"
    r"|[Ss]pecialist|[Ll]ead|[Tt]ester|[Aa]nalyst|[Aa]ssistant|[Cc]oordinator|[Ee]xecutive|[Ii]nspector|[Bb]uyer"
    r"|process\w*|polic\w+|management|administration|software|runs?|testing)\b|\s(?:using|via|through)\b|:"
)
SOFTWARE_AFTER = re.compile(r"\s(?:software|systems?|bureau|files?)\b", re.IGNORECASE)
DONE_IN_LIST = re.compile(
    r"\b(?:running|ran|run|did|do|doing|handl\w+|manag\w+|responsible for|process\w*|took care of|in charge of"
    r"|look\w* after)\b"
    r"|\A\W*(?:[\w-]+,\s){0,2}\Z",
    re.IGNORECASE,
)
SKILLS_AFTER = re.compile(r"\s(?:skills?|techniques?|of|tactics|table)\b", re.IGNORECASE)
GOOD_BEFORE = re.compile(r"\b(?:good|strong|excellent|great|advanced|effective|persuasion and|and)\s\Z", re.IGNORECASE)
LEARNING_MACHINES = re.compile(
    r"\b(?:machine learning|deep learning|neural|generative|LLMs?|chatbots?|data science|computer vision|NLP"
    r"|natural language|algorithms?|robotics|ethics|fairness|ML)\b",
    re.IGNORECASE,
)
MECHANICS_OF = re.compile(
    r"\b(?:fluid|classical|structural|soil|solid|quantum|applied|engineering|rock|fracture|theoretical|continuum"
    r"|statistical|basic|game|of|in|and|for|vehicle|automotive|auto|motor)\s\Z",
    re.IGNORECASE,
)
# Subjects: in education, or as an item of a list in the skills section.
SUBJECTS = frozenset("history literature geography philosophy theology latin".split())

# Words of the trade, and tools that are nothing else.
# Tools whose own names are in lower case.
WRITTEN_LOWER = frozenset("pandas ray requests".split())

# Right before a name, these say that it is learnt or known: "learn Scala", "familiar with R".
KNOWING_BEFORE = re.compile(
    r"\b(?:learn(?:ing|ed|t)?|familiar with|experience with|knowledge of|proficien(?:t|cy) (?:in|with)|fluent in"
    r"|versed in|skilled in|basics of|certified in)\s+\Z",
    re.IGNORECASE,
)
NEVER_KNOWN = re.compile(r"[\s-]+(?:to[\s-]+market|removal|plugs?\b|prevent|snakes?\b)", re.IGNORECASE)

TOOLS = re.compile(
    r"(?<![\w-])(?:routers?|switch(?:es)?|firewalls?|networks?|networking|ccn[ap]|programming|programmed"
    r"|programmer|coding|coded|codes?|scripts?|scripting|scripted|languages?"
    r"|framework"
    r"|frameworks|librar(?:y|ies)|sdk|ide|api|apis|backend|back-end|frontend|front-end|full[- ]stack|stack"
    r"|microservices?"
    r"|software|developer|developers|developed (?:in|with|using)|written in|built (?:in|with|using)|version"
    r"|versions|tools?"
    r"|toolchain|plugins?|plug-ins?|packages?|compilers?|runtime|servers?|services? in|deployed|deployment|provisioning"
    r"|configuration management|ci/cd|pipelines?|database|databases|data science|statistics|statistical|analytics"
    r"|visuali[sz]ation|regression|models? in|web apps?|web applications?|apps?|ios|android|services? (?:in|on"
    r"|with)|game engine|games? in"
    r"|python|java|javascript|typescript|sql|mysql|postgresql|postgres|mongodb|redis|php|html5?|css3?|c\+\+|c#|\.net"
    r"|asp\.net|node(?:\.js|js)?|react(?:\.js|js)|angularjs|vue\.js|jquery|kotlin|matlab|fortran|cobol|perl"
    r"|haskell|erlang"
    r"|bash|linux|unix|git|github|gitlab|docker|kubernetes|k8s|terraform|ansible|jenkins|kafka|hadoop|airflow|aws|azure"
    r"|gcp|google cloud|tensorflow|pytorch|numpy|django|fastapi|spring boot|hibernate|tableau|power bi|spss|stata"
    r"|sas|vba|excel"
    r"|xcode|intellij|netbeans|visual studio|jira|confluence|photoshop|figma|junit|tomcat|nginx|apache|elasticsearch"
    r"|abap|s/4hana|hana|programmier\w*|langages?|logiciels?|entwickel\w+|développ\w+|programaci[oó]n|software-?\w*)"
    r"(?![\w-])|(?<!\w)(?:c\+\+|c#|\.net)",
    re.IGNORECASE,
)
OFFICE_BEFORE = re.compile(r"(?:microsoft|ms|office|office 365|advanced|using|in|of|with)[\s-]*\Z", re.IGNORECASE)
OFFICE = re.compile(r"(?<!\w)(?:Excel|Power ?Point|Outlook|Word|Access|Visio|Office|SharePoint|OneNote)(?!\w)")
# Of names that need no context but have another sense: Java the island, pythons.
OTHER_THING = re.compile(
    r"\s*,?\s*(?:indonesia|island|sea|coffee|jakarta|bali|snakes?|skins?|lovers?|beans?"
    r"|tablets?|phones?|handsets?)\b",
    re.IGNORECASE,
)
UNMISTAKEN_ELSEWHERE = frozenset({"java", "python", "android"})
PART_OF_BEFORE = re.compile(r"\b(?:north|south|east|west|central) \Z", re.IGNORECASE)
# Around a tool's name that means something else there.
OTHER_SENSE_BEFORE = re.compile(
    r"(?<!\w)(?:vitamins?|hepatitis|series|class|grade|level|type|group|category|plan|block|section"
    r"|appendix|phase|tier|head"
    r"|sous|pastry|executive|removing|remove|of|hydrogen|road|bath|sea|ready to|let's|in order to|need to|want to"
    r"|able to|dr|mr|mrs|ms|miss|prof)\.?[\s,]*\Z",
    re.IGNORECASE,
)
OTHER_SENSE_AFTER = re.compile(
    r"[\s-]+(?:to[\s-]+market|to\b|live\b|ahead\b|above\b|through\b|over\b|beyond\b|back\b|level\b|suite\b|section\b"
    r"|snakes?\b|island\b|sea\b|coffee\b|removal\b|preventi|interest|yourself|delivery|train|ideas?\b|de\b|from\b|of\b"
    r"|at\b|plugs?\b|ground\b|the\b|sure\b|quickly|in\b\s+(?:a|all|the|this|my|high|fast)|customer|teams?\b|cards?\b)"
    r"|,\s*(?:indonesia|jakarta|bali)\b",
    re.IGNORECASE,
)
