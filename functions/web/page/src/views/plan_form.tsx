/** What a plan is made with: hours a week, what comes first, and from when until when. */

import { useState } from "preact/hooks";
import { api, ask, ProblemError, wordsOf, type Schema } from "../api";
import { useAction } from "../parts/action";
import { Button, Field, Notice } from "../parts/ui";
import { go, keep, useRoute } from "../router";
import { addDays } from "../weeks";
import { STRATEGIES } from "../words";

export type Strategy = Schema<"StrategyName">;

export interface Terms {
  hours: string;
  strategy: Strategy;
  /** "" for today. */
  start: string;
  /** "" for none. */
  deadline: string;
}

const LEAST_HOURS = 0.5;
const MOST_HOURS = 80;
const DAYS_BACK = 31;
const DAYS_AHEAD = 366;
const DAYS_TO_DEADLINE = 3660;

const HINTS: Record<Strategy, string> = {
  fastest: "what adds most for its hours comes first",
  cheapest: "what you can do by yourself and at work comes first",
  "strongest-proof": "what leaves a certificate or a reference comes first",
};

/** Today by the API's clock, as "2026-11-29". */
export function todayText(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Hours a week as a number, or null where they cannot be planned. */
export function hoursOf(text: string): number | null {
  const hours = Number(text.trim().replace(",", "."));
  return text.trim() && hours >= LEAST_HOURS && hours <= MOST_HOURS ? hours : null;
}

/** What is wrong with each field, in words: what can be seen here, or what the API said. */
export function mistakesOf(terms: Terms, error: unknown): Partial<Record<keyof Terms, string>> {
  const found: Partial<Record<keyof Terms, string>> = {};
  if (hoursOf(terms.hours) === null) found.hours = `Give ${LEAST_HOURS} to ${MOST_HOURS} hours a week.`;
  const start = terms.start || todayText();
  if (terms.deadline && terms.deadline < start) found.deadline = "Give a day after the first one.";
  if (error instanceof ProblemError) {
    const fields = { hours_per_week: "hours", strategy: "strategy", start: "start", deadline: "deadline" } as const;
    for (const { pointer, detail } of error.errors) {
      const field = fields[(pointer ?? "").replace("#/", "") as keyof typeof fields];
      if (field) found[field] = detail;
    }
  }
  return found;
}

/** The fields, for a new plan and for one that is made again. */
export function TermsFields(props: {
  terms: Terms;
  change: (terms: Terms) => void;
  mistakes: Partial<Record<keyof Terms, string>>;
}) {
  const { terms, change, mistakes } = props;
  const today = todayText();
  const start = terms.start || today;
  return (
    <>
      <Field label="Hours a week" hint="What you can give to it, every week." error={mistakes.hours}>
        {(parts) => (
          <input
            {...parts}
            type="number"
            inputMode="decimal"
            min={LEAST_HOURS}
            max={MOST_HOURS}
            step="0.5"
            value={terms.hours}
            onInput={(event) => change({ ...terms, hours: event.currentTarget.value })}
          />
        )}
      </Field>
      <fieldset class="strategies">
        <legend>What comes first</legend>
        {(Object.keys(STRATEGIES) as Strategy[]).map((strategy) => (
          <label key={strategy} class="radio">
            <input
              type="radio"
              name="strategy"
              checked={terms.strategy === strategy}
              onChange={() => change({ ...terms, strategy })}
            />
            <span>
              {STRATEGIES[strategy]}: <span class="muted">{HINTS[strategy]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="fields-in-row">
        <Field label="First day" hint="Today, unless you say otherwise." error={mistakes.start}>
          {(parts) => (
            <input
              {...parts}
              type="date"
              min={addDays(today, -DAYS_BACK)}
              max={addDays(today, DAYS_AHEAD)}
              value={terms.start}
              onInput={(event) => change({ ...terms, start: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label="Deadline" hint="The day to be ready by, if there is one." error={mistakes.deadline}>
          {(parts) => (
            <input
              {...parts}
              type="date"
              min={start}
              max={addDays(start, DAYS_TO_DEADLINE)}
              value={terms.deadline}
              onInput={(event) => change({ ...terms, deadline: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

/** What was typed before a reload, which the address keeps. */
function termsOf(params: URLSearchParams): Terms {
  const strategy = params.get("strategy") ?? "";
  return {
    hours: params.get("hours") ?? "6",
    strategy: strategy in STRATEGIES ? (strategy as Strategy) : "fastest",
    start: params.get("start") ?? "",
    deadline: params.get("deadline") ?? "",
  };
}

export function PlanForm({ roleId }: { roleId: string }) {
  const { params } = useRoute();
  const [terms, setTerms] = useState(() => termsOf(params));
  const [isChecked, setChecked] = useState(false);
  const making = useAction(async (asked: Terms, key: string) => {
    const { data } = await ask(
      api.POST("/v1/plans", {
        params: { header: { "Idempotency-Key": key } },
        body: {
          role_id: roleId,
          hours_per_week: hoursOf(asked.hours) ?? 0,
          strategy: asked.strategy,
          start: asked.start || null,
          deadline: asked.deadline || null,
        },
      }),
    );
    go(`/plans/${data.id}`);
  });
  const mistakes = isChecked ? mistakesOf(terms, making.error) : {};
  const isElsewhere = making.error !== null && Object.keys(mistakes).length === 0;

  function onSubmit(event: Event) {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(mistakesOf(terms, null)).length === 0) void making.run(terms);
  }

  return (
    <form class="plan-form" noValidate onSubmit={onSubmit} aria-label="Plan the way there">
      <TermsFields
        terms={terms}
        mistakes={mistakes}
        change={(changed) => {
          setTerms(changed);
          keep({ ...changed });
          making.clear();
        }}
      />
      {isElsewhere && <Notice kind="problem">{wordsOf(making.error)}</Notice>}
      <Button type="submit" kind="first" isBusy={making.isBusy}>
        Make the plan
      </Button>
    </form>
  );
}
