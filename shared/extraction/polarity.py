"""Whether a sentence affirms, denies or only wishes for what it mentions.

The model is NegEx (Chapman, Bridewell, Hanbury, Cooper, Buchanan: A simple algorithm for identifying negated
findings and
diseases in discharge summaries, J. Biomed. Inform. 34, 2001): trigger phrases before or after a mention,
pseudo-triggers
that look like one and are none, and words that end a trigger's scope. Hypothetical triggers work the same way (ConText,
Harkema et al. 2009). The phrases are written for CVs. "Learning X" affirms X, weakly: see cues.py and learning.py.
"No longer using X" affirms that it was used. What others do ("the books are kept by my cousin") is denied of the
person: more of that in others.py. What is only being learnt or planned ("CCNA, exam booked") is wished for.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from shared.domain.assessment import Polarity
from shared.extraction.learning import A_FEW_WORDS, BEING_LEARNT, DEGREE, FEW_WORDS_AFTER, LEARNT_AFTER
from shared.extraction.others import DONE_BY_OTHERS, IN_CHARGE, OF_A_GANG, OTHERS_DID

_MAX_SCOPE_CHARS = 140
_MAX_BARE_CHARS = (
    2  # of "not" that governs no verb: "Python, not Java", while "Not Yet Expert, a Java blog" says nothing
)
_MAX_LOOSE_CHARS = 45  # of "no", "not" and the like alone, which often speak of something else further on

_PSEUDO = (
    r"not only|not just|not merely|not limited to|not to mention|not least|nothing but|no longer|no problems?|no doubt"
    r"|no (?:less|fewer|later|more) than|no one|no matter|no issues?|no difficult(?:y|ies)|no\. ?\d+"
    r"|with(?:out| no)(?: any)? (?:down ?time|data loss|loss|losses|errors?|incidents?|accidents?|supervision|issues?"
    r"|interruptions?|delays?|disruptions?|oversight|guidance|exception|fail|compromising|sacrificing|affecting)"
    r"|no (?:down ?time|data loss|incidents?|accidents?|errors?)|never (?:missed|failed|late)|couldn['’]t have"
    r"|nicht nur|pas seulement|non seulement|no s[oó]lo|does(?: not|n['’]t)|not to|not applicable|why not"
)
_LACK = r"experience|knowledge|exposure|background|training|skills?|familiarity|understanding|expertise|qualifications?"
_DOES = (
    r"(?:also |now |always |then )?(?:handles?|handled|does|do|did|deals? with|dealt with|takes? care of|took care of"
    r"|looks? after|looked after|covers?|covered|teach(?:es)?|writes?|wrote|runs?|ran|manages?|managed|builds?|built"
    r"|maintains?|maintained|keeps?|kept|owns?|provides?|provided)"
)
_DONE = (
    r"(?:done|written|handled|managed|run|built|made|maintained|kept|looked after|taken care of|provided|taught|covered"
    r"|carried out|dealt with|owned|delivered|developed|operated|performed|fitted|installed|prepared|processed|executed"
    r"|conducted|organi[sz]ed|supplied|given|reviewed)"
)
_RELATIVE = (
    r"(?:husband|wife|partner|brother|sister|cousin|mother|father|mum|mom|dad|son|daughter|uncle|aunt|friend|boyfriend"
    r"|girlfriend|flatmate|neighbou?r|eldest|youngest)s?"
)
_MYSELF = r"(?:me|us|i|we|myself|ourselves)"
_NOT_BY_ME = rf"(?!{_MYSELF}(?![\w-])|hand\b|(?:my|our) (?:own )?(?:team|crew|staff|department)\b)"
_CLAUSE = r"(?:(?<=^)|(?<=[.;:!?,] ))"
_NOT_OF_ME = rf"(?![^.,;:]{{0,80}}\b{_MYSELF}\b)"
_OTHER_TEAM = (
    r"(?:(?:my |our |the |other |specialist )?colleagues?(?: (?:in|of|at|from|on) [^.,;:]{1,40}?)?"
    r"|(?:another|an?other|a different|a separate) (?:team|department|colleague|office|company|person|agency|firm)"
    r"|(?:someone|somebody) else|other (?:teams|people|departments)|others)"
)
_TEAM_DOES = (
    r"(?:does|do|handles?|deals? with|takes? care of|looks? after|runs?|manages?|maintains?|covers?|keeps?|owns?"
    r"|provides?)"
)
_TEAM = r"(?:team|department|dept|office|desk|section|unit|crew|staff|people|folks?)"
_BOSS = r"(?:boss(?:es)?|manager|supervisor|colleagues?)"
# A word for who does something for a living, by its ending.
_SOMEBODY = (
    r"(?!(?:computer|server|router|matter|paper|order|letter|chapter|career)s?\b)"
    r"\w{3,}(?:er|or|ist|ian|ant|man|woman|chef|nurse)s?"
)
_SOMEBODY_DOES = r"(?:does|do|deals? with|takes? care of|looks? after)"
_OTHERS = (
    # As "My cousin keeps the books", at the beginning of a clause; not "my brother taught me welding".
    rf"(?:(?<=^)|(?<=[.;:!?,] ))(?:(?:my|our) (?:late |own |elder |older |younger |eldest )?{_RELATIVE}|husband|wife)"
    rf"(?!['’]|s['’]| and {_MYSELF}(?![\w-])|[^.,;:]{{0,80}}\b{_MYSELF}\b)(?= [\w-]+ )"
    # As "Colleagues in Munich handle tax law"
    rf"|(?:(?<=^)|(?<=[.;:!?,] )){_OTHER_TEAM} {_DOES}(?![^.,;:]{{0,80}}\b{_MYSELF}\b)"
    # As "The IT team maintains the network", "Our yard team does the driving"; not "Our team maintains"
    rf"|{_CLAUSE}(?:(?:the|our) (?:[\w-]+ ){{1,2}}{_TEAM}|(?:the|our|my) {_BOSS}) {_TEAM_DOES}{_NOT_OF_ME}"
    # As "The financial controller does budgets"
    rf"|{_CLAUSE}(?:the|our|my) (?:[\w-]+ ){{0,2}}{_SOMEBODY} {_SOMEBODY_DOES}{_NOT_OF_ME}"
    # As "... is done by our sister company, as are payroll and tax"
    rf"|{_DONE} by {_NOT_BY_ME}[^.,;:]{{1,50}}, as (?:is|are|was|were)"
)
_NEGATED = (
    rf"(?:no|zero|little or no|little to no|without(?: any)?)(?: [\w-]+){{0,3}}? (?:{_LACK})(?: (?:with|in|of|using|on"
    rf"|at|as))?"
    r"|(?:not|never)(?: yet| been| really| very)?(?: familiar| acquainted| comfortable| experienced| proficient"
    r"| skilled"
    r"| trained| used| worked| touched)(?: (?:with|in|at|using|on|as))?"
    r"|prefer(?:s|red)?(?: to)? not(?: to)? (?:use|do|work with)|unfamiliar with|inexperienced (?:in"
    r"|with)|lack(?:s|ed|ing)?(?: of)?|have yet to (?:use|learn|work with)"
    r"|neither|keine? (?:\w+ )?(?:erfahrung(?:en)?|kenntnisse) (?:mit|in)|aucune (?:expérience"
    r"|connaissance) (?:en|de|du)"
    r"|sin (?:experiencia|conocimientos?) (?:en|de|con)|kenne ich nicht|jamais utilisé|nunca he (?:usado|utilizado)"
    # Given up for good; what one only stopped using, one has used.
    r"|(?:stopped|gave up|given up|quit|dropped)(?: using| doing| working (?:with|in))?"
    r"(?=[^.!?]{0,90}\b(?:never again|(?:won['’]t|will not|not|never)"
    r" (?:go(?:ing)?|com(?:e|ing)) back))"
    r"|not (?:an? )?(?:(?:very|too|so|that|really|particularly) )?(?:great|brilliant|strong|much good|the best"
    r"|good)(?: one)?"
    r" (?:at|with|in|on|for)(?= (?!all\b))"
    r"|not (?:covered|done|offered|included|mine|my (?:job|work|trade|field))(?: [\w-]+){0,4}:"
    r"|(?:arrang|organi[sz]|book|hir)\w+ (?:outside|external|specialist) (?:trainers?|instructors?|contractors?"
    r"|firms?|companies)"
    r" (?:for|to do)"
    r"|only (?:fiddled|dabbled|played|toyed)(?: around| about)? (?:with|in)|(?:greetings|swear ?words|hello) in"
    r"|leave(?:s|d)? to (?:others|colleagues|specialists|the [\w-]+):"
    r"|i (?:always |gladly |usually )?leave(?= [^.,;:!?]{1,60} to (?:the|others|an?|my|our|colleagues"
    r"|specialists)(?![\w-]))"
)
_GOVERNS = (
    r"yet|really|very|so|in|with|an?|any|the|my|on|at|use|used|using|work|worked|working|know|speak|hold|have|do|done"
    r"|doing|cover|covering|include|including|involve|involving|need|responsible|able|allowed|good|sure|keen|confident"
)
_LOOSE_NEGATED = (
    rf"no|(?:do|did|have|had|am|was|were|is|are|can|could|would|will) not"
    rf"|not(?= (?:{_GOVERNS})(?![\w-]))|never|without|nor|cannot|[a-z]+n['’]t|(?:do|did|does|ca|could|would|wo|have"
    rf"|has|is|was)nt|except(?: for)?"
    rf"|other than|apart from|excluding|rather than"
    r"|instead of|lieu of"
)
_LEARN = (
    r"(?:further |also |eventually |one day |soon )?(?:learn|study|master|explore|become|gain|acquire|deepen"
    r"|pursue|use|work"
    r"|move|get|transition|specialise|specialize|try|start|improve|join|obtain|grow|expand|broaden|train|qualify"
    r"|build my"
    r"|develop my)"
)
_HYPOTHETICAL = (
    r"(?:want|wants|wanting|would like|would love|wish|wishes|wishing|hope|hopes|hoping|eager|keen|aspire|aspires"
    r"|excited"
    r"|motivated|like|love) to(?= (?!use\b.* daily))"
    rf"|(?:plan|plans|planning|aim|aims|aiming|intend|intends|intending|looking|ready|willing|goal is|ambition is"
    rf"|objective is|dream is|happy|opportunity|chance) to {_LEARN}"
    r"|interested in|interest in|curious about|open to(?: learning)?|willingness to learn|to learn|will be learning"
    r"|will learn|(?:apply|applying|applied|application) for (?:the|an?|your|this)(?: [\w-]+){0,5}?"
    r" (?:position|role|post|job|vacancy|internship)|looking for|looking forward to|in search of"
    r"|seeking|seeks?|searching for|aspiring|aspirations?"
    r"|to obtain"
    r"|desired?|(?:job|role|position|vacancy|employer|advert|posting|ad) (?:requires|required|needs|calls for|says"
    r"|asks for|mentions)"
    r"|(?:in|from) your (?:posting|advert|ad|advertisement)(?= \()|requirements? (?:are"
    r"|is|include)"
    r"|(?:must|should) (?:have|know|be)|candidates? (?:must|should|will)|would need|if (?:i|we|you) (?:had|could"
    r"|get|learn)"
    r"|möchte|würde gerne|strebe|auf der suche nach|souhaite|voudrais|aimerais|cherche|recherche un"
    r"|dream(?:s|ed|ing)? of|(?:wish|prayer|dream|hope) is (?:to|of)|(?:hope|hopes|hoping) for"
    r"|wants?(?: an?| some| more| any)? (?:courses?|training|lessons?|apprenticeship|qualification|diploma|certificate)"
    r"|would (?:gladly|happily|also like to|love one day to|(?:like to |love to |need to )?learn)"
    # As "a firm where I can also see family law", or "Goal: head coach, with some psychology"
    r"|where i (?:can|could|will|may|might|would)(?: also)? (?:see|learn|try|gain|grow|explore|train|qualify|study)"
    r"|(?<=^)(?:(?:my |career )?(?:goals?|ambitions?|aims?|dreams?|target(?!:\s?[^a-z]{0,3}\d)(?: roles?| jobs?"
    r"| positions?)?|next(?: steps?)?)|wants?(?: to become)?"
    r"|wish(?:es)?):"
    r"|would be (?:glad|happy|pleased|delighted|interested|keen|grateful) (?:to|for|in)"
    r"|(?<=^)what i(?: am|['’]m)? look(?:ing)? for(?: is)?:?|would (?:like|love|welcome|value) (?:some |more "
    r"|any )?(?:experience|training"
    r"|exposure)(?: (?:of|in|with))?"
    r"|ambition is|considering|thinking (?:of|on|about)|contemplating|saving(?: up)? for|enrolling (?:on|in)"
    r"|appl(?:ying|ied) for (?:an?|the|my) (?:course|place|licen[cs]e|apprenticeship|diploma)"
    r"|planning (?:an?|my|the) (?:move|switch|change)|to be trained"
    r"|(?:next (?:year|month|spring|summer|autumn|winter|term) i|i(?: will|['’]ll)) (?:start|begin|take|study|train|do)"
    r"|quiero|me gustaría|deseo|busco"
)
_END = (
    r"but|however|although|though|yet|whereas|while|still|because|since|so|who|which|that|then|aber|jedoch|mais"
    r"|pero|sino"
    r"|during|by|via|through|when|where(?! i (?:can|could|will|may|might|would))|due to|thanks to"
    r"|despite|instead|nevertheless|using|currently|now|except"
)
_NEW_CLAUSE = (
    r"(?:i|we|he|she|they|then|also|have|has|had|am|is|was|were|can|know|knows|built|wrote|led|taught|ran|made|won"
    r"|did|do"
    r"|\w{3,}ed"
    r"|(?:with )?(?:an? )?(?:\d+\+?|several|many|strong|extensive|solid|proven|good|excellent|advanced|expert"
    r"|fluent|proficient"
    r"|skilled|over|more than|hands-on|experience|years|deep|broad|familiar))"
)

_ANY = re.compile(
    rf"(?<![\w-])(?:(?P<pseudo>{_PSEUDO})|(?P<negated>{_NEGATED}|{_OTHERS})|(?P<hypothetical>{_HYPOTHETICAL})"
    rf"|(?P<learnt>{BEING_LEARNT})|(?P<item>{OTHERS_DID}|{A_FEW_WORDS})"
    rf"|(?P<loose>{_LOOSE_NEGATED})|(?P<bare>not))(?![\w-])"
)
_SCOPE_END = re.compile(
    rf"[;!?•·|)]|\.(?=\s|\Z)|\s[–—-]\s|:(?=\s)|(?<![\w-])(?:{_END})(?![\w-])"
    rf"|(?:,|\band|\bwith) {_NEW_CLAUSE}(?![\w-])"
)
# "No", "not" and the like, which stand in titles too, reach over no gap or quotation mark either.
_LOOSE_END = re.compile(rf"{_SCOPE_END.pattern}|[\"“”«»]|\s{{2}}|\t")
_ITEM_END = re.compile(rf"{_SCOPE_END.pattern}|,")
_LABEL_END = re.compile(r"(?: [a-z]+){0,4}\s?:")  # "Want to learn: Kotlin, Go"
_WRAP = re.compile(r"\s*[\r\n]\s*")
_NOT_MINE = r"(?!(?:me|us|my|mine|you|this|these|it|that)(?![\w-])|the (?:role|job|post|tasks?|duties)(?![\w-]))"
# A few words of no deed, as "an online course I" before "did not finish".
_BRIEFLY = r"(?:(?!\w+ed\b|had\b|that\b|which\b|when\b|where\b|if\b|who\b)[\w'’-]+,?\s){0,6}?"
_NOT_GOT = (
    r"(?:(?:did(?: not|n['’]t)|never) (?:finish(?:ed)?|completed?|pass(?:ed)?|sit|sat)"
    r"|not (?:yet )?(?:finished|completed|passed|sat|taken|obtained|awarded|submitted)|forgotten|forgot (?:all|most|it)"
    r"|failed|no award|abandoned|withdrawn|withdrew|dropped out|deferred|unfinished|incomplete)"
    r"(?=\s*(?:[.,;:!?()]|\Z|\d|(?:all|at|after|before|due|first|in|my|once|since|so|the|twice|yet)\b))"
)
_NEGATED_AFTER = re.compile(
    # What was begun and not got: "Kotlin: an online course I did not finish", "Russian - from school, forgotten".
    rf"(?:\s\w+)?(?:,\s|(?:\s?[:(]|\s[–—-])\s?{_BRIEFLY}){_NOT_GOT}"
    r"|(?:\s\w+){0,3}\s[–—-]\s(?:not|never) (?:completed|finished|passed)(?=\s*(?:[.,;)]|\Z))"
    r"|[^.;!?()]{0,50}\b(?:course|class|module)s? \((?:not (?:yet )?(?:finished|completed)(?: yet)?|unfinished"
    r"|half ?way)\)"
    # What was only looked at: "crane slinging observed only", "Pro Tools: just to open", "central lines (watched)".
    r"|(?:\s\w+)?(?:\s?[:(,]\s?|\s[–—-]\s|\s)(?:have )?(?:only|just)\s(?:observed|watched|seen|shadowed|to (?:open"
    r"|view))\b"
    r"|(?:\s\w+)?\s(?:observed|watched|shadowed)(?: only(?=\s*(?:[.,;)]|\Z))|\))"
    r"|\s?[:(]\s?(?:observed|watched|shadowed|seen)(?=\)| only| for (?:an? |one |two |three |\d+ )?(?:days?|weeks?))"
    r"|\s[–—-]\s(?:have )?(?:only )?seen (?:it|one|them)\b"
    r"|\s*(?:[:(–—-]\s*)?(?:none|no experience|no knowledge|not yet|not trained|never used|nil|0 years"
    r"|unknown)(?![\w-])"
    r"|(?:\sitself)?\s+(?:(?:is|was|are|were|has|have)\s+(?:not|never)|(?:is|was|are|were)n['’]t)(?!\s+(?:only"
    r"|just))(?![\w-])"
    # What somebody says of it in the end: "Payroll: no", "Tax and payroll I know only from books".
    r"|\s?(?::|\s[–—-])\s?(?:no|never|zero)(?=\s*(?:[.,;!)]|\Z))"
    r"|\s(?:is|are)\s(?:nil|zero|non-existent|beyond me)(?![\w-])"
    r"|(?:(?:,\s|\s(?:and|or)\s)[\w-]+){0,3}\s(?:is|are|was|were|will be|would be)\s(?:all |quite "
    r"|completely )?new to me(?![\w-])"
    r"|(?:\s(?:and|or)\s[\w-]+|\s?:)?\sI\s(?:have (?:not|never|only (?:seen|read))|haven['’]t|leave to"
    r"|know only|only know)(?![\w-])"
    # Whose it is: "payroll is with the owners", "belongs to Ger", "goes to a licensed firm", "was left to the office".
    rf"|(?:\s[\w-]+){{0,2}}\s(?:is|are|lies?|sits?|stays?|rests?)\swith\s{_NOT_MINE}"
    rf"|(?:\s[\w-]+){{0,2}}\s(?:belongs?|(?:is|are|was|were)\sleft)\sto\s{_NOT_MINE}"
    r"|(?:\s[\w-]+){0,2}\s(?:goes|go|(?:is|are)\s(?:sent|passed))\s(?:out\s)?to\s(?:an?|the|our"
    r"|another)\s(?:[\w-]+\s){0,2}?"
    r"(?:firm|team|office|company|department|specialist|contractor|colleague|agency|accountant)s?(?![\w-])"
    r"|\sby\sour\s[\w-]+\s(?:desk|team|department|office|staff|crew)(?![\w-])"
    rf"|\s(?:is|are)\s(?:my|our)\s(?:colleagues?|boss|{_RELATIVE})(?![\w-])"
    # What others do: "the bookkeeping is done by Alan", "tax law, which colleagues in Munich handle".
    rf"|(?:\s[\w-]+){{0,2}}\s(?:is|was|are|were|gets?|has been|have been)\s(?:\w+ly\s)?{_DONE}\sby\s{_NOT_BY_ME}"
    r"|(?:\s[\w-]+){0,2}\s(?:is|are)\s(?:(?:done|made|handled|managed|carried out|dealt with) )?"
    r"(?:next door|elsewhere|centrally|outside|externally|outsourced|contracted out)(?![\w-])"
    r"|(?:\s[\w-]+){0,2}\s(?:is|are|was|were)\s(?:my|our|the)\s(?:[\w-]+\s){0,2}[\w-]+(?:['’]s"
    r"|s['’])(?=\s*(?:[.,;:!?(]|\Z)"
    r"|\s(?:job|work|task))"
    rf"|[^.;:!?]{{0,40}}?,\s(?:which|that)\s{_OTHER_TEAM}\s{_DOES}(?=\s*(?:[.,;:!?)]|\Z))"
    rf"|{DONE_BY_OTHERS}|{FEW_WORDS_AFTER}"
    # As in a list of tickets: "Slinger yes, forklift no, first aid 2023"
    r"|(?:\s[A-Z\d]{1,4})?\s?\?\s(?:no|nope|never)\b|(?:\s[A-Z\d]{1,4})?(?:\s?[:–—?-])?\sno(?=\s?(?:[,;)]"
    r"|\.(?!\s?\d)|\Z)|(?<=\?\sno)\s[–—-]\s)",
    re.IGNORECASE,
)
_HYPOTHETICAL_AFTER = re.compile(
    r"\s*(?:[,:(–—-]\s*)?(?:if (?:needed|necessary|required|asked)|planned|in (?:the )?future|(?:is "
    r"|are )?(?:required|preferred"
    r"|desired|desirable)(?=\s*(?:[.,;)]|\Z))|(?:is|are|would be) an? (?:plus|advantage|must))(?![\w-])"
    r"|[^.;!?]{0,25}?\bon (?:the |a )?waiting list\b"
    # "Learning Welsh is on the list", "Statistics in R: someday", "Go and Scala look fun".
    r"|(?:\s(?:and|or|[\w-]+)){0,4}?\s(?:is|are)\s(?:still |also |next )?on (?:the|my) (?:[\w-]+ )?list"
    r"(?!\s+of)(?![\w-])"
    r"|(?:\s(?:(?:in|with|and|or)\s)?[\w-]+){0,3}?\s*(?:[,:(–—-]\s*)?(?:someday|some day)(?![\w-])"
    r"|(?:\s(?:and|or)\s[\w-]+)?\slooks?\s(?:fun|interesting|tempting|exciting)(?![\w-])",
    re.IGNORECASE,
)
_MASTERED_AFTER = re.compile(
    r"\sI(?: am|['’]m) (?:fluent|good|strong|confident|experienced|skilled|certified)(?! to)\b", re.IGNORECASE
)
_OF_A_GANG = re.compile(OF_A_GANG, re.IGNORECASE)
_IN_CHARGE = re.compile(IN_CHARGE, re.IGNORECASE)


class _Trigger(NamedTuple):
    start: int
    reach: int  # the offset that its scope ends at
    polarity: Polarity


def polarity_of(sentence: str, start: int, end: int) -> Polarity:
    """What the sentence says about `sentence[start:end]`.

    A trigger covers what follows it, coordinated items included, up to the end of its clause.
    A denial outweighs a wish: "no experience, but want to learn X" is hypothetical, "do not want to use X" is negated.
    """
    if _NEGATED_AFTER.match(sentence, end):
        return Polarity.NEGATED
    if _OF_A_GANG.match(sentence, end) and _IN_CHARGE.search(sentence, 0, start):
        return Polarity.NEGATED
    if _MASTERED_AFTER.match(sentence, end):
        return Polarity.AFFIRMED
    covering = {trigger.polarity for trigger in _triggers(sentence) if trigger.start < start < trigger.reach}
    if Polarity.NEGATED in covering:
        return Polarity.NEGATED
    if Polarity.HYPOTHETICAL in covering or _HYPOTHETICAL_AFTER.match(sentence, end):
        return Polarity.HYPOTHETICAL
    if LEARNT_AFTER.match(sentence, end) and not DEGREE.search(sentence):
        return Polarity.HYPOTHETICAL
    return Polarity.AFFIRMED


@lru_cache(maxsize=4)  # the mentions of one sentence come one after the other
def _triggers(sentence: str) -> tuple[_Trigger, ...]:
    folded = sentence.lower()
    if len(folded) != len(sentence):  # a few letters change length when lowered, as "İ"
        folded = sentence
    folded = _WRAP.sub(lambda wrap: " " + "\0" * (len(wrap[0]) - 1), folded)  # other gaps end a scope
    triggers = []
    for match in _ANY.finditer(folded):
        if match["pseudo"]:
            continue
        loose = match["loose"] or match["bare"]
        most = _MAX_BARE_CHARS if match["bare"] else _MAX_LOOSE_CHARS if loose else _MAX_SCOPE_CHARS
        limit = match.end() + most
        scope_end = _LOOSE_END if loose else _ITEM_END if match["item"] else _SCOPE_END
        wished = match["hypothetical"] or match["learnt"]
        label = _LABEL_END.match(folded, match.end()) if wished else None
        ended = scope_end.search(folded, label.end() if label else match.end(), limit)
        polarity = Polarity.HYPOTHETICAL if wished else Polarity.NEGATED
        triggers.append(_Trigger(match.start(), ended.start() if ended else limit, polarity))
    return tuple(triggers)
