/** What changed in a plan from version to version, and why. */

import { useState } from "preact/hooks";
import { date, time } from "../parts/format";
import { Loaded } from "../parts/load";
import { ShowMore, usePages } from "../parts/pages";
import { capitalised, percentText } from "../words";
import { changeText, readHistory, type Version } from "./plan_state";

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
  const versions = usePages((cursor, signal) => readHistory(planId, cursor, signal), [planId, version]);
  return (
    <Loaded of={versions.load} lines={4} what="Reading the history">
      {({ items }) => (
        <>
          <ol class="versions" role="list">
            {items.map((entry) => (
              <VersionItem key={entry.version} entry={entry} />
            ))}
          </ol>
          <ShowMore of={versions} />
        </>
      )}
    </Loaded>
  );
}

function VersionItem({ entry }: { entry: Version }) {
  return (
    <li>
      <p>
        <strong>
          {entry.version}. {capitalised(entry.cause)}
        </strong>{" "}
        <span class="hint">{time(entry.created_at)}</span>
      </p>
      <p>{entry.why}</p>
      <p class="hint">
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
