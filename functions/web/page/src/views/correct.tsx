/** A person's own word on a skill: it is so, it is at another level, or they do not have it; and why. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { MEANINGS, STATED_LEVELS, type Level, type StatedLevel } from "../levels";
import { time } from "../parts/format";
import { Button, Notice } from "../parts/ui";
import type { Correction, Word, Words } from "./own_words";

export interface Named {
  id: string;
  name: string;
  /** What the assessment says; null where it does not name the skill, which can then only be added. */
  machineLevel: Level | null;
}

type Verdict = Word["verdict"];

const MAX_REASON_CHARS = 1000;
const VERDICTS: Verdict[] = ["confirmed", "adjusted", "rejected"];
// Of a skill that nobody else names, another level is all there is to say.
const ADDED: Verdict[] = ["adjusted"];

const TITLES: Record<Verdict, string> = {
  confirmed: "So it is",
  adjusted: "Another level",
  rejected: "I do not have it",
};

const HAVE_IT = "I have it";

/** As "You confirmed it as competent". */
export function saidText({ verdict, level }: Pick<Correction, "verdict" | "level">): string {
  if (verdict === "confirmed") return `You confirmed it as ${level ?? "it is"}`;
  if (verdict === "adjusted") return `You say: ${level}`;
  return verdict === "rejected" ? "You say that you do not have it" : "You took your word back";
}

export function Correcting({ skill, words }: { skill: Named; words: Words }) {
  const [asked, setAsked] = useState<Verdict | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const wasAsked = useRef(false);
  const said = words.of(skill.id);
  const isSending = words.isSending(skill.id);
  const failure = words.failureOf(skill.id);

  // Back to where one came from, once the form has closed.
  useEffect(() => {
    if (wasAsked.current && !asked) box.current?.querySelector("button")?.focus();
    wasAsked.current = asked !== null;
  }, [asked]);

  return (
    <div class="correcting" ref={box}>
      {said && (
        <p class="said">
          <strong>{saidText(said)}.</strong>
          {said.reason && <> “{said.reason}”</>}
          <span class="hint"> {isSending ? "Being kept…" : time(said.created_at)}</span>
        </p>
      )}
      {failure && <Notice kind="problem">{failure}</Notice>}
      {asked ? (
        <CorrectionForm
          skill={skill}
          verdict={asked}
          onCancel={() => setAsked(null)}
          onSay={(word) => {
            setAsked(null);
            void words.say(skill.id, word);
          }}
        />
      ) : (
        <div class="row" role="group" aria-label={`Your word on ${skill.name}`}>
          {skill.machineLevel === null && !said ? (
            <Button
              kind="quiet"
              onClick={() => setAsked("adjusted")}
              disabled={isSending}
              aria-label={`${HAVE_IT}: ${skill.name}`}
            >
              {HAVE_IT}
            </Button>
          ) : (
            (skill.machineLevel === null ? ADDED : VERDICTS).map((verdict) => (
              <Button
                key={verdict}
                kind="quiet"
                disabled={isSending}
                aria-pressed={said?.verdict === verdict}
                aria-label={`${VERBS[verdict]} ${skill.name}`}
                onClick={() => setAsked(verdict)}
              >
                {VERBS[verdict]}
              </Button>
            ))
          )}
          {said && (
            <Button
              kind="quiet"
              disabled={isSending}
              aria-label={`Take it back: ${skill.name}`}
              onClick={() => void words.withdraw(skill.id)}
            >
              Take it back
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const VERBS: Record<Verdict, string> = { confirmed: "Confirm", adjusted: "Correct", rejected: "Reject" };

function CorrectionForm(props: {
  skill: Named;
  verdict: Verdict;
  onSay: (word: Word) => void;
  onCancel: () => void;
}) {
  const { skill, verdict } = props;
  const id = useId();
  const machine = skill.machineLevel === "unknown" ? null : skill.machineLevel;
  const needsLevel = verdict === "adjusted" || (verdict === "confirmed" && machine === null);
  const [level, setLevel] = useState<StatedLevel | "">("");
  const [reason, setReason] = useState("");
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>("select, textarea")?.focus();
  }, []);

  function onSubmit(event: Event) {
    event.preventDefault();
    const stated = needsLevel ? level || null : null;
    const shown = verdict === "confirmed" ? (stated ?? machine) : stated;
    props.onSay({ verdict, level: shown, sentLevel: stated, reason: reason.trim() });
  }

  return (
    <form
      class="correction-form"
      ref={form}
      onSubmit={onSubmit}
      aria-label={skill.machineLevel === null ? `${HAVE_IT}: ${skill.name}` : `${VERBS[verdict]} ${skill.name}`}
      onKeyDown={(event) => event.key === "Escape" && props.onCancel()}
    >
      <p>
        <strong>{skill.machineLevel === null ? HAVE_IT : TITLES[verdict]}</strong>
        {verdict === "confirmed" && machine && <>: {machine}</>}
      </p>
      {needsLevel && (
        <div class="field">
          <label for={`${id}-level`}>Your level</label>
          <select
            id={`${id}-level`}
            required
            value={level}
            onChange={(event) => setLevel(event.currentTarget.value as StatedLevel)}
          >
            <option value="">Choose…</option>
            {STATED_LEVELS.map((one) => (
              <option key={one} value={one} disabled={verdict === "adjusted" && one === machine}>
                {one}: {MEANINGS[one]}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="field">
        <label for={`${id}-reason`}>Why (if you like)</label>
        <textarea
          id={`${id}-reason`}
          rows={2}
          maxLength={MAX_REASON_CHARS}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      <div class="row">
        <Button type="submit" kind="first">Keep my word</Button>
        <Button kind="quiet" onClick={props.onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
