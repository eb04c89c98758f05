/** Something that a press of a button does, once, however often it has to be tried. */
import { useCallback, useRef, useState } from "preact/hooks";
import { newKey, SessionExpiredError } from "../api";

export interface Action<Input> {
  /** Whether it was done. What went wrong is in `error`. */
  run: (input: Input) => Promise<boolean>;
  isBusy: boolean;
  error: unknown;
  clear: () => void;
}

/** `act` gets the input and the `Idempotency-Key` to send: the same one until it succeeds, or the input is another one. */
export function useAction<Input>(act: (input: Input, key: string) => Promise<void>): Action<Input> {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const newest = useRef(act);
  const kept = useRef<{ input: string; key: string } | null>(null);
  const isRunning = useRef(false);
  newest.current = act;

  const run = useCallback(async (input: Input) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    setError(null);
    const written = JSON.stringify(input) ?? "";
    if (kept.current?.input !== written) kept.current = { input: written, key: newKey() };
    try {
      await newest.current(input, kept.current.key);
      kept.current = null;
      return true;
    } catch (caught) {
      // The dialog to sign in again is there already: pressed again afterwards, it is the same action.
      if (!(caught instanceof SessionExpiredError)) setError(caught);
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  }, []);

  const clear = useCallback(() => setError(null), []);
  return { run, isBusy, error, clear };
}
