/** The plans that somebody made, newest first. */

import { useState } from "preact/hooks";
import { api, ask, wordsOf, type Schema } from "../api";
import { ReadinessBar } from "../charts";
import { count, date } from "../parts/format";
import { Loaded, useLoad } from "../parts/load";
import { Button, ButtonLink, Empty, Notice, Page } from "../parts/ui";
import { link } from "../router";
import { STRATEGIES, capitalised, percentText } from "../words";

type Summary = Schema<"PlanSummaryOut">;

interface Pages {
  items: Summary[];
  cursor: string | null;
}

async function readPlans(cursor: string | null, signal?: AbortSignal): Promise<Pages> {
  const query = { cursor, limit: 20 };
  const { data } = await ask(api.GET("/v1/plans", { params: { query }, signal: signal ?? null }));
  return { items: data.items, cursor: data.next_cursor };
}

export function PlansView() {
  const plans = useLoad((signal) => readPlans(null, signal), []);
  return (
    <Page title="Your plans" lead="Each leads from what you can do to a role, in steps with dates.">
      <Loaded of={plans} lines={8} what="Reading your plans">
        {(first) =>
          first.items.length === 0 ? (
            <Empty title="You have no plan yet">
              <p>Pick a role, see what lies between it and you, and plan the way there.</p>
              <ButtonLink href={link("/roles")} kind="first">
                Find a role
              </ButtonLink>
            </Empty>
          ) : (
            <Listed first={first} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Listed({ first }: { first: Pages }) {
  const [more, setMore] = useState<Pages>({ items: [], cursor: first.cursor });
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function readMore() {
    setBusy(true);
    setFailure(null);
    try {
      const page = await readPlans(more.cursor);
      setMore((before) => ({ items: [...before.items, ...page.items], cursor: page.cursor }));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <ul class="plans" role="list">
        {[...first.items, ...more.items].map((plan) => (
          <PlanItem key={plan.id} plan={plan} />
        ))}
      </ul>
      {failure !== null && <Notice kind="problem">{wordsOf(failure)}</Notice>}
      {more.cursor && (
        <Button isBusy={isBusy} onClick={() => void readMore()}>
          Show older plans
        </Button>
      )}
    </>
  );
}

function PlanItem({ plan }: { plan: Summary }) {
  return (
    <li class="plan-item">
      <h2>
        <a href={link(`/plans/${plan.id}`)}>{capitalised(plan.role_title)}</a>
      </h2>
      <div class="role-ready">
        <ReadinessBar value={plan.readiness_now} end={plan.readiness_at_end} label={`Readiness for ${plan.role_title}`} />
        <span class="number">{percentText(plan.readiness_now)} ready now</span>
      </div>
      <p class="soft small">
        {plan.done_count} of {count(plan.step_count, "step")} done · {plan.hours_per_week} hours a week ·{" "}
        {STRATEGIES[plan.strategy].toLowerCase()} · ends on {date(plan.ends_on)}
        {plan.deadline && <> · deadline {date(plan.deadline)}</>} · made on {date(plan.created_at)}
      </p>
    </li>
  );
}
