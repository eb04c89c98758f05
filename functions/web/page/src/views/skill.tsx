/** One skill of an assessment: what the CV shows of it, with which words, and what the person says. */

import { useId, useState } from "preact/hooks";
import { api, ask, ProblemError, type Schema } from "../api";
import type { Level as LevelName } from "../levels";
import { months, time } from "../parts/format";
import { Loaded, useLoad } from "../parts/load";
import { Button, Explain, Level, MeaningMark, percent } from "../parts/ui";
import { BY_MEANING, KIND_NAMES, capitalised, kindText, monthText, type Versions } from "../words";
import { Correcting, saidText } from "./correct";
import { proofOf, Quote, type Evidence, type Proof } from "./cvtext";
import type { Correction, Words } from "./own_words";

export type Skill = Schema<"AssessedSkillOut">;

const ADDED_UP = "Value times weight, added up";
const WITHHELD =
  "It is withheld, as it stands on too little evidence: one dated job or project of three months is enough.";
const NOT_KEPT = "This assessment is older than the parts of a confidence. Assess your CV again to see them.";

/** The level that holds: the person's word before the CV's. Of a skill that they reject, null. */
export function heldLevel(skill: Skill, said: Correction | null): LevelName | null {
  if (said?.verdict === "rejected") return null;
  return said?.level ?? skill.proficiency.level;
}

export function SkillItem(props: {
  skill: Skill;
  words: Words;
  versions: Versions;
  isShown: boolean;
  /** Highlight the proof of this skill while somebody is at it; again without, once they are not. */
  hover: (isOver: boolean) => void;
  pin: () => void;
  /** Show one quote alone in the text; null where the text is not there. */
  showQuote: ((proof: Proof) => void) | null;
}) {
  const { skill, words } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const said = words.of(skill.skill_id);
  const level = heldLevel(skill, said);
  return (
    <li
      class={`skill${props.isShown ? " is-shown" : ""}${level === null ? " is-rejected" : ""}`}
      onPointerEnter={(event) => event.pointerType === "mouse" && props.hover(true)}
      onPointerLeave={() => props.hover(false)}
      onFocusIn={props.pin}
    >
      <button
        type="button"
        class="skill-head"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setOpen(!isOpen);
          props.pin();
        }}
      >
        <span class="skill-name">{skill.name}</span>{" "}
        {level === null ? <span class="tag">not yours, you say</span> : <Level of={level} />}{" "}
        {said && level !== null && (
          <span class="tag">{said.verdict === "confirmed" ? "you confirmed it" : "your word"}</span>
        )}{" "}
        <span class="skill-facts hint">{facts(skill)}</span>
      </button>
      <div id={id} class="skill-more" hidden={!isOpen}>
        {isOpen && <SkillDetails {...props} />}
      </div>
    </li>
  );
}

