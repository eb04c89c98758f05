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
    cpc, euphoria, fantom, comal, absorb, rudder, versant, logging, cameras, camera, chemicals, energies, sensor, laser
    gps, successfactors
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
    """
)

# Single words that are alternative labels written in lower case, and name their skill well.
PLAIN_ALTERNATIVES = frozenset(
    """
    algebra archeology babysitting bash bookkeeping biostatistics bricklaying bpmn camerawork caulking colonoscopy
    copywriting counselling counseling dancing ergonomy endocrinology geomorphology git golfing gis glp gmp
    hairstyling homoeopathy horticulture immunotherapy informatics kaizen keras kinesiology massage maths matlab
    microbiology mindfulness nannying negotiate nephrology numeracy opencv orthopedics orthodontics paediatrics
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
    hr pr ict erp crm seo gis etl hci olap cbt cpr csr cctv lms plc sem smt ocr cms sap sas pos qa sen ai spc
    vat ehr emr cad
    """.split()
)
CAPITALS_TOOLS = frozenset("ml ui ux ide ssl tls dbms less rage stl apl lams linq mdx moem staf jsss mvc dsp".split())

# Only as an item of a list in the skills section.
LISTED = frozenset(
    """
    energy politics depreciation blueprints cosmetics spelling grammar semantics sensors lasers patents trademarks
    electricity explosives ecosystems rhetoric nutrition rehabilitation transplantation radars refrigerants cybernetics
    database databases electronic surveying graphite gemstones petroleum pesticides herbicides surgery microprocessors
    autism betting boxing crimping prayer philanthropy sing ski swim golf tennis football snowboard yoga
    firmware biomarkers livestock logic metaphysics topography aesthetics interpreting translation typing crafting
    """.split()
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
    r"(?<!never )(?<!not )(?<!n't )\b(?:(?:work(?:ed|ing|s)?|liais\w+|collaborat\w+|coordinat\w+"
    r"|communicat\w+|partner\w*|cooperat\w+|interact\w+"
    r"|interfac\w+)(?: (?:closely|directly|effectively|together|daily|regularly))? with"
    r"|negotiat\w+(?: [\w-]+){1,6}? with|report(?:ed|ing|s)? to"
    r"|alongside|on behalf of|liaison (?:to|with|between)|between)"
    r" (?:the |our |internal |other )?(?:[\w-]+(?: [\w-]+)?(?:,| and|, and|/| or)\s?){0,3}\Z",
    re.IGNORECASE,
)
# People of a department are not what the person can do: "lectures for HR managers"; a title is in the singular.
PEOPLE_OF_DEPARTMENT = re.compile(
    r"\s(?:managers|directors|officers|people|colleagues|professionals|leaders)\b", re.IGNORECASE
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
