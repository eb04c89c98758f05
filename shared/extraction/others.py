"""What others did, beside the person who tells it: "the roofer did the leadwork", "drawn by an agency in Figma"."""

_MYSELF = r"(?:me|us|i|we|myself|ourselves)"
# "... but I covered it when she was off" speaks of the person, and takes nothing back.
_NOT_OF_ME = rf"(?!(?:(?!\b(?:but|while|whereas|although|and (?:i|we))\b)[^.,;:]){{0,80}}\b{_MYSELF}\b)"
_CLAUSE = r"(?:(?<=^)|(?<=[.;:!?,(–—-] ))"
_THING = (
    r"(?:computer|server|router|matter|paper|order|letter|chapter|career|restaurant|plant|tractor|motor|reactor|water"
    r"|compressor|generator|sensor|monitor|trailer|container|number|cluster|newsletter|theater|boiler|printer|register"
    r"|tower|power|summer|winter|quarter|semester|year|charter|project|folder|border|corner|error"
    r"|sector|floor|chamber|user|customer|member|player|owner|employer|center|offer|counter|pointer"
    r"|helicopter|digger|merger|transformer|burner|mixer|controller|adapter|filter|scanner|browser|layer|wrapper|parser"
    r"|compiler|loader|crawler|scheduler|publisher)s?"
)
_PERSON = (
    rf"(?:(?!{_THING}\b)\w{{3,}}(?:er|or|ist|ian|tant|man|woman|eer)s?|chefs?|nurses?|vets?|doctors?|analysts?"
    rf"|scientists?"
    r"|people|folks?|guys|lads|boys|girls|gangs?|dept\.?|departments?|class|agency|agencies|office|vendors?|cousin"
    r"|partner)"
)
_DID = (
    r"(?:does|do|did|plans?|planned|writes?|wrote|builds?|built|designs?|designed|draws?|drew|runs?|ran|cooks?|cooked"
    r"|makes?|made|handles?|handled|deals? with|dealt with|takes? care of|took care of|looks? after|looked after"
    r"|puts? up|sets? up|fits?|fitted|installs?|installed|repairs?|repaired|wires?|wired|codes?|coded|develops?"
    r"|developed"
    r"|bakes?|baked|programs?|programmed|programmes?|prepares?|prepared|directs?|directed)"
)
_WORK = (
    r"(?:done|written|handled|run|built|made|maintained|kept|looked after|carried out|developed|operated|performed"
    r"|fitted"
    r"|installed|prepared|processed|executed|designed|drawn|coded|programmed|laid|wired|painted|cooked|baked"
    r"|translated)"
)
_BY_OTHERS = (
    rf"by(?= (?!{_MYSELF}(?![\w-])|hand\b|using\b|means\b|\w+(?:ing|ly)\b|(?:my|our) (?:own )?(?:team|crew|staff"
    rf"|department)\b"
    r"|the (?:team|book|hour|day|piece|time)\b))"
)
# Before what it governs, in small letters; up to the next comma.
OTHERS_DID = (
    # As "The class teacher planned the lessons", "our data scientist runs the A/B tests"
    rf"{_CLAUSE}(?:and )?(?:the|our|another|other|some|old) (?!(?:team|crew"
    rf"|group)s? of\b)(?:[\w-]+ ){{0,2}}?{_PERSON} (?:usually |always |only "
    rf"|all )?{_DID}(?! by\b){_NOT_OF_ME}"
    rf"|{_CLAUSE}(?:my|our) (?:boss|supervisor|manager|foreman|mentor|colleagues?) {_DID}{_NOT_OF_ME}"
    # As "Mr Hale did all the carving", "Electricians did the wiring", "IT dept. did layout"
    rf"|{_CLAUSE}(?:old )?(?:mr|mrs|ms|dr|prof)\.? [\w'’-]+ {_DID}{_NOT_OF_ME}"
    rf"|{_CLAUSE}(?:\w{{3,}}(?<!us)(?:ers|ors|ists|ians|men|eers)) (?:did|do) (?:all )?(?:the|that)\b{_NOT_OF_ME}"
    rf"|{_CLAUSE}[\w&]+ (?:dept\.?|department|team|agency) (?:did|does|made|handled){_NOT_OF_ME}"
    # As "together with the technician who did the wiring"
    rf"|(?:with|alongside|beside|for|to|from|assisted|helped|supported) (?:the|our|my"
    rf"|an?) (?:[\w-]+ ){{0,2}}?{_PERSON} who {_DID}"
    # As "was prepared by an outside planner in Primavera"
    rf"|(?:is|was|are|were|been|being|gets?|got) (?:\w+ly |all "
    rf"|then )?{_WORK} {_BY_OTHERS}(?![^.,;:]{{1,50}}, as (?:is|are|was|were)\b)"
    # As "watched the lads do shaves", "sat in on reviews"
    r"|watch(?:ed|ing) (?:the |my |our |other |an? |old )?(?:[\w'’-]+ ){0,2}?[\w'’-]+ (?:do(?:ing)?|mak(?:e|ing)"
    r"|perform(?:ing)?"
    r"|cook(?:ing)?|work(?:ing)?|fit(?:ting)?|lay(?:ing)?|cut(?:ting)?)|(?:sat|sit|sitting) in on"
)
# After what it governs.
DONE_BY_OTHERS = (
    r"\s(?:done|handled|carried out|performed|supplied and fitted|outsourced|subcontracted) (?:by|to)"
    rf" (?!{_MYSELF}\b|my\b|our (?:own )?(?:team|crew|staff)\b)(?:the|an?|our|another|other|outside|external"
    rf"|others) ?[\w-]*"
    r"|\sreferred (?:on )?to (?:an?|the|our|another)\b"
    r"|[^.;!?]{0,40}?\bbut (?:that|this|it|those|they) (?:is|was|were|are) (?:for )?(?:another|a different"
    r"|the other|someone"
    r"|somebody|other|not (?:me|us|mine|ours|my)\b)"
    # As "the new CRM but did not use it myself", "hot shaves, never did one"
    r"|(?:\s[\w-]+){0,3}?,?\s(?:(?:but|and)\s)?(?:I\s)?(?:have\s)?(?:never|did not|didn['’]t|not)\s(?:did|do|done"
    r"|use|used|try"
    r"|tried|operate|operated|made|make)\s(?:it|them|one|any|this|that|these|those)(?: (?:myself"
    r"|on my own))?(?=\s*(?:[.,;!?)]|\Z))"
    r"|[^.;!?]{0,40}?\bbut never (?:got|was|became) to be\b|[^.;!?]{0,40}?\bnever got to be any good\b"
)
# A gang of a trade that somebody only had charge of: "supervision of plastering, tiling and plumbing gangs".
_GANG = r"(?:gangs?|sub-?contractors?|subbies|trades(?:men|people)?|contractors)"
OF_A_GANG = rf"(?:(?:,\s|\s(?:and|&|or)\s|/)[\w-]+(?: [\w-]+)?){{0,4}}\s{_GANG}(?![\w-])"
IN_CHARGE = r"\b(?:supervis(?:ion|ed|ing|es?)|co-?ordinat(?:ion|ed|ing|es?)|hir(?:ed|ing)|oversaw|overseeing)\b"