function facts(skill: Skill): string {
  const kinds = [...new Set(skill.evidence.map((evidence) => evidence.kind))];
  return [
    skill.proficiency.level === "unknown" ? "too little evidence for a level" : "",
    `confidence ${percent(skill.proficiency.confidence)}`,
    skill.months > 0 ? months(skill.months) : "no dated use",
    skill.last_used ? `last used ${monthText(skill.last_used)}` : "",
    `proof: ${kinds.map((kind) => KIND_NAMES[kind]).join(", ")}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

type DetailProps = Parameters<typeof SkillItem>[0];

function SkillDetails({ skill, words, versions, showQuote }: DetailProps) {
  const { level, score, confidence, parts, confidence_parts: points } = skill.proficiency;
  const withheld = parts.reduce((sum, part) => sum + part.contribution, 0);
  return (
    <>
      <h4>The words that show it</h4>
      {skill.evidence.some(({ found_by }) => found_by === "meaning") && <p class="hint">By meaning: {BY_MEANING}</p>}
      <ul class="evidence" role="list">
        {skill.evidence.map((evidence) => (
          <EvidenceItem
            key={`${evidence.mention_start}-${evidence.mention_end}`}
            name={skill.name}
            evidence={evidence}
            showQuote={showQuote}
          />
        ))}
      </ul>
      <h4>What it comes to</h4>
      <dl class="facts">
        <dt>Your CV shows</dt>
        <dd>
          <Level of={level} />
        </dd>
        <dt>Score</dt>
        <dd>
          <Explain
            of={`Score of ${skill.name}`}
            parts={parts}
            how={
              score === null
                ? `${ADDED_UP}: ${withheld.toFixed(2)}. ${WITHHELD}`
                : `${ADDED_UP}.`
            }
            {...versions}
          >
            {score === null ? "unknown" : score.toFixed(2)}
          </Explain>
        </dd>
        <dt>Confidence</dt>
        <dd>
          <Explain
            of={`Confidence in ${skill.name}`}
            parts={points.map(({ kind, points: value, reason }) => ({ name: KIND_NAMES[kind], value, reason }))}
            how={howSure(points.reduce((sum, { points: some }) => sum + some, 0))}
            none={NOT_KEPT}
            {...versions}
          >
            {percent(confidence)}
          </Explain>
        </dd>
        <dt>Used for</dt>
        <dd>{skill.months > 0 ? `${months(skill.months)} of dated work and projects` : "no dated work or project"}</dd>
        {skill.last_used && (
          <>
            <dt>Last used</dt>
            <dd>{monthText(skill.last_used)}</dd>
          </>
        )}
      </dl>
      <h4>Your word</h4>
      <p class="hint">It wins over the CV, in every comparison and plan, until you say otherwise.</p>
      <Correcting skill={{ id: skill.skill_id, name: skill.name, machineLevel: level }} words={words} />
      <Log skillId={skill.skill_id} said={words.of(skill.skill_id)?.id ?? ""} />
    </>
  );
}

/** @param points The sum of those of each kind. */
function howSure(points: number): string {
  return (
    "How much evidence the score stands on, not how high it is. Each kind of evidence adds points, " +
    `${Number(points.toFixed(2))} in all: 1 point makes 29\u202f%, 2 make 50\u202f%, 4 make 75\u202f%, and so on.`
  );
}

function EvidenceItem(props: { name: string; evidence: Evidence; showQuote: DetailProps["showQuote"] }) {
  const { name, evidence, showQuote } = props;
  const mention = { start: evidence.mention_start, end: evidence.mention_end };
  const where = [
    evidence.entry || `under ${evidence.section}`,
    evidence.period_start && evidence.period_end
      ? `${monthText(evidence.period_start)} to ${monthText(evidence.period_end)}`
      : "",
    evidence.page === null ? "" : `page ${evidence.page}`,
  ];
  return (
    <li>
      <Quote quote={evidence.quote} start={evidence.start} mentions={[mention]} />
      <p class="hint">
        <MeaningMark of={evidence} /> {capitalised(kindText(evidence))} · {where.filter(Boolean).join(" · ")}
        {evidence.cues.length > 0 && <> · words that weigh: {evidence.cues.map((cue) => `“${cue}”`).join(", ")}</>}
      </p>
      {showQuote && (
        <Button
          kind="quiet"
          aria-label={`Show in the text: ${evidence.quote.slice(0, 60)}`}
          onClick={() => showQuote(proofOf(name, [evidence]))}
        >
          Show in the text
        </Button>
      )}
    </li>
  );
}

/** @param said Of the word that stands: the log is read anew once it is another. */
function Log({ skillId, said }: { skillId: string; said: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="log" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What you said of it so far</summary>
      {isOpen && <LogEntries skillId={skillId} said={said} />}
    </details>
  );
}

function LogEntries({ skillId, said }: { skillId: string; said: string }) {
  const log = useLoad(
    async (signal) => {
      const path = { skill_id: skillId };
      const { data } = await ask(api.GET("/v1/users/me/skills/{skill_id}", { params: { path }, signal }));
      return data.log;
    },
    [skillId, said],
  );
  const nothing = <p class="muted">Nothing yet.</p>;
  return (
    <Loaded
      of={log}
      lines={2}
      what="Reading what you said"
      failed={(error) => (error instanceof ProblemError && error.code === "skill-not-found" ? nothing : null)}
    >
      {(entries) =>
        entries.length === 0 ? (
          nothing
        ) : (
          <ol class="log-entries" role="list">
            {entries.map((entry) => (
              <li key={entry.id}>
                {saidText(entry)}
                {entry.machine_level && <> (the assessment said: {entry.machine_level})</>}
                {entry.reason && <>: “{entry.reason}”</>}
                <span class="hint"> {time(entry.created_at)}</span>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
