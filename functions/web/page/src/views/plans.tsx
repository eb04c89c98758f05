/** The plans that somebody made, newest first. */

import { api, ask, type Schema } from "../api";
import { ReadinessBar } from "../charts";
import { count, date } from "../parts/format";
import { Loaded } from "../parts/load";
import { ShowMore, usePages, type PageOf } from "../parts/pages";
import { ButtonLink, Empty, Page } from "../parts/ui";
import { link } from "../router";
import { STRATEGIES, capitalised, percentText } from "../words";

type Summary = Schema<"PlanSummaryOut">;

const AT_A_TIME = 20;

async function readPlans(cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Summary>> {
  const query = { cursor, limit: AT_A_TIME };
  return (await ask(api.GET("/v1/plans", { params: { query }, signal }))).data;
}

export function PlansView() {
  const plans = usePages(readPlans, []);
  return (
    <Page title="Your plans" lead="Each leads from what you can do to a role, in steps with dates.">
      <Loaded of={plans.load} lines={8} what="Reading your plans">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="You have no plan yet">
              <p>Pick a role, see what lies between it and you, and plan the way there.</p>
              <ButtonLink href={link("/roles")} kind="first">
                Find a role
              </ButtonLink>
            </Empty>
          ) : (
            <>
              <ul class="plans" role="list">
                {items.map((plan) => (
                  <PlanItem key={plan.id} plan={plan} />
                ))}
              </ul>
              <ShowMore of={plans} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function PlanItem({ plan }: { plan: Summary }) {
  return (
    <li class="plan-item">
      <h2>
        <a href={link(`/plans/${plan.id}`)}>{capitalised(plan.role_title)}</a>
      </h2>
      <div class="role-ready">
        <ReadinessBar
          value={plan.readiness_now}
          end={plan.readiness_at_end}
          label={`Readiness for ${plan.role_title}`}
        />
        <span class="number">{percentText(plan.readiness_now)} ready now</span>
      </div>
      <p class="hint">
        {plan.done_count} of {count(plan.step_count, "step")} done · {plan.hours_per_week} hours a week ·{" "}
        {STRATEGIES[plan.strategy].toLowerCase()} · ends on {date(plan.ends_on)}
        {plan.deadline && <> · deadline {date(plan.deadline)}</>} · made on {date(plan.created_at)}
      </p>
    </li>
  );
}
