"""Labels that are a skill in one field and something else outside it: AWS in the cloud and on a railway.

What tells them apart stands in the CV: a word of the field anywhere, or words of another sense in the sentence.
"""

import re
from functools import lru_cache

_COMPUTING = (
    r"software|developers?|devops|programm(?:ing|ers?)|python|java(?:script)?|typescript|linux|unix|docker|kubernetes"
    r"|terraform|jenkins|git|github|gitlab|azure|gcp|cloud|ec2|s3|serverless|micro-?services?|back-?end|front-?end"
    r"|full[- ]stack|apis?|databases?|data (?:engineer\w*|pipelines?|warehouse\w*)|etl|sysadmin|it support"
    r"|(?:system|network|information) (?:administrat\w+|security)|cyber ?security|service desk"
)
_FIELDS = {
    "computing": _COMPUTING,
    "compiling": r"compilers?|embedded|firmware|linux|unix|make(?:file|files)|cmake|gdb|clang|llvm|software",
    "coding": r"compilers?|embedded|firmware|cobol|mainframes?|micro-?controllers?|programm(?:ing|ers?)|software|c\+\+"
    r"|z/os|reverse engineering",
    "data": r"snowflake|bigquery|redshift|databricks|spark|sql|etl|elt|data (?:engineer\w*|pipelines?|warehouse\w*"
    r"|models?|modelling|analy\w+|scien\w+)|analytics engineer\w*|python",
    "agile": _COMPUTING + r"|agile|scrum|sprints?|jira|product owner|backlogs?|project manage\w*",
    "drawing": r"auto-?cad|solid-?works|inventor|revit|catia|creo|drawings?|drafting|draft(?:er|s\w+)|draughts\w+"
    r"|design\w*|engineer\w*|architect\w*|[23]d|cam|cnc|machin\w+",
    "automation": r"automation|automated|scada|siemens|allen[- ]bradley|rockwell|mitsubishi|omron|hmi|ladder|controls"
    r"|control (?:panels?|systems?|cabinets?|engineer\w*)|electrical|electrician|instrument\w*|mechatroni\w+|s7|vfds?"
    r"|robot\w*|sensors?|conveyors?|production line|maintenance",
    "web": r"web|web-?sites?|word-?press|drupal|joomla|typo3|sitecore|umbraco|magento|html|blogs?|blogging|copywrit\w+"
    r"|content (?:manag\w+|edit\w+|creat\w+|writ\w+|market\w+)|digital|online|online shop|seo",
    "schools": r"schools?|pupils?|teach\w*|class(?:room|es)?|child(?:ren)?|students?|education\w*|nurser(?:y|ies)",
    "cooling": r"domestic|hvac|refrigeration|chillers?|heat pumps?|cold rooms?|plumb\w+",
    "goods": r"warehous\w*|freight|supply chain|shipments?|shipping|lorr(?:y|ies)|trucks?|haul\w+|stores"
    r"|deliver(?:y|ies)|dispatch\w*|forklift|inventory|cargo|procurement",
    "ireland": r"ireland|irish|gaeltacht|gaeilge|leaving cert\w*|junior cert\w*|qqi|county|co\. [a-z]+|dublin|cork"
    r"|galway|limerick|donegal|kerry|mayo|belfast",
    "care": r"patients?|nurs\w+|clinic\w*|medical|hospitals?|wards?|care|health\w*|gp|surgery|practice",
}
_FIELD = {name: re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE) for name, words in _FIELDS.items()}

# The field of each label that counts only where the CV speaks of it.
_FIELD_OF = {
    "aws": "computing",
    "iam": "computing",
    "ts": "computing",
    "cherwell": "computing",
    "hornbill": "computing",
    "gcc": "compiling",
    "assembler": "coding",
    "pdi": "data",
    "airflow": "data",
    "dbt": "data",
    "kanban": "agile",
    "cad": "drawing",
    "plc": "automation",
    "plcs": "automation",
    "cms": "web",
    "cooling system": "cooling",
    "cooling systems": "cooling",
    "logistics": "goods",
    "sen": "schools",
    "gaelic": "ireland",
    "ehr": "care",
    "emr": "care",
}

