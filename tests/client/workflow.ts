// A file announced, a workflow started on it, looked at, stopped and listed; the file erased. Arguments: the API's
// address, a token, the id of a role. Prints what it saw as one line of JSON.

import { ProblemError, Skillpath } from "./client";

declare const process: { argv: string[]; exitCode: number };

async function workflow(base: string, token: string, role_id: string): Promise<Record<string, unknown>> {
  const api = new Skillpath(base, token);
  await api.send("put", "/v1/users/me", { body: { display_name: "Ada", locale: "en" } });
  const file = { filename: "cv.pdf", content_type: "application/pdf", size: 48_213, sha256: "0f".repeat(32) } as const;
  const announced = await api.send("post", "/v1/documents", { body: file });
  const document_id = announced.data.document.id;
  const form = announced.data.upload;
  if (form === null) throw new Error("there is no form for the file");

  const started = await api.send("post", "/v1/workflows", {
    body: { kind: "cv_to_plan", document_id, role_id, hours_per_week: 6 },
    header: { "Idempotency-Key": "workflow-1" },
  });
  const workflow_id = started.data.id;
  const found = await api.send("get", "/v1/workflows/{workflow_id}", { path: { workflow_id } });
  // Of one that erased its owner the receipt is all there is.
  const steps = "steps" in found.data ? found.data.steps.map((step) => step.name) : [];
  const stopped = await api.send("post", "/v1/workflows/{workflow_id}/cancel", { path: { workflow_id } });
  let retried = "";
  try {
    await api.send("post", "/v1/workflows/{workflow_id}/retry", { path: { workflow_id } });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    retried = error.problem.code;
  }
  const second = await api.send("post", "/v1/workflows", { body: { kind: "assess_document", document_id } });
  const result = second.data.result;
  // By what a result has its kind is known.
  const assessment_id = result !== null && "assessment_id" in result ? result.assessment_id : null;
  let text = "";
  try {
    text = (await api.send("get", "/v1/documents/{document_id}/text", { path: { document_id } })).data.text;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    text = error.problem.code;
  }
  const listed = await api.send("get", "/v1/workflows", { query: { limit: 1 } });
  const items = await api.send("get", "/v1/workflows/{workflow_id}/items", { path: { workflow_id } });
  const erased = await api.send("delete", "/v1/documents/{document_id}", { path: { document_id } });
  const after = await api.send("get", "/v1/documents/{document_id}", { path: { document_id } });
  return {
    fields: Object.keys(form.fields),
    accepted: started.status,
    is_where_it_says: started.headers.get("Location") === started.data.links.self,
    look_again_after_s: Number(started.headers.get("Retry-After")),
    steps,
    is_cancelled: stopped.data.is_cancelled,
    retried,
    assess: { kind: second.data.kind, steps: second.data.steps.map((step) => step.name), assessment_id },
    text,
    listed: listed.data.items.map((item) => item.id === second.data.id),
    items: items.data.items.length,
    erased: erased.status,
    document: after.data.state,
  };
}

const [base = "", token = "", roleId = ""] = process.argv.slice(2);
workflow(base, token, roleId).then(
  (seen) => console.log(JSON.stringify(seen)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
