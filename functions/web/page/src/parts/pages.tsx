/** Lists that the API gives page by page. */
import { useState } from "preact/hooks";
import { wordsOf } from "../errors";
import { type Load, useLoad } from "./load";
import { Button, Notice } from "./ui";

export interface PageOf<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Pages<T> {
  load: Load<PageOf<T>>;
  isBusy: boolean;
  error: unknown;
  more: () => Promise<void>;
}

/** The first page at once, the next ones as somebody asks for them; `load.put` takes a list that was changed. */
export function usePages<T>(
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<PageOf<T>>,
  deps: readonly unknown[],
): Pages<T> {
  const load = useLoad((signal) => read(undefined, signal), deps);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const more = async () => {
    const shown = load.data;
    if (!shown?.next_cursor || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      const next = await read(shown.next_cursor);
      load.put({ items: [...shown.items, ...next.items], next_cursor: next.next_cursor });
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return { load, isBusy, error, more };
}

export function ShowMore<T>({ of }: { of: Pages<T> }) {
  if (!of.load.data?.next_cursor) return null;
  return (
    <>
      {of.error !== null && <Notice kind="problem">{wordsOf(of.error)}</Notice>}
      <Button isBusy={of.isBusy} onClick={of.more}>
        Show more
      </Button>
    </>
  );
}
