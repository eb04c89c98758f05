/** A plan: where it leads, its steps by week, and what has become of it. */

import { useMemo, useState } from "preact/hooks";
import { api, ask, ProblemError, wordsOf } from "../api";
import { ReadinessBar, Timeline } from "../charts";
import { useAction } from "../parts/action";
import { count, date } from "../parts/format";
import { Loaded } from "../parts/load";
import { AiMark, Button, Dialog, Explain, Notice, Page } from "../parts/ui";
import { go, link, useRoute } from "../router";
import { groupByWeek, weekOf } from "../weeks";
import { STRATEGIES, capitalised, daysText, hoursText, percentText, versionsOf } from "../words";
import { Questions } from "./gap";
import { History } from "./history";
import { hoursOf, mistakesOf, TermsFields, todayText, type Terms } from "./plan_form";
import { useChanges, usePlan, type Held, type Plan, type PlanChanges } from "./plan_state";
import { StepItem } from "./step";

export function PlanView() {
  const id = useRoute().parts[1] ?? "";
  const plan = usePlan(id);
  const title = plan.data ? `Plan: ${plan.data.plan.role_title}` : "Plan";
  return (
    <Page title={title} crumbs={[["Plans", link("/plans")]]}>
      <Loaded of={plan} lines={18} what="Reading your plan">
        {(held) => <PlanOf key={held.plan.id} held={held} put={plan.put} />}
      </Loaded>
    </Page>
  );
}

function PlanOf({ held, put }: { held: Held; put: (held: Held) => void }) {
  const { plan } = held;
  const changes = useChanges(held, put);
  return (
    <div class="view">
      <Summary plan={plan} />
      <div class="plan-says">
        {changes.says && (
          <Notice kind={changes.says.kind}>
            <p>{changes.says.words}</p>
            <Button onClick={() => changes.say(null)}>Close</Button>
          </Notice>
        )}
      </div>
      <ShortfallOf plan={plan} changes={changes} />
      {plan.steps.length === 0 ? (
        <p>Nothing is left to learn for this role. Answer the questions, and apply.</p>
      ) : (
        <Steps plan={plan} changes={changes} />
      )}
      <Questions of={plan.requirements} />
      <section aria-labelledby="again-heading">
        <h2 id="again-heading">Change the plan</h2>
        <Replan plan={plan} changes={changes} />
        <History planId={plan.id} version={plan.version} />
        <Removal held={held} />
      </section>
      <p class="hint">
        Version {plan.version}, planning method {plan.method_version}, taxonomy {plan.taxonomy_version}. Hours and gains are estimates to order steps by,
        and no promise.{" "}
        <a href={link("/about")}>How plans are made</a>
      </p>
    </div>
  );
}

function Summary({ plan }: { plan: Plan }) {
  const left = plan.steps.filter(({ status }) => status !== "done" && status !== "skipped");
  const hours = left.reduce((sum, step) => sum + step.hours, 0);
  const parts = [
    { name: "at the start", value: plan.readiness_at_start / 100, reason: "when the plan was made" },
    { name: "now", value: plan.readiness_now / 100, reason: `with ${count(plan.done_count, "step")} done` },
    { name: "at the end", value: plan.readiness_at_end / 100, reason: "with all steps done but those skipped" },
  ];
  const how = "What was there at the start, and the gains of the steps that are done.";
  const versions = versionsOf(plan);
  return (
    <section aria-label="Where you are">
      <p class="ready-pair">
        <span>
          <span class="big-number">
            <Explain of="Readiness now" parts={parts} how={how} {...versions}>
              {percentText(plan.readiness_now)}
            </Explain>
          </span>{" "}
          ready now
        </span>
        <span>
          <span class="big-number">
            <Explain of="Readiness at the end" parts={parts} how={how} {...versions}>
              {percentText(plan.readiness_at_end)}
            </Explain>
          </span>{" "}
          at the end
        </span>
      </p>
      <ReadinessBar value={plan.readiness_now} end={plan.readiness_at_end} label="Readiness" />
      <p>
        {plan.done_count} of {count(plan.step_count, "step")} done, {hoursText(hours)} left, at{" "}
        {plan.hours_per_week} hours a week: {daysText(plan.start, plan.ends_on)}. {STRATEGIES[plan.strategy]} comes
        first. {plan.deadline && <>Deadline: {date(plan.deadline)}. </>}
        <a href={link(`/roles/${plan.role_id}`)}>Compare yourself with the role</a>
      </p>
    </section>
  );
}

