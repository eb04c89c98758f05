/** `#/runs/ID`: how far the reading of a CV is, until it leads on to the assessment. */
import { useEffect } from "preact/hooks";
import { api, ask, type Schema, wordsOf } from "../api";
import { useAction } from "../parts/action";
import { duration, time } from "../parts/format";
import { StateIcon } from "../parts/icons";
import { Failed, Skeleton, useLoad } from "../parts/load";
import { Button, ButtonLink, Notice, Page, percent } from "../parts/ui";
import { go, link } from "../router";
import {
  type ErasedRun,
  isOver,
  reasonOf,
  type Run,
  shownSteps,
  stateWords,
  type Step,
  stepName,
  type StepShown,
  useRun,
} from "../run";

const TITLES: Partial<Record<Schema<"Kind">, string>> = {
  assess_document: "Reading your CV",
  cv_to_plan: "From your CV to a plan",
  erase_user: "Erasing everything",
};

export function RunView({ id }: { id: string }) {
  const { run, waitsFor, error, look } = useRun(id);
  const made = run && madeBy(run);
  useEffect(() => {
    // In the place of this one, so that Back leads to where the CV was given.
    if (made) go(`/assessments/${made}`, {}, { replace: true });
  }, [made]);

  const title = (run && TITLES[run.kind]) ?? "Reading your CV";
  if (error && !run) {
    return (
      <Page title={title}>
        <Failed error={error} reload={look} />
      </Page>
    );
  }
  return (
    <Page title={title}>
      {waitsFor && (
        <Notice
          kind="warning"
          title={waitsFor === "network" ? "No connection" : "The service does not answer just now"}
        >
          <p>The work goes on without this page, which looks again by itself.</p>
        </Notice>
      )}
      {!run ? (
        <Skeleton lines={5} what="Looking how far it is" />
      ) : "steps" in run ? (
        <Steps run={run} look={look} />
      ) : (
        <Erased run={run} />
      )}
    </Page>
  );
}

/** The assessment that a completed run made; null where there is none (yet). */
function madeBy(run: Run | ErasedRun): string | null {
  if (run.state !== "completed" || !("links" in run) || !run.links.assessment) return null;
  return lastOf(run.links.assessment);
}

function lastOf(path: string): string {
  return path.split("/").at(-1) ?? "";
}

function Erased({ run }: { run: ErasedRun }) {
  return (
    <Notice kind="good" title="Everything is erased">
      Since {time(run.erased_at)} nothing of yours is held here.
    </Notice>
  );
}

function Steps({ run, look }: { run: Run; look: () => void }) {
  const documentId = run.links.document && lastOf(run.links.document);
  const file = useLoad(
    async (signal) =>
      documentId
        ? (await ask(api.GET("/v1/documents/{document_id}", { params: { path: { document_id: documentId } }, signal })))
            .data
        : null,
    [documentId, isOver(run)],
  );
  const shown = shownSteps(run);
  const done = shown.filter((state) => state === "done").length;
  const at = shown.findIndex((state) => state === "running");
  const step = run.steps[at];
  const said = step
    ? `${stepName(step.name)}: running. ${done} of ${run.steps.length} steps done.`
    : `${stateWords(run)}.`;
  return (
    <>
      <p class="lead run-file">{file.data?.filename}</p>
      <section class="card stack" aria-label="Progress">
        <h2>{stateWords(run)}</h2>
        {!isOver(run) && (
          <div class="run-progress">
            <progress max={1} value={run.progress} aria-label="Progress" />
            <span class="number">{percent(run.progress)}</span>
          </div>
        )}
        <ol class="plain steps">
          {run.steps.map((each, index) => (
            <OneStep key={each.name} step={each} shown={shown[index] ?? "waiting"} run={run} />
          ))}
        </ol>
        <p class="visually-hidden" role="status">
          {said}
        </p>
        {!isOver(run) && (
          <p class="hint">
            Started {time(run.created_at)}. It goes on when you leave: you find it under{" "}
            <a href={link("/assessments")}>Assessments</a>.
          </p>
        )}
      </section>
      <WayOn run={run} rejection={file.data?.rejection ?? null} look={look} />
    </>
  );
}

function OneStep({ step, shown, run }: { step: Step; shown: StepShown; run: Run }) {
  const details: string[] = [];
  if (step.started_at && step.ended_at) details.push(duration(Date.parse(step.ended_at) - Date.parse(step.started_at)));
  else if (shown === "running" && step.started_at) details.push(`since ${time(step.started_at)}`);
  if (step.attempts > 1) details.push(`tried ${step.attempts} times`);
  // Why the whole run was given up stands below, with what to do.
  if (step.failure && shown !== "done" && step.failure.code !== run.failure?.code) {
    const { words } = reasonOf(step.failure.code, step.failure.message);
    const isTriedAgain = shown === "running" || shown === "waiting";
    details.push(isTriedAgain ? `${words} It is tried again by itself.` : words);
  }
  if (run.state === "compensating" && shown === "done") details.push("about to be undone");
  return (
    <li>
      <StateIcon state={shown} />
      <span class="step-name">{stepName(step.name)}</span>
      <span>{shown}</span>
      <span class="step-detail">{details.join(" · ")}</span>
    </li>
  );
}

/** Why it stopped, where it did, and what can be done: stop it, try it again, or use another file. */
function WayOn({ run, rejection, look }: { run: Run; rejection: string | null; look: () => void }) {
  const path = { workflow_id: run.id };
  const act = useAction<"cancel" | "retry">(async (what, key) => {
    const options = { params: { path }, headers: { "Idempotency-Key": key } };
    try {
      if (what === "cancel") await ask(api.POST("/v1/workflows/{workflow_id}/cancel", options));
      else await ask(api.POST("/v1/workflows/{workflow_id}/retry", options));
    } finally {
      look();
    }
  });
  const problem = act.error ? <Notice kind="problem">{wordsOf(act.error)}</Notice> : null;
  if (run.state === "completed") {
    return (
      <Notice kind="good" title="Done">
        <ButtonLink href={link("/assessments")}>To your assessments</ButtonLink>
      </Notice>
    );
  }
  if (!isOver(run)) {
    const canStop = !run.is_cancelled && run.state !== "compensating";
    return (
      <>
        {problem}
        {canStop && (
          <Button isBusy={act.isBusy} onClick={() => act.run("cancel")}>
            Stop it
          </Button>
        )}
      </>
    );
  }
  const why = rejection ? reasonOf(rejection) : reasonOf(run.failure?.code ?? "", run.failure?.message);
  return (
    <>
      {problem}
      <Notice kind={run.is_cancelled ? "info" : "problem"} title={run.is_cancelled ? undefined : "Why it was given up"}>
        <p>{why.words}</p>
        <div class="actions">
          {why.canRetry && (
            <Button kind="first" isBusy={act.isBusy} onClick={() => act.run("retry")}>
              Try again
            </Button>
          )}
          <ButtonLink href={link("/cv")} kind={why.canRetry ? "second" : "first"}>
            Use another file
          </ButtonLink>
        </div>
      </Notice>
    </>
  );
}
