"""All that is held of a person goes: other workflows stop, files with all their versions, then every row with the
account. What stays is a receipt that does not say whose it was.

None of it can be undone: once begun it is completed, or dead-lettered for somebody to look at.
"""

from collections import Counter
from datetime import timedelta

from shared.domain.document import user_prefix
from shared.domain.page import MAX_PAGE
from shared.domain.workflow import Kind, Receipt
from shared.services.workflows.definitions import Attempt, Definition, Outcome, RetryPolicy, StepDefinition
from shared.services.workflows.dispatch import relay_at

STOP_WAIT = timedelta(seconds=3)
# A second or so of a database's time, most of it for results of some kilobytes each.
ROWS_AT_A_TIME = 10_000
# What there can be very many of, in the order in which an account is trimmed.
_BULKY = ("workflow_items", "assessments", "documents")


def halt(attempt: Attempt) -> Outcome:
    """Cancel the user's other workflows, a page at a time, until none is at work; but for other erasures, of which the
    first to come to its end takes the rest along."""
    run, workflows = attempt.run, attempt.uow.workflows
    so_far = run.step.output
    page = workflows.list_page(run.user_id, so_far.get("after"), MAX_PAGE)
    active = [other for other in page.items if not other.state.is_over and other.id != run.id]
    to_stop = [other for other in active if other.kind is not Kind.ERASE_USER]
    erasures = int(so_far.get("erasures", 0)) + len(active) - len(to_stop)
    asked = [other.id for other in to_stop if not other.is_cancelled]
    for run_id in asked:
        workflows.ask_to_cancel(run.user_id, run_id, relay_at(run, attempt.now))
    if page.next_key is not None:
        return Outcome({"after": page.next_key, "erasures": erasures}, timedelta(), asked)
    if workflows.count_active(run.user_id, run.id) > erasures:
        return Outcome({}, STOP_WAIT, asked)
    return Outcome()


def objects(attempt: Attempt) -> Outcome:
    """Every object of the user's, and every version of it."""
    return Outcome({"objects": attempt.tools.objects.delete_all(user_prefix(attempt.run.user_id))})


def rows(attempt: Attempt) -> Outcome:
    """Every row, this run's too; the receipt takes its place in the same transaction. Where that would be more than one
    transaction is to take, so many rows at a time first."""
    run, uow = attempt.run, attempt.uow
    counted = uow.users.count_holdings(run.user_id)
    removed = Counter(run.step.output)
    if sum(counted[name] for name in _BULKY) > ROWS_AT_A_TIME:
        uow.erasures.trim_account(run.user_id, ROWS_AT_A_TIME)
        room = ROWS_AT_A_TIME
        for name in _BULKY:
            removed[name] += min(room, counted[name])
            room -= min(room, counted[name])
        return Outcome(removed, timedelta())
    removed.update(counted)
    uow.erasures.add_receipt(Receipt.of(run.user_id, run.id, attempt.now, dict(removed) | dict(run.output("objects"))))
    uow.erasures.erase_account(run.user_id)
    return Outcome()


# Stopping others can meet them as they end, some of them each time.
_PATIENT = RetryPolicy(max_attempts=12)

DEFINITION = Definition(
    Kind.ERASE_USER,
    (
        StepDefinition("halt", halt, None, _PATIENT),
        StepDefinition("objects", objects, None, _PATIENT, timeout_s=120),
        StepDefinition("rows", rows, None, _PATIENT),
    ),
    lasts=timedelta(days=7),
)