# What a label means beside these words: before it, after it, or anywhere in its sentence.
_ELSE_BEFORE = {
    "plc": r"\b(?:bank|group|holdings?|company|co|industries|foods|services|nigeria|kenya|ghana|uk|international"
    r"|energy|insurance|breweries|cement|motors|stores|supermarkets)\s\Z",
    "cad": r"(?:\b(?:to|from|in|into|for|of|usd|eur|gbp)\s|[$\d][\d.,]*\s?(?:[km]|million|thousand)?\s?)\Z(?<!\bin )",
    "vat": r"(?:\+|\bplus|\bexcl?\.?|\bexcluding|\bincl?\.?|\bincluding|\d%)\s?\Z",
    "communication": r"\b(?:mass|visual|technical|radio|augmentative|unified)\s\Z",
    "team work": r"\b(?:blue|red|purple)\s\Z",
    "pr": r"\bsap\s\Z",
    "counsellor": r"\bcamp\s\Z",
    "counselor": r"\bcamp\s\Z",
    "corporate rules": r"\bbinding\s\Z",
    "gaelic": r"\b(?:scottish|scots,?|manx|highers? in)\s\Z",
    "ploughing": r"\bthe\s\Z",
    "budgeting": r"\b(?:feed|water|carbon|time)\s\Z",
    "welding": r"\b(?:heat|plastic|cold|stud)\s\Z",
    **dict.fromkeys(
        ("islam", "christianity", "hinduism", "buddhism", "judaism", "sikhism"), r"\b(?:religion|faith)\s*[:\s–-]*\Z"
    ),
    "resource management": r"\b(?:crew|cockpit|bridge|water|human|natural)\s\Z",
}
_ELSE_AFTER = {
    "cad": r"\s?\$?\s?(?:\d[\d.,]*\s?(?:[km]\b|million|thousand)|\d{1,3}[,.]\d{3}|\d{4,})|\s?\$",
    "vat": r"[\s-]+(?:registered|number|no\b|reg\b|id\b|exempt)",
    "pos": r"\s(?:settlements?|billing|changes|integrations?"
    r"|materials?|displays?|branding|marketing|advertis\w+|tagg\w+|stands?|visuals?)\b",
    "pr": r"/PO\b|\ssince\b|\s(?:reviews?|status|card|holder|visa)\b",
    "cpr": r"\s(?:numbers?|no\b|cards?|register)",
    "communication": r"[\s-]+(?:boards?|books?|passports?|aids?|devices?)\b",
    "epos": r"[\s-]+(?:terminals?|reports?|data|hardware|engineers?|tills|systems? support)\b",
    "cctv": r"\s(?:(?:camera\s)?(?:install\w*|cabling|surveys?|wiring|fitting|fitter)|audits?)\b",
    "recruiting": r"\s(?:(?:study|research|trial)\s)?(?:participants?|volunteers?|patients?|respondents?|members|donors"
    r"|precinct|\d+ precinct)",
    "recruitment": r"\s(?:of\s)?(?:participants?|volunteers|patients|respondents)",
    "welding": r"\s(?:cells?|robots?|lines?)\b",
    "forklift": r"\s(?:rental|hire|truck\s(?:rental|hire)|drivers?\ssa\w+)\b",
    "night shift": r"\s(?:managers?|supervisors?|agents?|calls?|allowances?|workers?|differentials?|staff|teams?)\b",
    "ploughing": r"\s(?:match|championship|competition)",
    "history": r"\sof\b(?!\s(?:art|ideas|science|the world|ireland|europe|africa))",
    "php": r"\s?\d[\d,.]*\s?(?:k|m|mn|million|thousand|billion)\b|\s?\d{1,3},\d{3}|\s?\d{4,}",
    "gaap": r"\s(?:POS|point of sale)\b",
    "formwork": r"\s(?:checks?|tables?|inspections?)\b",
    "concreting": r"\s(?:supervision|works? supervision)\b",
    "singer": r"\s(?:patcher|machines?|sewing|treadle|\d)",
    "decision making": r"\sresponsib",
    "microfinance": r"\s(?:banks?|institutions?|compan|clients?)",
    "ethics": r"\s(?:applications?|approvals?|committees?|clearance)\b",
}
_ELSE_NEAR = {
    "hr": r"\blicen[cs]ed?\b|\bvehicles?\b|\brigid\b|\bbpm\b|\btruck",
    "sql": r"\bMQLs?\b|\bsales[- ]qualified",
    "pos": r"\bUSSD\b|\bparts? of speech\b|\bPOS (?:agents?|merchants?)",
    "pr": r"\b(?:code|git|github|merg\w+|commits?|canada|canadian|australia\w*|visa|residen\w+|citizen\w*)\b",
    "resolving conflicts": r"\b(?:git|merg\w+|branch\w*|commits?)\b",
    "testing circuits": r"\bana?esth|\bbreathing\b",
    "crm": r"\bditching\b|\bcockpit\b|\baviation\b|\bdangerous goods\b|\bcabin crew\b|\bFRM\b|\bflight\b|\brecurrent\b",
    **dict.fromkeys(
        ("formwork", "concreting"),
        r"\b(?:inspect\w*|acceptance|take-?offs?|supervis\w+|slinging|checking of|estimat\w+)\b",
    ),
    "cta": r"\btax\b|\bchartered\b|\bangiogra\w+|\btrusts?\b",
    "toilet training": r"\b(?:pupp(?:y|ies)|dogs?|kittens?|workshops?)\b",
    "body language": r"\b(?:dogs?|horses?|trees?|treats?|equine|canine)\b",
    "cbt": r"\bmotor-?(?:bike|cycle)|\bJAMB\b|\bWAEC\b|\bcomputer[- ]based|\btheory test|\bCBT cent|\bdriving\b",
    "sem": r"\bmicroscop|\bEDX\b|\bEDS\b|\bXRD\b|\bTEM\b|\belectron\b",
    "ada": r"\bFMLA\b|\bFLSA\b|\bTitle VII\b|\bdisabilit|\bcomplian|\baccessib|\bramp",
    "swift": r"\bbank|\bpayments?\b|\btransfers?\b|\btelex|\bSEPA\b|\btreasury\b|\bISO 20022|\bremittanc",
    "ocr": r"\b(?:GCSE|RSA|AQA|Edexcel|WJEC|NVQ|A[- ]levels?|Cambridge|Level \d|typewriting)\b",
    "solas": r"\bplumbing\b|\bphases?\b|\bF[ÁA]S\b|\bcraft certificate\b",
    "adr": r"\bpharmacovigilan\w+|\bdrugs?\b|\byellow (?:forms?|cards?)|\blaw\b|\bmediat\w+|\barbitrat\w+|\bdispute",
    "xml": r"\b(?:EDL|AAF|OMF|turnovers?)\b",
    "gpc": r"\bcard-?holders?\b|\bpurchase card|\bbudget",
    "erm": r"\bengine room\b|\bSTCW\b|\bbridge\b|\bECDIS\b|\bhigh voltage\b|\bclass (?:I|II|III)\b",
    "ts": r"\bCICS\b|\bENA\b|\bclearance\b|\bTS/SCI|\bISO/TS|\bstandards?\b",
    "maintain pipeline": r"\b(?:greenhouse|recruit\w*|candidates?|sales|salesforce|hubspot|leads|ci/cd|jenkins)\b",
    "vacuuming": r"\b(?:nitrogen|refrigerants?|gas charging|brazing|compressors?|R\d{2,3})\b",
    "budgeting": r"\b(?:meals?|cooking|shower\w*|laundry|grocer\w+|personal care"
    r"|independent living|rental applications?)\b",
    "csr": r"\bcall cent|\bcontact cent|\bcustomer service|\binbound\b|\bteller\b",
    "ehr": r"\b(?:instances|servers?|databases?|integrations?)\b",
    "emr": r"\b(?:instances|servers?|databases?|integrations?|spark|hadoop|ec2|s3|polyps?|colonoscop\w+"
    r"|endoscop\w+|mucosal)\b",
}
_BEFORE = {key: re.compile(words, re.IGNORECASE) for key, words in _ELSE_BEFORE.items()}
_AFTER = {key: re.compile(words, re.IGNORECASE) for key, words in _ELSE_AFTER.items()}
_NEAR = {key: re.compile(words, re.IGNORECASE) for key, words in _ELSE_NEAR.items()}


def lacks_its_field(key: str, text: str) -> bool:
    """Whether a label counts in one field only, and the CV has no word of it.

    >>> lacks_its_field("aws", "Worked trains under AWS and TPWS"), lacks_its_field("aws", "AWS, Docker")
    (True, False)
    """
    field = _FIELD_OF.get(key)
    return field is not None and not _speaks_of(field, text)


def is_of_another_field(key: str, before: str, after: str) -> bool:
    """Whether the words around a label, in its sentence, say that it is something else.

    >>> is_of_another_field("vat", "daily rate 300 + ", ""), is_of_another_field("vat", "prepared ", " returns")
    (True, False)
    """
    return (
        ((rule := _BEFORE.get(key)) is not None and rule.search(before) is not None)
        or ((rule := _AFTER.get(key)) is not None and rule.match(after) is not None)
        or ((rule := _NEAR.get(key)) is not None and (rule.search(before) or rule.search(after)) is not None)
    )


@lru_cache(maxsize=8)  # a text may name the same few labels a thousand times
def _speaks_of(field: str, text: str) -> bool:
    return _FIELD[field].search(text) is not None
