/** A workflow in words, and looking at it until it is over. */
import { useEffect, useState } from "preact/hooks";
import { api, askUnlessSame, OfflineError, ProblemError, type Schema, sentence } from "./api";
import { session } from "./auth";
import { SessionExpiredError } from "./errors";

export type Run = Schema<"WorkflowOut">;
export type ErasedRun = Schema<"ErasedWorkflowOut">;
export type Step = Schema<"WorkflowStepOut">;

const FINAL: readonly Schema<"RunState">[] = ["completed", "compensated", "dead-lettered"];

/** Whether nothing happens any more unless somebody asks for it. */
export function isOver(run: Run | ErasedRun): boolean {
  return FINAL.includes(run.state) && !("is_retried" in run && run.is_retried);
}

const STEP_NAMES: Record<string, string> = {
  extract: "Read the text of the file",
  assess: "Find skills, and the words that prove them",
  plan: "Plan the way to the role",
  publish: "Put the results into your account",
};

export function stepName(name: string): string {
  return STEP_NAMES[name] ?? sentence(name.replaceAll(/[-_]/g, " ")).replace(/\.$/, "");
}

export type StepShown = "waiting" | "running" | "done" | "failed" | "undone" | "not begun";

/** What each step is doing. The first one that waits is running where the run is: the API has no word for it. */
export function shownSteps(run: Run): StepShown[] {
  let isNext = run.state === "running";
  return run.steps.map((step) => {
    if (step.state === "done") return "done";
    if (step.state === "compensated") return "undone";
    if (step.state === "failed") return "failed";
    if (run.state === "compensating" || isOver(run)) return "not begun";
    const shown = isNext ? "running" : "waiting";
    isNext = false;
    return shown;
  });
}

/** What the whole run is doing. */
export function stateWords(run: Run): string {
  if (run.is_retried) return "Starting again in a moment";
  if (run.is_cancelled && !isOver(run)) return "Stopping before the next step";
  switch (run.state) {
    case "queued":
      return "Waiting for its turn";
    case "running":
      return "Working";
    case "compensating":
      return "Undoing what was done";
    case "completed":
      return "Done";
    case "compensated":
      return run.is_cancelled ? "Stopped, and everything undone" : "Given up, and everything undone";
    case "dead-lettered":
      return "Stuck: it could be neither finished nor undone";
  }
}

/** Why a file or a run was refused: what it means, and whether the same file can help another time. */
export interface Reason {
  words: string;
  /** Whether trying the same again can end better. */
  canRetry: boolean;
}

const REASONS: Record<string, string> = {
  empty: "The file is empty. Upload another one.",
  "too-large": "The file is too large to be read. Save it with smaller pictures, or as text.",
  "wrong-type": "The file is not what its name says. Export it anew as PDF or .docx, and upload that.",
  polyglot: "The file is two kinds of file in one, which is not read. Export it anew, and upload that.",
  encrypted: "The file is locked with a password. Save a copy without one, and upload that.",
  "too-many-pages": "The file has too many pages for a CV. Upload the CV alone.",
  bomb: "The file unpacks to far more than a CV holds. Export it anew, and upload that.",
  "external-entity": "The file points to other files, which is not followed. Export it anew, and upload that.",
  macro: "The file holds macros, which are not opened. Save it as .docx or PDF, and upload that.",
  damaged: "The file is damaged. Export it anew, and upload that.",
  "no-text": "The file holds pictures of pages, and no text. Export it from where it was written, or paste its text.",
  "size-mismatch": "Not all of the file arrived. Upload it again.",
  "checksum-mismatch": "The file changed on its way. Upload it again.",
  "upload-missing": "The file never arrived. Upload it again.",
  "document-not-usable": "The file was refused or erased. Upload another one.",
  "document-not-found": "The file is not there any more. Upload it again.",
  "object-not-found": "The file is not there any more. Upload it again.",
  "text-too-long": "The file holds more text than one CV does. Upload the CV alone.",
  "unsupported-language": "The text is in a language that the skills here have no names in. Upload it in English.",
  "unreadable-file": "The text of the file cannot be read. Upload another one, or paste its text.",
};

