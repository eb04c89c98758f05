/** "Show the call": what this page asked the API last, to copy as `fetch` or as `curl`. */
import { useState } from "preact/hooks";
import { accessToken } from "../auth";
import { asCurl, asFetch, type Call, calls, forgetCalls, type Status } from "../calls";
import { Store, useStore } from "../store";
import { CallIcon } from "./icons";
import { Button } from "./ui";

const KEY = "skillpath.calls";
const isShown = new Store<boolean>(localStorage.getItem(KEY) === "on");

function show(shown: boolean): void {
  if (shown) localStorage.setItem(KEY, "on");
  else localStorage.removeItem(KEY);
  isShown.set(shown);
}

export function CallsSwitch() {
  const isOn = useStore(isShown);
  return (
    <button type="button" role="switch" class="switch" aria-checked={isOn} onClick={() => show(!isOn)}>
      <CallIcon />
      <span class="switch-words">Show the call</span>
    </button>
  );
}

type Language = "fetch" | "curl";

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export function CallsDrawer() {
  const isOn = useStore(isShown);
  const made = useStore(calls);
  const [language, setLanguage] = useState<Language>("fetch");
  if (!isOn) return null;
  const token = language === "curl" ? "$TOKEN" : "TOKEN";
  return (
    <aside class="calls" aria-label="Calls this page made">
      <div class="calls-head">
        <h2>Calls</h2>
        <div class="choice" role="group" aria-label="Written as">
          {(["fetch", "curl"] as const).map((name) => (
            <button key={name} type="button" aria-pressed={language === name} onClick={() => setLanguage(name)}>
              {name}
            </button>
          ))}
        </div>
        <CopyButton what="Copy my token" text={accessToken} />
        <Button kind="quiet" onClick={forgetCalls}>
          Clear
        </Button>
        <Button kind="quiet" onClick={() => show(false)}>
          Hide
        </Button>
      </div>
      {made.length === 0 && <p>None yet. Go anywhere, and see what is asked.</p>}
      <ol class="plain calls-list">
        {made.map((call) => (
          <OneCall key={call.id} call={call} language={language} />
        ))}
      </ol>
      <p class="hint">
        Newest first; signing in is not among them. Your token stands as <code>{token}</code>: whoever has it can do
        what you can for an hour, so give it to nobody.
      </p>
    </aside>
  );
}

function OneCall({ call, language }: { call: Call; language: Language }) {
  const [isOpen, setOpen] = useState(false);
  const { pathname, search } = new URL(call.url);
  const text = () => (language === "curl" ? asCurl(call) : asFetch(call));
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <strong>{call.method}</strong>{" "}
          <code>
            {pathname}
            {search}
          </code>{" "}
          <span class="muted">
            {statusWords(call.status)}, {CLOCK.format(call.at)}
          </span>
        </summary>
        {isOpen && (
          <div class="call-text">
            <CopyButton what={`Copy as ${language}`} text={async () => text()} />
            <pre>
              <code>{text()}</code>
            </pre>
          </div>
        )}
      </details>
    </li>
  );
}

function statusWords(status: Status): string {
  if (status === null) return "waiting";
  return status === 0 ? "no answer" : String(status);
}

/** Copies what `text` gives, and says whether it did. */
export function CopyButton({ what, text }: { what: string; text: () => Promise<string> }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setSaid("Copied");
    } catch {
      setSaid("Not copied: the browser does not allow it here");
    }
    setTimeout(() => setSaid(""), 4000);
  };
  return (
    <span class="copy">
      <Button onClick={copy}>{what}</Button>
      <span role="status">{said}</span>
    </span>
  );
}
