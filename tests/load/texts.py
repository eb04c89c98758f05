"""CVs that nobody wrote, made of parts of those that somebody did: no two are alike, so no cache answers for them."""

from random import Random

from shared.local.checkout import ROOT

_SOURCES = (ROOT / "shared" / "local" / "sample" / "cv.txt", *sorted((ROOT / "tests" / "gold" / "cvs").glob("*.txt")))
_LEAST_CHARS = 1_000
_MOST_CHARS = 6_000


class CvMaker:
    """Args:
    seed: the same one makes the same CVs in the same order.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing is secret about them
        self._texts = [path.read_text() for path in _SOURCES]
        # Sections: what stands between blank lines.
        self._parts = [part for text in self._texts for part in text.split("\n\n") if part.strip()]
        self._made = 0

    def make(self) -> str:
        """One in four is a whole CV with a line of its own; the others are sections of many, in any order."""
        self._made += 1
        own = f"Reference {self._random.getrandbits(64):016x}-{self._made}"
        if self._random.random() < 0.25:
            return f"{self._random.choice(self._texts)}\n\n{own}\n"
        wanted = self._random.randint(_LEAST_CHARS, _MOST_CHARS)
        parts: list[str] = []
        while sum(map(len, parts)) < wanted:
            parts.append(self._random.choice(self._parts))
        return "\n\n".join([*parts, own])