const RETRIABLE: Record<string, string> = {
  "too-slow": "Reading the file took too long. Try again, or save it in a simpler form.",
  "too-much-memory": "The file is too heavy to be read. Try again, or save it in a simpler form.",
  cancelled: "You stopped it.",
  "deadline-passed": "It took longer than it may. Try again.",
  "worker-died": "What worked on it never came back. Try again, or use another file.",
};

/** Of a failure's or a rejection's code; one without words of its own has those that came with it. */
export function reasonOf(code: string, message = ""): Reason {
  const words = REASONS[code];
  if (words) return { words, canRetry: false };
  return { words: RETRIABLE[code] ?? sentence(message || "It did not work"), canRetry: true };
}

export interface Watched {
  run: Run | ErasedRun | null;
  /** Why it cannot be looked at just now; it is looked at again by itself. */
  waitsFor: "network" | "service" | null;
  /** Why it will not be looked at again. */
  error: unknown;
  /** Look at once. */
  look: () => void;
}

const PAUSE_MS = 2_000;
const PAUSE_AFTER_ERROR_MS = 5_000;

/** Looks at a run as often as the API asks for, while somebody can see it, until it is over. */
export function useRun(id: string): Watched {
  const [watched, setWatched] = useState<Omit<Watched, "look">>({ run: null, waitsFor: null, error: null });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const stopped = new AbortController();
    const { signal } = stopped;
    const show = (next: Partial<Watched>) => {
      if (!signal.aborted) setWatched((before) => ({ ...before, ...next }));
    };

    const watch = async () => {
      let etag: string | null = null;
      while (!signal.aborted) {
        await someone(signal);
        try {
          const headers: Record<string, string> = etag ? { "If-None-Match": etag } : {};
          const found = await askUnlessSame(
            api.GET("/v1/workflows/{workflow_id}", { params: { path: { workflow_id: id } }, headers, signal }),
          );
          etag = found.etag ?? etag;
          show({ waitsFor: null, error: null, ...(found.data ? { run: found.data } : {}) });
          if (found.data && isOver(found.data)) return;
          const pauseMs = Number(found.response.headers.get("Retry-After")) * 1000;
          await wait(pauseMs || PAUSE_MS, signal);
        } catch (error) {
          if (signal.aborted) return;
          const isPassing = error instanceof ProblemError && (error.status >= 500 || error.status === 429);
          if (error instanceof SessionExpiredError) await signedIn(signal);
          else if (!(error instanceof OfflineError) && !isPassing) return show({ error });
          else {
            show({ waitsFor: error instanceof OfflineError ? "network" : "service" });
            await wait(PAUSE_AFTER_ERROR_MS, signal);
          }
        }
      }
    };
    void watch();
    return () => stopped.abort();
  }, [id, round]);

  return { ...watched, look: () => setRound((before) => before + 1) };
}

/** Ends after some time; sooner where the network comes back, or nobody needs it any more. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}

/** Ends once the page can be seen. */
function someone(signal: AbortSignal): Promise<void> {
  return until(
    () => !document.hidden,
    (check) => {
      document.addEventListener("visibilitychange", check);
      return () => document.removeEventListener("visibilitychange", check);
    },
    signal,
  );
}

/** Ends once somebody is signed in again. */
function signedIn(signal: AbortSignal): Promise<void> {
  return until(
    () => session.get().status === "in",
    (check) => session.subscribe(check),
    signal,
  );
}

function until(holds: () => boolean, follow: (check: () => void) => () => void, signal: AbortSignal): Promise<void> {
  if (holds() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (!holds() && !signal.aborted) return;
      unfollow();
      signal.removeEventListener("abort", check);
      resolve();
    };
    const unfollow = follow(check);
    signal.addEventListener("abort", check);
  });
}