function ShortfallOf({ plan, changes }: { plan: Plan; changes: PlanChanges }) {
  const { shortfall } = plan;
  const names = useMemo(() => new Map(plan.steps.map((step) => [step.id, step.skill_name])), [plan]);
  if (!shortfall) return null;
  return (
    <section class="shortfall" aria-labelledby="late-heading">
      <h2 id="late-heading">The deadline is too early</h2>
      <p>
        The last step ends {count(shortfall.days_late, "day")} late: {hoursText(shortfall.hours_over)} too many. Either
        of these meets it, at the least loss of readiness.
      </p>
      <ol class="findings" role="list">
        {shortfall.reductions.map((reduction) => (
          <li key={reduction.text} class="finding">
            <p>
              <strong>{reduction.text}</strong>
            </p>
            <p class="hint">
              Ends on {date(reduction.ends_on)} with a readiness of {percentText(reduction.readiness_at_end)}
              {reduction.hours_saved > 0 && <>, {hoursText(reduction.hours_saved)} less</>}.
            </p>
            {reduction.left_out.length > 0 ? (
              <details>
                <summary class="small">Which steps ({reduction.left_out.length})</summary>
                <p class="small">
                  {reduction.left_out.map((id) => names.get(id) ?? "").join(", ")}. Mark them as skipped, then make the
                  plan again.
                </p>
              </details>
            ) : (
              <Button
                isBusy={changes.isReplanning}
                onClick={() => void changes.replan({ hours_per_week: reduction.hours_per_week })}
              >
                Plan with {reduction.hours_per_week} hours a week
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Steps({ plan, changes }: { plan: Plan; changes: PlanChanges }) {
  const today = todayText();
  const thisWeek = weekOf(plan.start, today);
  const numbers = useMemo(() => new Map(plan.steps.map((step, index) => [step.id, index + 1])), [plan]);
  const weeks = useMemo(() => groupByWeek(plan.start, plan.steps), [plan]);
  const timed = plan.steps.map((step) => ({
    id: step.id,
    starts_on: step.starts_on,
    ends_on: step.ends_on,
    title: step.skill_name,
    state: changes.pending.get(step.id) ?? step.status,
    isOptional: step.relation === "optional",
  }));
  return (
    <section aria-labelledby="steps-heading">
      <h2 id="steps-heading">Week by week</h2>
      <Timeline steps={timed} start={plan.start} deadline={plan.deadline} today={today} />
      {plan.steps.some((step) => step.reason_written_by === "ai") && (
        <p class="muted">
          Reasons with the mark <AiMark /> were worded by a language model: check them before you rely on them. What
          the steps are, their order and their numbers are not its work.
        </p>
      )}
      {weeks.map((week) => (
        <section key={week.number} class="week" aria-label={`Week ${week.number}`}>
          <h3 class="group-name">
            Week {week.number} <span class="hint">{daysText(week.starts_on, week.ends_on)}</span>
            {week.number === thisWeek && <span class="tag">this week</span>}
          </h3>
          <ol class="plan-steps" role="list">
            {week.steps.map((step) => (
              <StepItem
                key={step.id}
                step={step}
                number={numbers.get(step.id) ?? 0}
                start={plan.start}
                versions={versionsOf(plan)}
                changes={changes}
                before={plan.steps.flatMap((other) =>
                  step.after.includes(other.id) ? [{ step: other, number: numbers.get(other.id) ?? 0 }] : [],
                )}
              />
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}

function Replan({ plan, changes }: { plan: Plan; changes: PlanChanges }) {
  const before: Terms = {
    hours: String(plan.hours_per_week),
    strategy: plan.strategy,
    start: "",
    deadline: plan.deadline ?? "",
  };
  const [terms, setTerms] = useState(before);
  const [isChecked, setChecked] = useState(false);
  const mistakes = isChecked ? mistakesOf(terms, null) : {};

  function onSubmit(event: Event) {
    event.preventDefault();
    setChecked(true);
    const hours = hoursOf(terms.hours);
    if (hours === null || Object.keys(mistakesOf(terms, null)).length > 0) return;
    void changes.replan({
      hours_per_week: hours,
      strategy: terms.strategy,
      ...(terms.start ? { start: terms.start } : {}),
      ...(terms.deadline !== before.deadline ? { deadline: terms.deadline || null } : {}),
    });
  }

  return (
    <details class="replan">
      <summary>Make it again</summary>
      <p class="muted">What is done stays. The rest is planned anew, from your skills as they are now.</p>
      <form class="plan-form" noValidate onSubmit={onSubmit} aria-label="Make the plan again">
        <TermsFields terms={terms} change={setTerms} mistakes={mistakes} />
        <Button type="submit" kind="first" isBusy={changes.isReplanning}>
          Make the plan again
        </Button>
      </form>
    </details>
  );
}

function Removal({ held }: { held: Held }) {
  const [isAsked, setAsked] = useState(false);
  const removal = useAction(async ({ id, etag }: { id: string; etag: string | null }) => {
    const params = { path: { plan_id: id }, header: { "If-Match": etag } };
    try {
      await ask(api.DELETE("/v1/plans/{plan_id}", { params }));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== "plan-not-found") throw error;
    }
    go("/plans", {}, { replace: true });
  });
  return (
    <>
      <p>
        <Button kind="danger" onClick={() => setAsked(true)}>
          Delete this plan
        </Button>
      </p>
      <Dialog title="Delete this plan?" isOpen={isAsked} onClose={() => setAsked(false)}>
        <p>
          {capitalised(held.plan.role_title)}: its steps, your proofs and its history go, for ever.
        </p>
        {removal.error !== null && <Notice kind="problem">{wordsOf(removal.error)}</Notice>}
        <div class="row">
          <Button
            kind="danger"
            isBusy={removal.isBusy}
            onClick={() => void removal.run({ id: held.plan.id, etag: held.etag })}
          >
            Delete it
          </Button>
          <Button kind="quiet" onClick={() => setAsked(false)}>
            Keep it
          </Button>
        </div>
      </Dialog>
    </>
  );
}
