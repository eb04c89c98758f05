/** What is read from the API for a view, and how waiting for it, and not getting it, look. */
import { type ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { session } from "../auth";
import { OfflineError, ProblemError, SessionExpiredError, wordsOf } from "../errors";
import { link } from "../router";
import { Button, ButtonLink, Notice } from "./ui";

const SLOW_MS = 4_000;

export interface Load<T> {
  state: "loading" | "slow" | "ready" | "failed";
  /** What was read last; it stays while it is read again. */
  data: T | null;
  error: unknown;
  /** Whether it is read again while what was read before is still shown. */
  isReloading: boolean;
  /** Read it (again); what is shown stays until there is something new. */
  reload: () => void;
  /** Put in what a change answered with, without reading. */
  put: (data: T) => void;
}

type Found<T> = Pick<Load<T>, "state" | "data" | "error" | "isReloading">;

/** Reads as the component appears, and whenever one of `deps` is another one; a read that is no longer wanted is called off. */
export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[]): Load<T> {
  const nothing: Found<T> = { state: "loading", data: null, error: null, isReloading: false };
  const [found, setFound] = useState<Found<T>>(nothing);
  const [round, setRound] = useState(0);
  const newest = useRef(read);
  const shownOf = useRef<readonly unknown[] | null>(null);
  newest.current = read;
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const put = useCallback((data: T) => setFound({ state: "ready", data, error: null, isReloading: false }), []);

  useEffect(() => {
    const asked = new AbortController();
    const isSame = shownOf.current !== null && shownOf.current.every((value, index) => Object.is(value, deps[index]));
    shownOf.current = deps;
    setFound((before) => (isSame && before.data !== null ? { ...before, isReloading: true } : nothing));
    const slow = setTimeout(() => {
      setFound((before) => (before.state === "loading" ? { ...before, state: "slow" } : before));
    }, SLOW_MS);
    newest.current(asked.signal).then(
      (data) => {
        clearTimeout(slow);
        if (!asked.signal.aborted) setFound({ state: "ready", data, error: null, isReloading: false });
      },
      (error: unknown) => {
        clearTimeout(slow);
        if (asked.signal.aborted) return;
        // Whoever signs in again sees this place go on where it was: it keeps waiting until then.
        if (error instanceof SessionExpiredError) return;
        setFound((before) => ({ ...before, state: "failed", error, isReloading: false }));
      },
    );
    return () => {
      clearTimeout(slow);
      asked.abort();
    };
  }, [round, ...deps]);

  useEffect(() => {
    let before = session.get().status;
    return session.subscribe(({ status }) => {
      if (before === "expired" && status === "in") reload();
      before = status;
    });
  }, [reload]);

  const isOffline = found.state === "failed" && found.error instanceof OfflineError;
  useEffect(() => {
    if (!isOffline) return undefined;
    addEventListener("online", reload);
    return () => removeEventListener("online", reload);
  }, [isOffline, reload]);

  return { ...found, reload, put };
}

interface LoadedProps<T> {
  of: Load<T>;
  /** How much room the waiting view keeps, in lines; about what will be there. */
  lines?: number;
  /** What it is, for those who wait: "Reading your assessment". */
  what?: string;
  /** A failure that this place has an answer of its own for; null leaves it to the general one. */
  failed?: (error: unknown) => ComponentChildren | null;
  children: (data: T) => ComponentChildren;
}

/** The data, or what stands for it: lines that keep its room, "still working", or what went wrong and what to do. */
export function Loaded<T>({ of, lines = 6, what = "Loading", failed, children }: LoadedProps<T>) {
  if (of.data !== null) {
    return (
      <>
        {of.state === "failed" && <Failed error={of.error} reload={of.reload} />}
        <div class="loaded" aria-busy={of.isReloading}>
          {children(of.data)}
        </div>
      </>
    );
  }
  if (of.state === "failed") return <>{failed?.(of.error) ?? <Failed error={of.error} reload={of.reload} />}</>;
  return (
    <Skeleton
      lines={lines}
      what={of.state === "slow" ? "Still working. This takes longer than usual." : what}
      isSlow={of.state === "slow"}
    />
  );
}

/** Grey lines in the room that something will take. */
export function Skeleton({
  lines = 6,
  what = "Loading",
  isSlow = false,
}: {
  lines?: number;
  what?: string;
  isSlow?: boolean;
}) {
  return (
    <div class="skeleton" aria-busy="true">
      <p role="status" class={isSlow ? "skeleton-words" : "visually-hidden"}>
        {what}
      </p>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** What went wrong, and the way on. */
export function Failed({ error, reload }: { error: unknown; reload: () => void }) {
  if (error instanceof ProblemError && error.status === 404 && error.code !== "user-not-found") return <NotHere />;
  const isOffline = error instanceof OfflineError;
  return (
    <Notice kind="problem" title={isOffline ? "You seem to be offline" : "That did not work"}>
      <p>{wordsOf(error)}</p>
      <Button onClick={reload}>Try again</Button>
    </Notice>
  );
}

function NotHere() {
  return (
    <Notice kind="warning" title="There is nothing here">
      <p>It was deleted, or it is not yours.</p>
      <ButtonLink href={link("/")}>To the start</ButtonLink>
    </Notice>
  );
}
