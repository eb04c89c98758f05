// From nothing to the first step of a plan that is done. Arguments: the API's address, a token, a role's title.
// Prints what it saw as one line of JSON.

import { ProblemError, Skillpath } from "./client";

declare const process: { argv: string[]; exitCode: number };

const CV = `Experience

Data engineer, Acme, Jan 2019 - Dec 2022
- Built data pipelines in Python programming and SQL
`;

async function journey(base: string, token: string, title: string): Promise<Record<string, unknown>> {
  const api = new Skillpath(base, token);
  const person = await api.send("put", "/v1/users/me", { body: { display_name: "Ada", locale: "en" } });
  const assessment = await api.send("post", "/v1/assessments", { body: { text: CV } });
  const nearby = await api.send("get", "/v1/roles/nearby", { query: { limit: 100 } });
  const role = nearby.data.items.find((item) => item.title === title);
  if (role === undefined) throw new Error(`no role nearby is called ${title}`);

  const order = { body: { role_id: role.role_id, hours_per_week: 6 }, header: { "Idempotency-Key": "journey-1" } };
  const plan = await api.send("post", "/v1/plans", order);
  const again = await api.send("post", "/v1/plans", order);
  const step = plan.data.steps[0];
  if (step === undefined) throw new Error("the plan has no step");
  const where = { plan_id: plan.data.id, step_id: step.id };
  const version = plan.headers.get("ETag") ?? "";
  const done = await api.send("patch", "/v1/plans/{plan_id}/steps/{step_id}", {
    path: where,
    header: { "If-Match": version },
    body: { status: "done", proof: "https://example.org/proof" },
  });
  let stale = "";
  try {
    await api.send("patch", "/v1/plans/{plan_id}/steps/{step_id}", {
      path: where,
      header: { "If-Match": version },
      body: { status: "todo" },
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    stale = error.problem.code;
  }
  return {
    name: person.data.display_name,
    skills: assessment.data.skills.map((skill) => skill.name),
    role: role.title,
    same_plan: again.data.id === plan.data.id && again.headers.get("Idempotent-Replayed") === "true",
    steps: plan.data.steps.length,
    first_step: done.data.steps.find((item) => item.id === step.id)?.status,
    done_count: done.data.done_count,
    stale,
  };
}

const [base = "", token = "", title = ""] = process.argv.slice(2);
journey(base, token, title).then(
  (seen) => console.log(JSON.stringify(seen)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
