"""What segmentation hands to matching: a CV as blocks of known section, each inside at most one dated entry."""

from dataclasses import dataclass
from datetime import date

from shared.domain.assessment import EvidenceKind, Section


@dataclass(frozen=True, slots=True)
class Period:
    """Months that an entry spans, each as its first day; `end` is included. For "present", the month of `as_of`."""

    start: date
    end: date

    @property
    def months(self) -> int:
        """At least 1: a period within one month counts as that month."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One job, course, project or certificate: its heading as the CV writes it, and when it was."""

    heading: str
    period: Period | None


@dataclass(frozen=True, slots=True)
class Block:
    """A run of `text[start:end]` within one section and at most one entry.

    `kind` is what a mention here stands on: it follows the section, except where an entry says otherwise.
    """

    start: int
    end: int
    section: Section
    kind: EvidenceKind
    entry: Entry | None = None
