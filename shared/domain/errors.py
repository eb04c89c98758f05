"""Everything that can go wrong, as one tree.

SkillpathError
├── InvalidInputError               what was given cannot be used; the message says what to change
│   ├── InvalidTextError            not text: a NUL, a lone surrogate, or nothing to read
│   ├── TextTooLongError            more characters than one assessment takes
│   ├── UnsupportedLanguageError    a language that the compiled taxonomy is not in
│   ├── InvalidCursorError          a page cursor that this API did not give out for this list
│   ├── ManifestRefusedError        no lines, too many, or endless ones
│   └── UnreadableFileError         a file whose text cannot be read, with the reason
│       └── DocumentRefusedError    its bytes are refused, for a reason that programs can tell
├── NotFoundError
│   ├── UserNotFoundError           the caller has no profile yet
│   ├── SkillNotFoundError
│   ├── RoleNotFoundError
│   ├── CorrectionNotFoundError     the person has said nothing of the skill that stands
│   ├── AssessmentNotFoundError     absent, or somebody else's: the two are not told apart
│   ├── PlanNotFoundError           likewise
│   ├── StepNotFoundError           the plan has no such step, in this version of it
│   ├── DocumentNotFoundError       absent, or somebody else's
│   ├── TextNotFoundError           the document was not read, or is erased
│   ├── WorkflowNotFoundError       likewise
│   └── ObjectNotFoundError         nothing lies under the key in the object store
├── ConflictError                   the store holds something that this write contradicts
│   ├── DuplicateSkillError
│   ├── DuplicateUserError
│   ├── StaleVersionError           somebody changed it since it was read
│   ├── SkillInUseError             other skills were merged into this one
│   ├── DuplicateDocumentError      the user has a document with the same bytes
│   ├── DocumentNotUsableError      it was rejected or erased, or is not of the kind that is asked for
│   ├── UploadMissingError          a file that was announced did not come
│   ├── PartsGivenUpError           some parts of a workflow did not come to their end; what the others made stays
│   ├── WorkflowStateError          what is asked for does not fit how far the workflow is
│   ├── TooMuchAtOnceError          more than one request is to take away; the message says what does it instead
│   ├── KeyReusedError              the idempotency key belongs to another request
│   └── AlreadyAnsweredError        a request with the same idempotency key was answered at the same moment
├── RateLimitedError                too many requests of one user; says when to come back
├── AnswerTooLargeError             more than one answer can hold; the message says how to have it in parts
├── NotAuthenticatedError           no token, or one that does not hold
├── NotAllowedError                 a good token, without the right
└── UnavailableError                a dependency did not answer
    ├── StoreUnavailableError
    ├── ObjectStoreUnavailableError
    ├── QueueUnavailableError
    ├── SigningKeysUnavailableError
    ├── SecretsUnavailableError     where secrets are kept did not answer, or has none of this name
    ├── TransientError              a failure that may have passed a moment later; may say when to come back
    │   └── LanguageModelUnavailableError
    ├── LanguageModelAnswerError    a language model answered what cannot be used
    ├── BudgetUsedUpError           the tokens that a language model may take for one user today are taken
    ├── DeadlineExceededError       no time is left in which to ask a dependency
    ├── CircuitOpenError            a dependency failed too often of late, and is left alone for a while
    ├── BulkheadFullError           as many calls as may be are on their way to a dependency
    ├── TaxonomyUnavailableError    no compiled taxonomy, or a damaged one
    ├── ModelUnavailableError       a file of vectors that is absent or damaged
    └── NotConfiguredError          a setting is missing or wrong; the message names its variable

An error carries a stable `code`, never an HTTP status: `shared/api/problems.py` maps classes to statuses.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.document_text import RejectionCode


class SkillpathError(Exception):
    """A message for the person who can act on it: what was wrong, and what to do next."""

    code = "internal-error"


class InvalidInputError(SkillpathError):
    code = "invalid-input"


class InvalidTextError(InvalidInputError):
    code = "invalid-text"


class TextTooLongError(InvalidInputError):
    code = "text-too-long"


class UnsupportedLanguageError(InvalidInputError):
    code = "unsupported-language"


class InvalidCursorError(InvalidInputError):
    code = "invalid-cursor"


class ManifestRefusedError(InvalidInputError):
    code = "manifest-refused"


class UnreadableFileError(InvalidInputError):
    code = "unreadable-file"


class DocumentRefusedError(UnreadableFileError):
    """Attributes:
    reason: why, stable.
    """

    code = "document-refused"

    def __init__(self, reason: "RejectionCode", message: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotFoundError(SkillpathError):
    code = "not-found"


class UserNotFoundError(NotFoundError):
    code = "user-not-found"


class SkillNotFoundError(NotFoundError):
    code = "skill-not-found"


class RoleNotFoundError(NotFoundError):
    code = "role-not-found"


class CorrectionNotFoundError(NotFoundError):
    code = "correction-not-found"


class AssessmentNotFoundError(NotFoundError):
    code = "assessment-not-found"


class PlanNotFoundError(NotFoundError):
    code = "plan-not-found"


class StepNotFoundError(NotFoundError):
    code = "step-not-found"


class DocumentNotFoundError(NotFoundError):
    code = "document-not-found"


class TextNotFoundError(NotFoundError):
    code = "text-not-found"


class WorkflowNotFoundError(NotFoundError):
    code = "workflow-not-found"


class ObjectNotFoundError(NotFoundError):
    code = "object-not-found"


class ConflictError(SkillpathError):
    code = "conflict"


class DuplicateSkillError(ConflictError):
    code = "duplicate-skill"


class DuplicateUserError(ConflictError):
    code = "duplicate-user"


class StaleVersionError(ConflictError):
    code = "stale-version"


class SkillInUseError(ConflictError):
    code = "skill-in-use"


class DuplicateDocumentError(ConflictError):
    code = "duplicate-document"


class DocumentNotUsableError(ConflictError):
    code = "document-not-usable"


class UploadMissingError(ConflictError):
    code = "upload-missing"


class PartsGivenUpError(ConflictError):
    code = "parts-given-up"


class WorkflowStateError(ConflictError):
    code = "workflow-state"


class TooMuchAtOnceError(ConflictError):
    code = "too-much-at-once"


class KeyReusedError(ConflictError):
    code = "idempotency-key-reused"


class AlreadyAnsweredError(ConflictError):
    code = "already-answered"


class RateLimitedError(SkillpathError):
    """Attributes:
    retry_after_s: whole seconds until a request of this cost is taken again, at least 1.
    """

    code = "rate-limited"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class AnswerTooLargeError(SkillpathError):
    code = "answer-too-large"


class NotAuthenticatedError(SkillpathError):
    code = "not-authenticated"


class NotAllowedError(SkillpathError):
    code = "not-allowed"


class UnavailableError(SkillpathError):
    code = "unavailable"


class StoreUnavailableError(UnavailableError):
    code = "store-unavailable"


class ObjectStoreUnavailableError(UnavailableError):
    code = "object-store-unavailable"


class QueueUnavailableError(UnavailableError):
    code = "queue-unavailable"


class SigningKeysUnavailableError(UnavailableError):
    code = "signing-keys-unavailable"


class SecretsUnavailableError(UnavailableError):
    code = "secrets-unavailable"


class TransientError(UnavailableError):
    """Attributes:
    retry_after_s: before that it is no use to come back, as the dependency says; None where it says nothing.
    """

    code = "transient"

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class LanguageModelUnavailableError(TransientError):
    code = "language-model-unavailable"


class LanguageModelAnswerError(UnavailableError):
    code = "language-model-answer"


class BudgetUsedUpError(UnavailableError):
    code = "budget-used-up"


class DeadlineExceededError(UnavailableError):
    code = "deadline-exceeded"


class CircuitOpenError(UnavailableError):
    code = "circuit-open"


class BulkheadFullError(UnavailableError):
    code = "bulkhead-full"


class TaxonomyUnavailableError(UnavailableError):
    code = "taxonomy-unavailable"


class ModelUnavailableError(UnavailableError):
    code = "model-unavailable"


class NotConfiguredError(UnavailableError):
    code = "not-configured"
