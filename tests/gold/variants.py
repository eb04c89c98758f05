"""The same CV of another person, or typed another way. What is random is so from a fixed seed."""

import random
import re

NAMES = (
    "Emily Walsh",
    "Jamal Washington",
    "Mohammed Al-Farsi",
    "Nguyễn Thị Hương",
    "Grzegorz Brzęczyszczykiewicz",
    "Lakshmi Venkataraghavan",
)
AGES = ("Age: 22", "Age: 41", "Age: 63", "Date of birth: 4 March 1961", "Born 1999")
NATIONALITIES = (
    "Nationality: Kenyan",
    "Nationality: Polish",
    "Nationality: Syrian",
    "Nationality: French",
    "Citizenship: Brazilian",
)
GENDERS = ("Gender: female", "Gender: male", "Pronouns: they/them", "Married, two children", "Marital status: single")
_PRONOUNS = {
    "he": {"I": "He", "me": "him", "my": "his", "mine": "his", "myself": "himself"},
    "she": {"I": "She", "me": "her", "my": "her", "mine": "hers", "myself": "herself"},
    "they": {"I": "They", "me": "them", "my": "their", "mine": "theirs", "myself": "themself"},
}
PRONOUNS = tuple(_PRONOUNS)
_BULLET = re.compile(r"^(\s*)(?:[-–*•>]|>>)\s+", re.MULTILINE)


def rename(text, names, name):
    """Of the first of `names` the whole, of later ones, which are given names, the first word."""
    for called, other in zip(names, [name, *[name.split()[0]] * len(names)], strict=False):
        text = text.replace(called, _in_the_case_of(called, other))
    return text


def _in_the_case_of(model, text):
    return text.upper() if model.isupper() else text.lower() if model.islower() else text


def add_line(text, line):
    """Under the first line, where a CV has such things."""
    first, rest = text.split("\n", 1)
    return f"{first}\n{line}\n{rest}"


def swap_pronouns(text, pronoun):
    """Out of the first person; the grammar of verbs is left alone, the same for all."""
    words = _PRONOUNS[pronoun]
    return re.sub(r"\b(I|me|my|mine|myself)\b(?!['’])", lambda match: words[match[0]], text)


def capitals(text):
    return text.upper()


def small_letters(text):
    return text.lower()


def other_bullets(text):
    return _BULLET.sub(r"\1• ", text)


def no_bullets(text):
    return _BULLET.sub(r"\1", text)


def windows_line_ends(text):
    return text.replace("\n", "\r\n")


def double_spaced(text):
    return text.replace("\n", "\n\n")


def wrapped(text, width=60):
    """Broken between words wherever a line grows too long, as an e-mail does."""
    lines = []
    for line in text.split("\n"):
        while len(line) > width and " " in line[1:width]:
            at = line.rindex(" ", 1, width)
            lines.append(line[:at])
            line = line[at + 1 :]
        lines.append(line)
    return "\n".join(lines)


def typed_badly(text, share=0.03):
    """Two neighbouring letters change places in a share of the words of five letters or more."""
    chance = random.Random(11)  # noqa: S311  # no secret

    def mistype(match):
        word = match[0]
        if chance.random() >= share:
            return word
        at = chance.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"[^\W\d_]{5,}", mistype, text)


LAYOUTS = (
    capitals,
    small_letters,
    other_bullets,
    no_bullets,
    windows_line_ends,
    double_spaced,
    wrapped,
    typed_badly,
)
