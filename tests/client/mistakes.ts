// What must not type-check: each line below is a mistake, and the compiler fails where it finds none.

import { Skillpath } from "./client";

export async function mistakes(api: Skillpath): Promise<void> {
  // @ts-expect-error There is no such path.
  await api.send("get", "/v1/skill", {});
  // @ts-expect-error The path does not answer that method.
  await api.send("delete", "/v1/assessments", {});
  // @ts-expect-error The variable of the path is missing.
  await api.send("get", "/v1/plans/{plan_id}", {});
  // @ts-expect-error The body is missing.
  await api.send("post", "/v1/plans", {});
  // @ts-expect-error A field of the body is misspelt.
  await api.send("put", "/v1/users/me", { body: { displayname: "Ada", locale: "en" } });
  // @ts-expect-error A value of the body has another type.
  await api.send("post", "/v1/plans", { body: { role_id: "a", hours_per_week: "six" } });
  // @ts-expect-error There is no such status of a step.
  await api.send("patch", "/v1/plans/{plan_id}/steps/{step_id}", { path: { plan_id: "a", step_id: "b" }, body: { status: "finished" } });
  // @ts-expect-error The list takes no such parameter.
  await api.send("get", "/v1/roles", { query: { title: "data" } });

  // @ts-expect-error There is no such type of file.
  await api.send("post", "/v1/documents", { body: { filename: "cv.png", content_type: "image/png", size: 1, sha256: "a" } });
  // @ts-expect-error A workflow of that kind needs a role.
  await api.send("post", "/v1/workflows", { body: { kind: "cv_to_plan", document_id: "a", hours_per_week: 6 } });
  // @ts-expect-error One of this kind is of a document, and of no role.
  await api.send("post", "/v1/workflows", { body: { kind: "assess_document", role_id: "a" } });
  // @ts-expect-error Batches are not asked for by themselves.
  await api.send("post", "/v1/workflows", { body: { kind: "assess_batch", document_id: "a" } });

  const workflow = await api.send("get", "/v1/workflows/{workflow_id}", { path: { workflow_id: "a" } });
  // @ts-expect-error What erased its owner has no steps any more: ask which of the two it is.
  console.log(workflow.data.steps);
  const role = await api.send("get", "/v1/roles/{role_id}", { path: { role_id: "a" } });
  // @ts-expect-error The answer has no such field.
  console.log(role.data.name_of_the_role);
}
