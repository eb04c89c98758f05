"""In which language a text is written: told by its script, or by its commonest small words.

A CV is full of names and tools that belong to no language, so only function words are counted: the ones that a text in
that language cannot do without, and that few others share.
"""

import re
import unicodedata
from collections import Counter

# Fewer function words than this are chance; a list of tools has none.
_LEAST_WORDS = 4
# Of all words, the share that the winner's function words must have; English CVs, which drop articles, reach 0.12.
_LEAST_SHARE = 0.03
# How much more the winner must have than the runner-up.
_LEAST_LEAD = 1.2
_READ_CHARS = 20_000

# Function words, written as they are; those that two languages share count for both.
_FUNCTION_WORDS = {
    "bg": "и на за от с по в до като при със към",
    "cs": "a v na se s z do k o pro jako při od že jsem nebo ze ve po za jsou byl také které mezi pod včetně"
    " jeho i",
    "da": "og i på til af med for som en et den der er ved fra jeg har samt det ikke de efter hos var blev"
    " vores min",
    "de": "und der die das in von mit für den im zur zum auf des bei als ein eine einer dem durch ist ich sowie"
    " an nach aus zu nicht habe über am war seit wurde meine unter bis sind auch",
    "el": "και του της το η ο για με στο στην από των σε τα",
    "en": "the and of to in for with a on at by from an as is was i my have their that this which it were are"
    " be using into within across our has we or not",
    "es": "de la el en y los las con para del por una un al como que se su es desde más mi he sus entre a o"
    " sobre fue muy",
    "et": "ja on ning ei kui oma et see ka mis või kes aasta eesti oli töö",
    "fi": "ja on sekä että oli myös tai en ei se kanssa joka olen mutta olin jossa kuin ovat minulla sen niiden"
    " jotka",
    "fr": "de la le et les des en du pour à dans un une sur avec au par aux que qui est je ai ou mon ma mes ce"
    " sont son leur nous être été d l",
    "ga": "agus an na ar le i do ag go is a sa den leis chun ó ina",
    "hr": "i u na za od s je se sa do kao o te iz koji po pri ili sam su bio",
    "hu": "a az és egy hogy nem is volt meg vagy mint ki el ezt való valamint által vagyok során",
    "is": "og í á að til með sem er við fyrir um af en frá var ég ekki",
    "it": "di e la il in per con del della dei delle un una al le da che nel gli alla i si come ho sono anche o"
    " dal lo mia è nella presso",
    "lt": "ir su į iš už bei per kaip nuo dėl yra buvo arba kad ar",
    "lv": "un ar no uz par kā ir pie vai lai tika kas",
    "mt": "u ta f li il ma minn għal fi bi biex dan",
    "nl": "de en van het een in met voor op te aan bij als zijn door is naar tot ik om dat uit was binnen ook"
    " heb mijn over werd of niet den",
    "no": "og i på til av med for som en et den er ved fra jeg har samt det ikke de etter hos var ble vår min"
    " mot",
    "pl": "i w na z do oraz się o dla od po przy przez jest za ze jako nie pod lub który tym moich jestem są a"
    " we",
    "pt": "de e a o em do da para com os as no na um uma dos das por como ao que pela pelo mais entre sou minha"
    " foi são não à nos",
    "ro": "și de în la cu pe pentru din a un o să care al ale ca prin am este sau sunt fost după",
    "ru": "и в на с по для от из не я к за как при был что или",
    "sk": "a v na s so z do pre ako pri od že som alebo zo vo po za sú bol aj ktoré medzi pod vrátane",
    "sl": "in v na za z s je od do pri ki se kot po iz sem ter ali so bil tudi",
    "sv": "och i på att till av med för som en ett den är vid från jag har samt det inte de efter hos var blev"
    " vår min eller om",
    "uk": "і в на з та до у за для від як що не при або є я зі її",
}  # fmt: skip
_SCRIPTS = {"GREEK": ("el",), "CYRILLIC": ("bg", "ru", "uk")}
_SCRIPT_LANGUAGES = {"ARABIC": "ar", "HEBREW": "he", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
                     "THAI": "th", "DEVANAGARI": "hi"}  # fmt: skip

_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_WORD = re.compile(r"[^\W\d_]+")
# Letters that one of two close languages has and the other has not.
_TELLTALE = {
    "uk": re.compile("[іїєґ]"), "ru": re.compile("[ыэё]"), "bg": re.compile("ъ(?![еёюя])"),
    "sk": re.compile("[ľĺŕôä]"), "cs": re.compile("[řůě]"),
}  # fmt: skip


def function_words(language: str) -> frozenset[str]:
    """The commonest small words of a language, in lower case; none of one that is not known here."""
    return frozenset(_FUNCTION_WORDS.get(language, "").split())


def detect_language(text: str) -> str | None:
    """The language as ISO 639-1, or None where the text has too few of any language's small words to tell."""
    words = [unicodedata.normalize("NFC", word).casefold() for word in _WORD.findall(text[:_READ_CHARS])]
    script = _script(words)
    if script in _SCRIPT_LANGUAGES:
        return _SCRIPT_LANGUAGES[script]
    allowed = _SCRIPTS.get(script)
    scores = Counter(
        language
        for word in words
        for language in _LANGUAGES_OF.get(word, ())
        if (language in allowed if allowed else language not in ("el", "bg", "ru", "uk"))
    )
    for language, letters in _TELLTALE.items():
        if language in scores:
            scores[language] += sum(letters.search(word) is not None for word in words)
    if not scores:
        return None
    # Ties go by name, so that the answer never depends on the order of a table.
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    best, count = ranked[0]
    lead = ranked[1][1] if len(ranked) > 1 else 0
    if count < _LEAST_WORDS or count < _LEAST_SHARE * len(words):
        return None
    distinct = len({word for word in words if best in _LANGUAGES_OF.get(word, ())})
    if distinct < 3 or count < _LEAST_LEAD * lead:
        return None
    return best


def _script(words: list[str]) -> str:
    """The script that most words begin in, as Unicode names it."""
    scripts = Counter(
        "LATIN" if word[0].isascii() else unicodedata.name(word[0], "").partition(" ")[0].partition("-")[0]
        for word in words
    )
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    script, count = max(scripts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if script == "CJK" and kana:
        return "HIRAGANA"
    return script if count * 2 > len(words) or script == "LATIN" else ""
