"""Words that every CV is made of: one of them alone is no sign of a skill, whatever an editor called it. So are those
that stand in many of the taxonomy's labels.

ESCO's labels were read one by one for ambiguous_labels.py. An installation's own skills are named by its editors, and
what they add must not be found in every line.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from shared.extraction.language import function_words

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

_EVERYDAY = frozenset(
    """
    able about all also area areas assistant based been business career client clients company contact current
    customer customers data day days degree design developer email employer employment engineer every experience
    experienced first good great group half head help hours interests job jobs last level life made main make
    management manager many member month months more most name national new number office order part people period
    person personal phone place plan plans position present profile project projects references responsibilities
    responsible role roles school section senior service services since skill skills small software some staff
    started strong study summary support system systems task tasks team teams term three time title today total two
    under university use used using various very week weeks well where while who with work worked working works year
    years january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday
    """.split()
)


def is_everyday(key: str, taxonomy: "Taxonomy") -> bool:
    """Whether a word is an everyday one; of a compiled taxonomy, not an extended one."""
    return key in _everyday_words(taxonomy)


@lru_cache(maxsize=2)  # the taxonomy in use, and one being replaced
def _everyday_words(taxonomy: "Taxonomy") -> frozenset[str]:
    return _EVERYDAY | function_words(taxonomy.language) | taxonomy.common_words
