"""Identifiers: UUIDs, each kind a type of its own so that mypy tells them apart."""

import os
import time
from threading import Lock
from typing import NewType
from uuid import UUID

UserId = NewType("UserId", UUID)
SkillId = NewType("SkillId", UUID)
RoleId = NewType("RoleId", UUID)
AssessmentId = NewType("AssessmentId", UUID)
CorrectionId = NewType("CorrectionId", UUID)
PlanId = NewType("PlanId", UUID)
StepId = NewType("StepId", UUID)
DocumentId = NewType("DocumentId", UUID)
RunId = NewType("RunId", UUID)


_lock = Lock()
_last = 0


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562, section 5.7): ids made later sort later, to the millisecond; in one process, always.

    Those of one millisecond count up from the first (section 6.2, method 2), so that a log is read in the order it was
    written. Python has this from 3.14 on (`uuid.uuid7`).
    """
    global _last
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    with _lock:
        # The clock may also have been set back.
        _last = value if value >> 80 > _last >> 80 else _last + 1
        return UUID(int=_last)
