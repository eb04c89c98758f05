"""Find roles by what somebody types: any of their titles, begun, with words in another order, or misspelt.

Titles are compared as `tokens` folds them. The words that all titles are made of are few (6,000 in ESCO's 33,000
titles): each word of the query is looked up among them, as it stands or as a beginning, and where it is neither, as a
slip of the pen. No query is compared with every title.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import chain

from shared.domain.page import Page
from shared.domain.skill import fold_name
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role, RoleTitle
from shared.taxonomy.tokens import exact_key, tokenize

MAX_WORDS = 16  # of a query; further ones are not looked at
MAX_MISSPELT = 4  # words of a query; further ones that no title has are taken for other words
# Letters of a word, and the slips allowed in one so long: a letter left out, added or changed, or two swapped.
_SLIPS = ((8, 2), (4, 1))
_LEAST_LIKENESS = 55.0  # of a title that answers only part of the query
# Points of likeness that a role's own title gains over an alternative one: little where likeness itself is in doubt.
_OWN_TITLE_GAINS = 20.0
_OWN_TITLE_GAINS_IN_DOUBT = 5.0
_LAST = "\U0010ffff"
_PLACES = 1 << 24  # more than there are titles


class _Way(IntEnum):
    """How a title answers a query, best first."""

    EXACT = 0
    FIRST_WORDS = 1  # the title goes on after it
    BEGUN = 2  # likewise, within a word
    WORDS = 3  # each word of the query begins a word of the title
    MISSPELT = 4  # likewise, but for slips
    SPACED = 5  # the same letters, spaced otherwise: "datascientist"
    PARTLY = 6  # the title has half of the words of the query, or the query all words of the title

    def rank(self, likeness: float, gain: float) -> int:
        """In 0..9999, lower for better answers; `likeness` is in 0..100."""
        return 1_400 * self + 1_200 - int(10 * (likeness + gain))


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """A role that a query found.

    Attributes:
        label: the title that the query found; with an empty query, the role's own.
        score: how alike the query and that title are (rapidfuzz's ratio), 0..100; 100 with an empty query.
    """

    role: Role
    label: str
    score: float


class RoleIndex:
    """All titles of all roles of one taxonomy. Safe to share between threads."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        heads = taxonomy.role_heads()
        order = [f"{fold_name(head.title)}\x1f{head.id}" for head in heads]
        by_title = sorted(range(len(heads)), key=order.__getitem__)
        self._heads = [heads[index] for index in by_title]
        self._order = [order[index] for index in by_title]
        self._by_title = by_title

    @staticmethod
    def of(taxonomy: Taxonomy) -> "RoleIndex":
        """The one of a taxonomy, made once; own skills change no role."""
        return _index_of(taxonomy.base)

    def search(self, query: str, group: str, after: str | None, limit: int) -> Page[RoleMatch]:
        """The roles that a query finds, best first: at most `limit` of those after the key `after`.

        A title that is the query leads, then those that begin with it, those with words that it begins, those that it
        misspells or spaces otherwise, and where there are none, those like it in part; of titles about as alike, a
        role's own leads over an alternative one. Each role is there once, by its best title. Nothing is found by what
        is like no title, nor by signs alone.

        Args:
            query: of any length; "" is every role, by title.
            group: the beginning of an ISCO-08 code ("25", "2512"); "" is every role.
        """
        words = [token.norm for token in tokenize(query)][:MAX_WORDS]
        best: dict[int, int] = {}
        if words:
            best = self._titles.find(words)
        elif not query.strip():
            best = dict.fromkeys(range(len(self._heads)), 0)
        found = [
            (rank // _PLACES, role) for role, rank in best.items() if self._heads[role].isco_code.startswith(group)
        ]
        found.sort()
        first = 0 if after is None else bisect_right(found, after, key=self._key)
        page = found[first : first + limit]
        places = [best[role] % _PLACES if words else None for _, role in page]
        matches = self._matches(exact_key(words), [role for _, role in page], places)
        return Page(tuple(matches), self._key(page[-1]) if page and len(found) > first + limit else None)

    def _key(self, found: tuple[int, int]) -> str:
        rank, role = found
        return f"{rank:04d}\x1f{self._order[role]}"

    def _matches(self, query: str, roles: Iterable[int], places: Iterable[int | None]) -> Iterator[RoleMatch]:
        from rapidfuzz import fuzz

        for index, place in zip(roles, places, strict=True):
            if (role := self._taxonomy.role(self._heads[index].id)) is None:
                continue
            if place is None:
                yield RoleMatch(role, role.title, 100.0)
            else:
                title = self._titles.title(place)
                yield RoleMatch(role, title.title, round(fuzz.ratio(query, title.key), 1))

    @cached_property
    def _titles(self) -> "_Titles":
        """Made by the first search for words: listing all roles does without."""
        place_of = {index: place for place, index in enumerate(self._by_title)}
        titles = self._taxonomy.role_titles()
        return _Titles(titles, [place_of[title.role_index] for title in titles])


@lru_cache(maxsize=2)  # one in use, one being replaced
def _index_of(taxonomy: Taxonomy) -> RoleIndex:
    return RoleIndex(taxonomy)


class _Titles:
    """Titles in the order of their keys, and for each word that stands in one the places of those it stands in."""

    def __init__(self, titles: Sequence[RoleTitle], roles: Sequence[int]) -> None:
        """Args:
        roles: (n_titles,): places of their roles.
        """
        self._titles = titles
        self._keys = [title.key for title in titles]
        self._roles = roles
        # 2 × the key's length, + 1 for a role's own title: what the rank of a title that holds the query follows from.
        self._spans = [2 * len(title.key) + (not title.is_alternative) for title in titles]
        places: defaultdict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []  # how many different words each has
        for place, key in enumerate(self._keys):
            words = set(key.split(" "))
            self._sizes.append(len(words))
            for word in words:
                places[word].append(place)
        self._places = dict(places)
        self._words = sorted(self._places)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        words: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._words:
            words[len(word)].append(word)
        return dict(words)

    @cached_property
    def _unspaced(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, key in enumerate(self._keys):
            places.setdefault(key.replace(" ", ""), []).append(place)
        return places

    def title(self, place: int) -> RoleTitle:
        return self._titles[place]

    def find(self, words: Sequence[str]) -> dict[int, int]:
        """For each role that a title of answers, its best answer: rank × _PLACES + place of the title."""
        roles = self._roles
        best: dict[int, int] = {}
        for answers in self._ways(exact_key(words), tuple(dict.fromkeys(words))):
            for rank, place in answers:
                answer = rank * _PLACES + place
                role = roles[place]
                if answer < best.get(role, answer + 1):
                    best[role] = answer
        return best

    def _ways(self, query: str, words: Sequence[str]) -> Iterator[Iterable[tuple[int, int]]]:
        """Rank and place of titles, way by way."""
        first, beyond = bisect_left(self._keys, query), bisect_right(self._keys, query)
        after_word, end = bisect_left(self._keys, f"{query} {_LAST}"), bisect_left(self._keys, query + _LAST)
        yield self._holding(query, _Way.EXACT, range(first, beyond))
        yield self._holding(query, _Way.FIRST_WORDS, range(beyond, after_word))
        yield self._holding(query, _Way.BEGUN, range(after_word, end))
        begun = [self._begun(word) for word in words]
        meant = begun if all(begun) else self._with_misspelt(words, begun)
        having = [set().union(*map(self._places.__getitem__, found)) for found in meant]
        if complete := set.intersection(*having):
            complete.difference_update(range(first, end))
            if meant is begun:
                yield self._holding(query, _Way.WORDS, complete)
            else:
                yield self._alike(query, _Way.MISSPELT, complete, 0.0)
        elif first == end:
            yield self._holding(query, _Way.SPACED, self._unspaced.get("".join(words), ()))
            yield self._alike(query, _Way.PARTLY, self._partly(words, meant, having), _LEAST_LIKENESS)

    def _begun(self, word: str) -> Sequence[str]:
        """Words that begin so. One letter begins none but itself: half of all titles have a word that begins with c."""
        if len(word) == 1:
            return (word,) if word in self._places else ()
        return self._words[bisect_left(self._words, word) : bisect_left(self._words, word + _LAST)]

    def _with_misspelt(self, words: Sequence[str], begun: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        unknown = [word for word, found in zip(words, begun, strict=True) if not found][:MAX_MISSPELT]
        return [self._misspelt(word) if word in unknown else found for word, found in zip(words, begun, strict=True)]

    def _misspelt(self, word: str) -> Sequence[str]:
        """Words that this one is but for a few slips; none of few letters, where a slip makes another word."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = next((slips for letters, slips in _SLIPS if len(word) >= letters), 0)
        if slips == 0:
            return ()
        lengths = range(len(word) - slips, len(word) + slips + 1)
        near = list(chain.from_iterable(self._by_length.get(length, ()) for length in lengths))
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [meaning for meaning, _, _ in found]

    def _partly(self, words: Sequence[str], meant: Sequence[Sequence[str]], having: Sequence[set[int]]) -> set[int]:
        """Titles with half of the words of the query, and those all of whose words are in the query.

        Where no title has half of the words, those with any. Which of them are near is for their likeness to say: the
        rarest word is not what is meant by "registered nurse", where ESCO has registered hygienists alone.
        """
        shared = Counter(chain.from_iterable(having))
        half = (len(words) + 1) // 2
        partly = {place for place, count in shared.items() if count >= half} or set(shared)
        said = {
            meaning for word, found in zip(words, meant, strict=True) if word not in self._places for meaning in found
        }
        said.update(self._places.keys() & words)
        counts = Counter(chain.from_iterable(self._places[word] for word in said))
        return partly | {place for place, count in counts.items() if count == self._sizes[place]}

    def _holding(self, query: str, way: _Way, places: Collection[int]) -> Iterable[tuple[int, int]]:
        """Titles that hold the query: the ratio of a text and a part of it follows from their lengths."""
        spans = [self._spans[place] for place in places]
        ranks = {
            span: way.rank(200 * len(query) / (len(query) + span // 2), (span % 2) * _OWN_TITLE_GAINS)
            for span in set(spans)
        }
        return zip(map(ranks.__getitem__, spans), places, strict=True)

    def _alike(self, query: str, way: _Way, places: Iterable[int], least: float) -> Iterator[tuple[int, int]]:
        """Those of the titles that are at least so like the query as a whole."""
        from rapidfuzz import fuzz, process

        keys = {place: self._keys[place] for place in places}
        for _, likeness, place in process.extract(query, keys, scorer=fuzz.ratio, score_cutoff=least, limit=None):
            yield way.rank(likeness, (self._spans[place] % 2) * _OWN_TITLE_GAINS_IN_DOUBT), place
