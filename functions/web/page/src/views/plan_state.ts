/** One plan as it is now, and changes to it: one after the other, each meant for the version that is shown. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask, newKey, ProblemError, SessionExpiredError, wordsOf, type Schema } from "../api";
import { count } from "../parts/format";
import { useLoad, type Load } from "../parts/load";
import type { PageOf } from "../parts/pages";

export type Plan = Schema<"PlanOut">;
export type Step = Schema<"StepOut">;
export type Status = Schema<"StepStatus">;
export type Version = Schema<"PlanVersionOut">;

export interface Held {
  plan: Plan;
  /** Names its version, for `If-Match`. */
  etag: string | null;
}

export interface PlanChanges {
  /** What was changed last, or could not be, for a notice. */
  says: { kind: "good" | "warning" | "problem"; words: string } | null;
  /** The status of steps that are being sent. */
  pending: ReadonlyMap<string, Status>;
  isReplanning: boolean;
  /** Whether it was kept. */
  setStep: (step: Step, status: Status, proof?: string) => Promise<boolean>;
  replan: (terms: Schema<"ReplanIn">) => Promise<boolean>;
  say: (says: PlanChanges["says"]) => void;
}

export function usePlan(planId: string): Load<Held> {
  return useLoad((signal) => readPlan(planId, signal), [planId]);
}

async function readPlan(planId: string, signal?: AbortSignal): Promise<Held> {
  const path = { plan_id: planId };
  const { data, etag } = await ask(api.GET("/v1/plans/{plan_id}", { params: { path }, signal }));
  return { plan: data, etag };
}

/** A page of the versions of a plan, newest first. */
export async function readHistory(planId: string, cursor?: string, signal?: AbortSignal): Promise<PageOf<Version>> {
  const params = { path: { plan_id: planId }, query: { cursor, limit: 20 } };
  return (await ask(api.GET("/v1/plans/{plan_id}/history", { params, signal }))).data;
}

export function useChanges(held: Held, put: (held: Held) => void): PlanChanges {
  const [says, say] = useState<PlanChanges["says"]>(null);
  const [pending, setPending] = useState<ReadonlyMap<string, Status>>(new Map());
  const [isReplanning, setReplanning] = useState(false);
  const newest = useRef(held);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  newest.current = held;
  useAskingBeforeLeaving(pending.size > 1);

  function keep(next: Held) {
    newest.current = next;
    put(next);
  }

  /** After what was sent before, as each answer has the version that the next change is meant for. */
  function inTurn(change: () => Promise<boolean>): Promise<boolean> {
    const turn = queue.current.then(change);
    queue.current = turn;
    return turn;
  }

  async function fail(error: unknown): Promise<false> {
    if (error instanceof SessionExpiredError) return false;
    const isStale = error instanceof ProblemError && (error.status === 412 || error.code === "stale-version");
    if (!isStale) {
      say({ kind: "problem", words: `It was not kept. ${wordsOf(error)}` });
      return false;
    }
    try {
      const before = newest.current.plan.version;
      const [next, history] = await Promise.all([readPlan(held.plan.id), readHistory(held.plan.id)]);
      keep(next);
      const changed = changedSince(history.items, before);
      say({ kind: "warning", words: `This plan was changed elsewhere meanwhile. ${changed}` });
    } catch (caught) {
      say({ kind: "problem", words: `This plan was changed elsewhere meanwhile. ${wordsOf(caught)}` });
    }
    return false;
  }

  return {
    says,
    pending,
    isReplanning,
    say,
    setStep: (step, status, proof) => {
      setPending((before) => new Map(before).set(step.id, status));
      return inTurn(async () => {
        try {
          const { plan, etag } = newest.current;
          const { data, etag: next } = await ask(
            api.PATCH("/v1/plans/{plan_id}/steps/{step_id}", {
              params: {
                path: { plan_id: plan.id, step_id: step.id },
                header: { "If-Match": etag, "Idempotency-Key": newKey() },
              },
              body: proof === undefined ? { status } : { status, proof },
            }),
          );
          keep({ plan: data, etag: next });
          say(null);
          return true;
        } catch (error) {
          return await fail(error);
        } finally {
          setPending((before) => {
            const left = new Map(before);
            left.delete(step.id);
            return left;
          });
        }
      });
    },
    replan: (terms) => {
      setReplanning(true);
      return inTurn(async () => {
        try {
          const { plan, etag } = newest.current;
          const { data, etag: next } = await ask(
            api.POST("/v1/plans/{plan_id}/replan", {
              params: { path: { plan_id: plan.id }, header: { "If-Match": etag, "Idempotency-Key": newKey() } },
              body: terms,
            }),
          );
          keep({ plan: data, etag: next });
          say({
            kind: "good",
            words: data.version === plan.version ? "Nothing came out differently." : "The plan was made again.",
          });
          return true;
        } catch (error) {
          return await fail(error);
        } finally {
          setReplanning(false);
        }
      });
    },
  };
}

/** What was sent arrives also where the page is left; what waits for the answer to it does not. */
function useAskingBeforeLeaving(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const stay = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [isOn]);
}

const MOST_TOLD = 5;

/** What changed after a version, newest first, in a few sentences. */
export function changedSince(history: Version[], version: number): string {
  const later = history.filter((entry) => entry.version > version);
  const changes = later
    .flatMap((entry) => entry.changes)
    .map(({ what, before, after }) => changeText(what, before, after));
  const told = changes.slice(0, MOST_TOLD).join("; ");
  const rest = changes.length > MOST_TOLD ? `; and ${count(changes.length - MOST_TOLD, "more change")}` : "";
  return `You see it as it is now; your change was not made. ${told ? `What changed: ${told}${rest}.` : ""}`.trim();
}

/** As "statistics: to do, now done". */
export function changeText(what: string, before: string, after: string): string {
  if (!before) return `${what}: ${after}, which is new`;
  if (!after) return `${what}: was ${before}, and is gone`;
  return `${what}: was ${before}, is ${after}`;
}
