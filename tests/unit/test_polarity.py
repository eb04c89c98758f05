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
        ("Currently learning Java", "Java"),
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
