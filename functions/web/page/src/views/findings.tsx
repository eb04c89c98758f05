/** What an assessment says beside its skills: what to do next, what a model would add, and what was not counted. */

import type { Schema } from "../api";
import { count } from "../parts/format";
import { AiMark, MeaningMark } from "../parts/ui";
import type { Span } from "../text";
import { NO_PROOF, Quote, type Proof } from "./cvtext";
import type { Words } from "./own_words";
import { Correcting } from "./correct";

type Show = (proof: Proof) => void;

const ACTIONS = { prove: "Prove", refresh: "Refresh", learn: "Learn" } as const;

const NOT_COUNTED = {
  affirmed: "not counted",
  negated: "you say that you do not have it, or that somebody else does it",
  hypothetical: "you say that you want it or are still learning it, not that you have it",
} as const;

/** The words behind a finding, which are highlighted in the text while somebody looks at it. */
function Found(props: { name: string; quote: string; start: number; end: number; mention?: Span; show: Show }) {
  const { name, quote, start, end, show, mention } = props;
  const proof = { name, quotes: [{ start, end }], mentions: mention ? [mention] : [] };
  return (
    <p class="found" onPointerEnter={() => show(proof)} onPointerLeave={() => show(NO_PROOF)}>
      <Quote quote={quote} start={start} mentions={proof.mentions} />
    </p>
  );
}

export function Recommendations({ found, show }: { found: Schema<"RecommendationOut">[]; show: Show }) {
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="next-heading">
      <h2 id="next-heading">What to do next</h2>
      <ol class="findings" role="list">
        {found.map((one, index) => (
          <li key={index} class="finding">
            <h3>{ACTIONS[one.action]} “{one.skill_name}”</h3>
            <p>{one.text}</p>
            <p class="muted">{one.reason}</p>
            <Found name={one.skill_name} quote={one.quote} start={one.start} end={one.end} show={show} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Skills that a model reads in the text: nothing counts before the person says that they have it. */
export function Proposals(props: { found: Schema<"ProposalOut">[]; words: Words; show: Show }) {
  if (props.found.length === 0) return null;
  return (
    <section aria-labelledby="proposals-heading">
      <h2 id="proposals-heading">
        What a language model would add <AiMark />
      </h2>
      <p>These have no level and count for nothing. Say that you have one, and at which level, or leave it.</p>
      <ul class="findings" role="list">
        {props.found.map((one) => (
          <li key={`${one.skill_id}-${one.start}`} class="finding">
            <h3>
              {one.name} <AiMark />
            </h3>
            <Found name={one.name} quote={one.quote} start={one.start} end={one.end} show={props.show} />
            <Correcting skill={{ id: one.skill_id, name: one.name, machineLevel: null }} words={props.words} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SetAside({ found, show }: { found: Schema<"SetAsideOut">[]; show: Show }) {
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="aside-heading">
      <h2 id="aside-heading">Seen and not counted</h2>
      <p class="muted">{count(found.length, "mention")} that your CV does not claim.</p>
      <ul class="findings" role="list">
        {found.map(({ skill_id, name, evidence }) => (
          <li key={`${skill_id}-${evidence.mention_start}-${evidence.mention_end}`} class="finding">
            <h3>
              {name} <MeaningMark of={evidence} />
            </h3>
            <p class="muted">Why: {NOT_COUNTED[evidence.polarity]}.</p>
            <Found
              name={name}
              quote={evidence.quote}
              start={evidence.start}
              end={evidence.end}
              mention={{ start: evidence.mention_start, end: evidence.mention_end }}
              show={show}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
