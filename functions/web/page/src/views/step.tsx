/** One step of a plan: what to do, why, by when, and how far it is. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { date } from "../parts/format";
import { AiMark, Button, Explain, Field, Level } from "../parts/ui";
import { ROUTES, daysText, hoursText, type Versions } from "../words";
import { weeksText } from "../weeks";
import type { PlanChanges, Status, Step } from "./plan_state";

const MAX_PROOF_CHARS = 2000;
const HOW_MUCH =
  "The skill's share of all that the role's skills weigh, as far as this step goes. It is the same in whichever " +
  "order the steps are done.";

export const STATUSES: Record<Status, string> = {
  todo: "To do",
  doing: "Under way",
  done: "Done",
  skipped: "Skipped",
};

/** As "Deepen: SQL, from novice to competent"; names of skills are nouns or begin with a verb. */
function stepTitle(step: Step): string {
  if (step.kind === "prove") return `Prove: ${step.skill_name}, at ${step.to_level} level`;
  if (step.from_level === "unknown") return `Learn: ${step.skill_name}, up to ${step.to_level}`;
  return `Deepen: ${step.skill_name}, from ${step.from_level} to ${step.to_level}`;
}

/** Where the step stands on the page. */
export function stepPlace(stepId: string): string {
  return `step-${stepId}`;
}

/** Nobody takes a course to prove what they know. */
function routeText(step: Step): string {
  return step.kind === "prove" && step.route === "course" ? "a test or a certificate" : ROUTES[step.route];
}

export function StepItem(props: {
  step: Step;
  number: number;
  start: string;
  versions: Versions;
  /** The steps of the plan that come before it, with their numbers. */
  before: { step: Step; number: number }[];
  changes: PlanChanges;
}) {
  const { step, number, changes } = props;
  const id = useId();
  const status = changes.pending.get(step.id) ?? step.status;
  const title = stepTitle(step);
  return (
    <li class={`plan-step plan-step-${status}`} id={stepPlace(step.id)} aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`} tabIndex={-1}>
        {number}. {title} {step.relation === "optional" && <span class="tag">optional</span>}
      </h4>
      <p class="step-facts hint">
        {weeksText(props.start, step)} ({daysText(step.starts_on, step.ends_on)}) · {hoursText(step.hours)},{" "}
        {routeText(step)}
      </p>
      <p>
        {step.reason} {step.reason_written_by === "ai" && <AiMark />}
      </p>
      <dl class="facts">
        <dt>Adds</dt>
        <dd>
          <Explain
            of={`What “${step.skill_name}” adds`}
            parts={[
              {
                name: "gain",
                value: step.gain,
                reason: `points, from ${step.from_level} to ${step.to_level}, for ${hoursText(step.hours)}`,
              },
            ]}
            how={HOW_MUCH}
            {...props.versions}
          >
            {step.gain.toFixed(1)} points of readiness
          </Explain>
        </dd>
        <dt>Level</dt>
        <dd>
          <Level of={step.from_level} /> to <Level of={step.to_level} />
        </dd>
        <dt>Proof</dt>
        <dd>{step.proof_wanted}</dd>
        {props.before.length > 0 && (
          <>
            <dt>After</dt>
            <dd>
              {props.before.map(({ step: earlier, number: place }, index) => (
                <span key={earlier.id}>
                  {index > 0 && ", "}
                  <button type="button" class="as-link" onClick={() => goToStep(earlier.id)}>
                    {place}. {earlier.skill_name}
                  </button>
                </span>
              ))}
            </dd>
          </>
        )}
        {step.done_on && (
          <>
            <dt>Done on</dt>
            <dd>{date(step.done_on)}</dd>
          </>
        )}
      </dl>
      <div class="choice statuses" role="group" aria-label={`How far “${step.skill_name}” is`}>
        {(Object.keys(STATUSES) as Status[]).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={status === one}
            aria-label={`${STATUSES[one]}: ${step.skill_name}`}
            onClick={() => status !== one && void changes.setStep(step, one)}
          >
            {STATUSES[one]}
          </button>
        ))}
      </div>
      <Proof step={step} changes={changes} />
    </li>
  );
}

/** Scroll to a step and put the focus on it. */
export function goToStep(stepId: string): void {
  const title = document.getElementById(stepPlace(stepId))?.querySelector<HTMLElement>("h4");
  title?.focus();
}

/** What the person gives as proof: a link or some sentences. */
function Proof({ step, changes }: { step: Step; changes: PlanChanges }) {
  const [isOpen, setOpen] = useState(false);
  const [proof, setProof] = useState(step.proof);
  const box = useRef<HTMLElement>(null);
  const wasOpen = useRef(false);
  const isBusy = changes.pending.has(step.id);

  // Into the field as it opens, and back to where one came from as it closes.
  useEffect(() => {
    if (isOpen !== wasOpen.current) box.current?.querySelector<HTMLElement>("textarea, button")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  async function onSubmit(event: Event) {
    event.preventDefault();
    if (await changes.setStep(step, step.status, proof.trim())) setOpen(false);
  }

  if (!isOpen) {
    return (
      <div class="proof" ref={(element) => void (box.current = element)}>
        {step.proof && (
          <p>
            <span class="muted">Your proof:</span> {step.proof}
          </p>
        )}
        <Button
          kind="quiet"
          onClick={() => {
            setProof(step.proof);
            setOpen(true);
          }}
          aria-label={`${step.proof ? "Change your proof" : "Add a proof"} of ${step.skill_name}`}
        >
          {step.proof ? "Change your proof" : "Add a proof"}
        </Button>
      </div>
    );
  }
  return (
    <form
      class="proof"
      ref={(element) => void (box.current = element)}
      onSubmit={(event) => void onSubmit(event)}
      aria-label={`Your proof of ${step.skill_name}`}
    >
      <Field label="Your proof" hint="A link, or some sentences. Only you see it.">
        {(parts) => (
          <textarea
            {...parts}
            rows={3}
            maxLength={MAX_PROOF_CHARS}
            value={proof}
            onInput={(event) => setProof(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="row">
        <Button type="submit" kind="first" isBusy={isBusy}>
          Keep the proof
        </Button>
        <Button kind="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
