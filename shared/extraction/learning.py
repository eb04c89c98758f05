"""What is only being learnt, begun or planned: "teaching myself Kotlin", "CCNA (exam booked)", "Irish: a few words".

"Learning Kotlin" alone, and a degree that is still in progress, are evidence, if weak: people learn at work, too, and
students have little else to show.
"""

import re

_NOW = r"(?:currently|presently|now|just|still|slowly|at the moment|at present|these days)"
_COURSE = (
    r"(?:(?:short |online |evening |night |weekend |one-day |beginners?['’]? |part[- ]time |\w+-day )*"
    r"(?:courses?|class(?:es)?|lessons?|modules?|workshops?|tutorials?|bootcamp|certifications?|certificate|diploma"
    r"|exams?|training|apprenticeship))"
)
_ON_THE_SIDE = (
    r"(?:on my own|by myself|in my (?:own|free|spare) time|at (?:home|night)|in the evenings?|at evening class"
    r"|on weekends"
    r"|at the weekends?|at the moment|these days|right now|online)"
)
_PLATFORM = r"(?:duolingo|babbel|udemy|coursera|edx|codecademy|khan academy)"
# Ways to learn that are no work.
_FROM = (
    rf"(?:(?:on|off|from|with|via|by) (?:{_PLATFORM}|an? app|youtube)|from (?:my |the )?(?:mobile|phone|internet)"
    rf"|slowly"
    r"|on weekends)"
)
_CREDENTIAL = (
    r"(?:certificat\w+|licen[cs]e|exams?|course|diploma|qualification|ticket|associate|practitioner|administrator"
    r"|professional)"
)
_DEGREE_NEXT = (
    r"(?! (?:for |an? |the |my |in |on )?(?:b\.?sc|m\.?sc|b\.?a\b|m\.?a\b|b\.?eng|m\.?eng|bachelor"
    r"|master|degree|ph\.?d|mba))"
)
# Before what it governs, in small letters.
BEING_LEARNT = (
    rf"(?:{_NOW} )?teaching myself|(?:is|are|has been|been) (?:trying to (?:teach|show)|teaching|showing) me(?: how)?"
    r"|(?:trying|began|started|beginning|have) to teach myself|teaching self"
    r"|i(?: am|['’]m) (?:also |now |still |slowly )?learning(?! (?:from|that|how|to|the ropes)\b)"
    r"|(?:but|also) learning(?! (?:from|that)\b)|learning an? (?:bit|little)(?: of)?"
    rf"|(?:(?<=^)|(?<=[.!?,] )|and )learning(?=[^.;!?]{{1,30}},? {_FROM}\b)"
    rf"|(?:taking|doing)(?= [^.,;!?]{{2,40}} (?:on|with|via) {_PLATFORM}\b)"
    r"|(?<=^)(?:i )?(?:have )?started learning(?![^.;]{0,80}\b(?:19|20)\d\d\b)"
    rf"|{_NOW} (?:getting into|fumbling through|working my way through|looking (?:at|into) (?:doing|taking|getting))"
    rf"|{_NOW} pursuing{_DEGREE_NEXT}(?=:| [^.;!?]{{1,60}}\b{_CREDENTIAL}\b)"
    rf"|{_NOW} preparing for(?= [^.,;!?]{{1,40}}\b{_CREDENTIAL}\b)"
    rf"|{_NOW} taking(?! (?:orders?|payments?|bookings?|calls?)\b)(?= [^.,;!?]{{2,60}} online\b)"
    rf"|(?:am|['’]m|are) (?:also |now |currently )?(?:doing|taking|attending|following) (?:an?|some)"
    rf" (?:[\w-]+ )?{_COURSE}(?! of\b)"
    rf"|(?<=^)doing(?= (?:an?|my) [^.,;!?]{{2,40}} (?:course|class)\b)|also trying(?! to\b)|should go for"
    rf"|(?<=^)in view:"
    rf"|{_NOW} (?:learning(?! from\b)|(?:trying|studying|exploring)(?=:)|trying out|getting to grips with"
    rf"|dabbling in|experimenting with)"
    rf"|(?<=\()(?:{_NOW} )?learning|(?<=^)learning(?=[^.;!?]{{1,60}} {_ON_THE_SIDE}\b)"
    rf"|(?<=^)(?:{_NOW} )?(?:learning|studying|trying(?: out)?|exploring)(?: {_NOW})?:(?![^\n]{{0,80}}\b(?:19"
    rf"|20)\d\d\b)"
    rf"|(?<=^)(?:(?:also|next|still|training|courses?) )?(?:planned|upcoming|coming up|to (?:do|learn|come)|will take"
    r"|wish ?list|future)(?: courses?| training| exams?| studies| plans?)?:"
    rf"|{_NOW} enrolled(?: (?:in|on|for))?{_DEGREE_NEXT}|(?<=^)enrolled(?: (?:in|on|for))?:"
    rf"|{_NOW} (?:doing|taking|attending|following|undergoing|preparing for)(?: an?| the| my| some)? {_COURSE}(?! of\b)"
    rf"|(?:taking|attending|following|half ?way through|started|starting|begun|beginning|booked (?:on|onto|for|in for))"
    rf" (?:an?|the|my|some) (?:[\w-]+ )?{_COURSE} (?:in|on|of|for|about|with)"
    rf"|(?<=^)(?:{_NOW} )?(?:taking|doing|attending)(?! (?:orders?|payments?|bookings?|calls?|payroll|deliver\w+"
    rf"|care|part|minutes)\b)"
    r"(?=[^.,;()!?]{2,60} \((?:evening|night|weekend|online|evening class|part[- ]time course|in progress)\))"
    rf"|{_NOW} (?:taking|doing|attending)(?= (?:an?|the|my|some) [^.,;!?]{{2,40}} {_COURSE}\b)"
    rf"|will (?:take|do|attend|sit|start)(?: an?| the| my)? (?:[\w-]+ )?{_COURSE}"
    r"|planning for(?=[^.;!?]{2,60}\b(?:certificate|licen[cs]e|exam|course|diploma|qualification)\b)"
    r"|(?:just |recently |only )(?:started|begun|began|starting)(?: to)?(?: messing(?: about| around)?"
    r"| playing(?: about| around)?"
    r"| tinkering| experimenting| dabbling| learn(?:ing)?| teaching myself)(?: with| in)?"
    r"|picking up (?:a )?(?:bit|little|some)(?: of)?"
    rf"|(?:studying|revising) (?:for|towards?){_DEGREE_NEXT}(?= (?:the |my "
    rf"|an? )?[\w+-]+(?: [\w+-]+){{0,3}}\s?(?:[.,;(]|\Z))"
    rf"|{_NOW} working towards?{_DEGREE_NEXT}"
    r"|(?:about|due) to (?:start|begin|take|sit|learn)|signed up (?:for|to)|waiting (?:for a place|to start)(?: on"
    r"| in)?"
    r"|(?:i|we)['’]d (?:like|love|be (?:glad|happy|keen)) to|(?<=^)next (?:up|on (?:my|the) list):"
    r"|my next step (?:is|will be)"
    rf"|aiming (?:for|towards?)(?= (?:the |my |an? )?[^.,;!?]{{1,50}}\b{_COURSE}\b)"
    r"|(?<=[–—-] )undergoing|undergoing (?:training|an? course|courses) (?:in|on|for)"
)
# After it. A mention may go on for a few capitals ("(PMP)"), and share what follows ("PLC & SCADA – undergoing").
LEARNT_AFTER = re.compile(
    r"(?:\s(?:&|and|with)\s[\w.+#-]+|\s(?:[A-Z\d]{1,4}|basics|language|course|exam|licen[cs]e"
    r"|certificate)(?=\s?[:,(–—-]))?(?:\s?\([\w ]{1,12}\))?(?:\s?[:(,]\s?|\s[–—-]+\s?)"
    r"(?:currently |presently |still |now |just )?(?:(?:self-)?(?:studying|learning(?! (?:for|in|at)\b)|pursuing"
    r"|undergoing|in view|in training"
    r"|enrolled(?! in)|in progress|teaching myself"
    r"|just started|just begun)"
    r"(?=\s?(?:[.,;:!?()–—]|\Z)|\s(?:for|in|at|with|now|by|from|since|until|next|this)\b)"
    r"|(?:exam|test|assessment|resit|course|training) (?:is )?(?:planned|booked|pending|outstanding|to come|next)"
    r"|(?:just )?(?:starting|started) (?:out\b|with an? (?:app|book|class|course|teacher|tutor)\b)"
    r"|(?:starts|begins|starting|beginning) (?:in|on|next|this) (?!\d)\w+(?! (?:19|20)\d\d)\b"
    r"|(?:to be|being) (?:taken|completed|sat|done|started)|booked for|awaiting (?:the )?(?:exam|test|results?)"
    r"|(?:starts|starting|begins|beginning) (?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december|soon)\b(?! (?:19|20)\d\d)"
    r"|(?:at (?:the )?moment|busy) (?:still )?learning\b|(?:just |only )?started (?:an? )?(?:class(?:es)?|course"
    r"|lessons)\b"
    r"(?!(?: in)? (?:19|20)\d\d)"
    r"|(?:learning|doing) now\b|booked(?=\s?(?:[.,;)]|\Z))|planning to (?:enrol|do|take|sit|start|learn)\b"
    r"|doing (?:it|this) now\b"
    r"|attending (?:class(?:es)?|a course|lessons)\b|under study\b|scheduled(?=\s?(?:[.,;)]|\Z))"
    r"|(?:exam|course|training) (?:planned|booked) for\b)|\s?\(willing to learn\b"
    r"|\s(?:scheduled|booked)(?=\s?(?:[,;)]|\Z))|\s\([A-Z\d]{2,8}\) (?:booked|planned|scheduled) for\b"
    r"|(?:\s[\w-]+){0,6}, still learning(?: it)?(?=\s?(?:[.;)]|\Z))"
    # As "Certified Kubernetes Administrator – studying", "Palliative care basic 40 h (booked for autumn)"
    r"|(?:\s(?:lead|cloud|solutions|short))?\s(?:administrator|practitioner|associate|auditor|assessor|specialist"
    r"|foundation|fundamentals|basics|introduction|course|certificate|(?:basic |level )\d+(?: h"
    r"| hours)?)(?: \([^()]{2,40}\))?"
    r"(?:\s[–—-]+\s|\s?[:(]\s?)(?:studying|reviewing|planned|in progress|enrolled|booked|starts|begins)"
    r"(?=\s?(?:[.,;:!?)]|\Z)|\s(?:for|in|on|next|this|since|\d{4})\b)"
    # As "Arabic learning from mobile", "the rigging course I want to do", "Blender on the wish list"
    r"|\s{1,4}(?:now learning|learning now|learning (?:from|on|by|with) (?:my |an? |the )?(?:mobile|phone|app"
    r"|youtube|internet"
    r"|duolingo))\b"
    r"|(?:\s[\w-]+)?\s(?:training|course|ticket|licen[cs]e|exam) (?:that |which )?I (?:want|would like|hope|plan"
    r"|wish) to"
    r" (?:do|take|get|sit)\b"
    r"|(?:\s[\w-]+)?\son (?:the|my) wish ?list\b|[^.,;!?]{0,30}\son (?:udemy|coursera|youtube), (?:doing|taking) now\b"
    # As "Gaelic – Duolingo", "Japanese: greetings only"
    r"|\s?[:(–—-]+\s?(?:only )?(?:duolingo|beginner app|an app)\b",
    re.IGNORECASE,
)
# A degree is long: what one studies for it, one has begun to know.
DEGREE = re.compile(
    r"\b(?:B\.?\s?Sc|M\.?\s?Sc|B\.?A|M\.?A|B\.?Eng|M\.?Eng|B\.?Ed|LL\.?[BM]|Bachelor|Master|degree|Ph\.?D|MBA"
    r"|HN[CD]|BTEC|University"
    r"|undergraduate|postgraduate)\b"
)
# A language of which there are words: denied up to the next comma.
A_FEW_WORDS = (
    r"(?:an?|only|just)? ?(?:few|couple of|handful of) (?:basic |polite |kitchen )?(?:words|phrases"
    r"|sentences|greetings)(?: of| in)?|few(?= \w+ (?:words|phrases|greetings)\b)"
)
FEW_WORDS_AFTER = (
    r"\s?[:(–—-]?\s?(?:only |just )?(?:an? )?(?:few|some|couple of|handful of) (?:basic )?(?:words|phrases"
    r"|greetings)(?![\w-])"
    r"|(?:(?<=sh)|(?<=ese)|(?<=an)|(?<=ic)|(?<=in)|(?<=ch))\s?(?:[:(–—-]+\s?)?(?:only |just |basic )?(?:greetings"
    r"|swear ?words|swearing|songs|phrases)(?: only)?(?=\s*(?:[.,;)]|\Z|and that\b|thanks\b|from\b|only\b"
    r"|hehe\b))"
    r"|\s?[:(–—-]\s?(?:cúpla focal|ein paar worte|quelques mots|algunas palabras|parę słów)(?![\w-])"
)
