"""Why a step was not done, as it is stored and shown: a code and a sentence of our own, never what an error quotes."""

import logging
import traceback

from shared.domain import errors
from shared.domain.workflow import Failure, Run

_log = logging.getLogger("skillpath.workflows")

CANCELLED = Failure("cancelled", "it was cancelled")
DEADLINE_PASSED = Failure("deadline-passed", "it took longer than it may: retry it")
WORKER_DIED = Failure("worker-died", "whatever worked on this step never came back: retry it, or use another file")
UNFORESEEN = Failure(
    "internal-error", "something went wrong here: retry it, and if it stays, tell us the workflow's id"
)

# The most specific class of an error that stands here decides.
_SENTENCES: dict[type[errors.SkillpathError], str] = {
    errors.TextTooLongError: "the file holds more text, or more skills, than one assessment takes: use the CV alone",
    errors.UnsupportedLanguageError: "the text is in a language that the taxonomy here is not in",
    errors.UnreadableFileError: "the text of the file cannot be read: use another file",
    errors.ManifestRefusedError: "the manifest has no lines, more than 100,000, or endless ones: upload another",
    errors.InvalidInputError: "what was asked for cannot be used: start a new workflow with other values",
    errors.DocumentNotFoundError: "the document is not there any more: upload the file again",
    errors.ObjectNotFoundError: "the file is not there any more: upload it again",
    errors.RoleNotFoundError: "the role is not in the taxonomy any more: choose another",
    errors.UserNotFoundError: "there is no profile any more: create it, then retry",
    errors.AssessmentNotFoundError: "nothing is known of your skills: assess a CV that names some",
    errors.NotFoundError: "something that it needs is not there any more",
    errors.DocumentNotUsableError: "the document was rejected or erased, or is of another kind: upload another file",
    errors.UploadMissingError: "the file did not come: upload it with a fresh form, then retry",
    errors.StaleVersionError: "something was changed at the same moment",
    errors.ConflictError: "it contradicts what is stored",
    errors.NotAllowedError: "the store does not allow it",
    errors.PartsGivenUpError: "some of its parts were given up: retry it, and they are begun anew; the others stay",
    errors.UnavailableError: "something that it needs does not answer",
}

# What does not hold at the next attempt either.
_FINAL = (
    errors.InvalidInputError,
    errors.NotFoundError,
    errors.ConflictError,
    errors.NotAllowedError,
    errors.AnswerTooLargeError,
)


def failure_of(error: Exception) -> Failure:
    """The reason itself is the code of a refused file."""
    if isinstance(error, errors.DocumentRefusedError):
        return Failure(error.reason.value, f"the file is refused ({error.reason.value}): use another")
    if not isinstance(error, errors.SkillpathError):
        return UNFORESEEN
    sentence = next((_SENTENCES[cls] for cls in type(error).__mro__ if cls in _SENTENCES), UNFORESEEN.message)
    return Failure(error.code, sentence)


def is_final(error: Exception) -> bool:
    """Whether another attempt could only fail the same way."""
    return isinstance(error, _FINAL) and not isinstance(error, errors.StaleVersionError)


def is_kept(error: Exception) -> bool:
    """Whether what the run did stays, for somebody to have it go on, rather than being undone."""
    return isinstance(error, errors.PartsGivenUpError)


def log_failure(run: Run, error: Exception) -> None:
    """Where it happened, without the error's words: they can quote what it was given."""
    if isinstance(error, errors.SkillpathError):
        _log.warning("run %s: %s of %s: %s", run.id, run.step.name, run.kind, error.code)
        return
    frames = "".join(traceback.format_tb(error.__traceback__))
    name = type(error).__name__
    _log.error("run %s: %s of %s: %s\n%s", run.id, run.step.name, run.kind, name, frames)
