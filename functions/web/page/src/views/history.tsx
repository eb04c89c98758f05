/** What changed in a plan from version to version, and why. */

import { useState } from "preact/hooks";
import { wordsOf } from "../api";
import { date, time } from "../parts/format";
import { Loaded, useLoad } from "../parts/load";
import { Button, Notice } from "../parts/ui";
import { capitalised, percentText } from "../words";
import { changeText, readHistory, type Version } from "./plan_state";

interface Pages {
  items: Version[];
  cursor: string | null;
}

/** Read once it is opened, and anew with each version. */
export function History({ planId, version }: { planId: string; version: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History of this plan</summary>
      {isOpen && <Versions planId={planId} version={version} />}
    </details>
  );
}

function Versions({ planId, version }: { planId: string; version: number }) {
  const first = useLoad(
    async (signal): Promise<Pages> => {
      const data = await readHistory(planId, null, signal);
      return { items: data.items, cursor: data.next_cursor };
    },
    [planId, version],
  );
  return (
    <Loaded of={first} lines={4} what="Reading the history">
      {(pages) => <Listed key={pages.items[0]?.version} planId={planId} first={pages} />}
    </Loaded>
  );
}

function Listed({ planId, first }: { planId: string; first: Pages }) {
  const [more, setMore] = useState<Pages>({ items: [], cursor: first.cursor });
  const [failure, setFailure] = useState<unknown>(null);

  async function readMore() {
    setFailure(null);
    try {
      const data = await readHistory(planId, more.cursor);
      setMore((before) => ({ items: [...before.items, ...data.items], cursor: data.next_cursor }));
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <>
      <ol class="versions" role="list">
        {[...first.items, ...more.items].map((entry) => (
          <VersionItem key={entry.version} entry={entry} />
        ))}
      </ol>
      {failure !== null && <Notice kind="problem">{wordsOf(failure)}</Notice>}
      {more.cursor && <Button onClick={() => void readMore()}>Show earlier versions</Button>}
    </>
  );
}

function VersionItem({ entry }: { entry: Version }) {
  return (
    <li>
      <p>
        <strong>
          {entry.version}. {capitalised(entry.cause)}
        </strong>{" "}
        <span class="soft small">{time(entry.created_at)}</span>
      </p>
      <p>{entry.why}</p>
      <p class="soft small">
        Readiness {percentText(entry.readiness_now)}, ends on {date(entry.ends_on)}
      </p>
      {entry.changes.length > 0 && (
        <details>
          <summary class="small">What changed ({entry.changes.length})</summary>
          <ul class="small">
            {entry.changes.map(({ what, before, after }, index) => (
              <li key={index}>{changeText(what, before, after)}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
