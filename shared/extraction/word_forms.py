"""Which words are forms of one word: fewer than stems conflate ("physics", "physical"; "manager", "manage")."""

from functools import lru_cache

# Past forms that no stemmer maps to their verb, as CVs use them.
IRREGULAR = dict(
    pair.split("=")
    for pair in """
    led=lead taught=teach built=build wrote=write written=write ran=run made=make gave=give kept=keep held=hold
    sold=sell bought=buy drove=drive driven=drive drew=draw drawn=draw dealt=deal oversaw=oversee overseen=oversee
    chose=choose sought=seek spoke=speak took=take taken=take set=set grew=grow won=win found=find sent=send
    brought=bring undertook=undertake fed=feed cut=cut met=meet
    """.split()
)
_DOUBLED = frozenset("bdgklmnprtz")


def are_forms(text_words: list[str], label_words: list[str]) -> bool:
    """Whether each word is an English form of the label's: any form of the first, else singular or plural.

    >>> are_forms(["managed", "teams"], ["manage", "team"])
    True
    >>> are_forms(["teaching", "physical"], ["teach", "physics"])
    False
    """
    if len(text_words) != len(label_words):
        return False
    first, *rest = zip(text_words, label_words, strict=True)
    return _verb(first[0]) & _verb(first[1]) != frozenset() and all(_noun(a) & _noun(b) for a, b in rest)


def is_deed_on(deed: str, things: list[str], label_words: list[str]) -> bool:
    """Whether a noun for a deed and what it is done to say what a label says with a verb: "collection" of "rents".

    >>> is_deed_on("collection", ["rents"], ["collect", "rent"])
    True
    """
    return (
        len(label_words) == len(things) + 1
        and is_deed_of(deed, label_words[0])
        and all(_noun(a) & _noun(b) for a, b in zip(things, label_words[1:], strict=True))
    )


# What a noun for a deed ends in: "installation", "valuation", "treatment", "cleaning".
DEEDS = ("ing", "ings", "ion", "ions", "ment", "ments")
_TO_VERB = (("ation", ("", "e", "ate")), ("ition", ("", "e")), ("ion", ("", "e")), ("ment", ("",)))


def is_deed_of(noun: str, verb: str) -> bool:
    """Whether a noun names what a verb does, by the verb's own letters.

    >>> is_deed_of("installation", "install"), is_deed_of("cleaning", "clean"), is_deed_of("repairs", "repair")
    (True, True, False)
    """
    if not noun.endswith(DEEDS):
        return False
    noun = noun.removesuffix("s")
    if noun.endswith("ing"):
        return verb in _verb(noun)
    return any(
        noun.endswith(ending)
        and len(noun) >= len(ending) + 3
        and verb in {noun.removesuffix(ending) + more for more in additions}
        for ending, additions in _TO_VERB
    )


@lru_cache(maxsize=8192)
def _noun(word: str) -> frozenset[str]:
    forms = {word}
    if word.endswith("ies"):
        forms.add(word[:-3] + "y")
    elif word.endswith("s") and not word.endswith(("ss", "ics", "us", "is")):
        forms.add(word[:-1])
        if word.endswith("es"):
            forms.add(word[:-2])
    return frozenset(forms)


@lru_cache(maxsize=8192)
def _verb(word: str) -> frozenset[str]:
    forms = set(_noun(IRREGULAR.get(word, word)))
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        forms |= {stem, stem + "e"}
        if stem.endswith("i"):
            forms.add(stem[:-1] + "y")
        if stem[-1] == stem[-2] and stem[-1] in _DOUBLED:
            forms.add(stem[:-1])
    return frozenset(forms)
