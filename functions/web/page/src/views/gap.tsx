/** A role beside the person: what it needs, what is there, and a plan to make of the rest. */

import { useState } from "preact/hooks";
import { api, ask, type Schema } from "../api";
import { AsTable, GapKey, GapPicture, GapScale, ReadinessBar } from "../charts";
import type { Level as LevelName } from "../levels";
import { count } from "../parts/format";
import { Loaded, useLoad } from "../parts/load";
import { Explain, Level, Page, percent } from "../parts/ui";
import { link, useRoute } from "../router";
import { capitalised, percentText, type Versions, versionsOf } from "../words";
import { Correcting } from "./correct";
import { useWords, type Words } from "./own_words";
import { PlanForm } from "./plan_form";
import { needsAssessment } from "./roles";

type Gap = Schema<"RoleGapOut">;
type SkillGap = Schema<"SkillGapOut">;

const HOW_READY = "The weight of each skill times how much of it is there, over all that the role's skills weigh.";

export function GapView() {
  const id = useRoute().parts[1] ?? "";
  const found = useLoad((signal) => readRole(id, signal), [id]);
  const title = capitalised(found.data?.role.title ?? "Role");
  return (
    <Page title={title} crumbs={[["Roles", link("/roles")]]}>
      <Loaded of={found} lines={18} what="Comparing you with the role">
        {({ role, gap, isNew }) => (
          <div class="view" key={role.id}>
            <p class="muted">{role.description}</p>
            {gap && <GapOf gap={gap} onSaid={found.reload} />}
            {isNew !== null && needsAssessment(isNew)}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** A role, and the gap to it; `isNew` is the error of whoever nothing is known of yet. */
async function readRole(id: string, signal: AbortSignal) {
  const options = { params: { path: { role_id: id } }, signal };
  const gap = ask(api.GET("/v1/roles/{role_id}/gap", options)).then(
    ({ data }) => ({ gap: data, isNew: null }),
    (error: unknown) => {
      if (!needsAssessment(error)) throw error;
      return { gap: null, isNew: error };
    },
  );
  const [{ data: role }, compared] = await Promise.all([ask(api.GET("/v1/roles/{role_id}", options)), gap]);
  return { role, ...compared };
}

/** @param onSaid Called once a word on a skill is kept: the gap is another one then. */
function GapOf({ gap, onSaid }: { gap: Gap; onSaid: () => void }) {
  const found = (skillId: string) => gap.skills.find(({ skill_id }) => skill_id === skillId);
  const words = useWords((skillId) => found(skillId)?.correction ?? null, onSaid);
  const essential = gap.skills.filter(({ relation }) => relation === "essential");
  const optional = gap.skills.filter(({ relation }) => relation === "optional");
  const covered = gap.skills.filter(({ coverage }) => coverage >= 1).length;
  const inPart = gap.skills.filter(({ coverage }) => coverage > 0 && coverage < 1).length;
  const rest = gap.skills.length - covered - inPart;
  return (
    <>
      <section class="ready" aria-labelledby="ready-heading">
        <h2 id="ready-heading">How ready you are</h2>
        <p class="big-number">
          <Explain
            of={`Readiness for ${gap.role_title}`}
            parts={gap.readiness.parts}
            how={HOW_READY}
            {...versionsOf(gap)}
          >
            {percentText(gap.readiness.score)}
          </Explain>
        </p>
        <ReadinessBar value={gap.readiness.score} label="Readiness" />
        <p class="visually-hidden" role="status">
          Readiness {percentText(gap.readiness.score)}
        </p>
        <p>
          Of {count(gap.skills.length, "skill")}, {covered} {covered === 1 ? "is" : "are"} there, {inPart} in part,
          and {rest} {rest === 1 ? "is" : "are"} not shown.
        </p>
        <p class="muted">
          Only what your CV names in the words of ESCO counts, and what you say yourself. If you have a skill that
          stands here as missing, open it and say so: your word counts at once.
        </p>
      </section>
      <section aria-labelledby="gap-heading">
        <h2 id="gap-heading">Skill by skill</h2>
        <GapKey />
        <GapList title="Essential" skills={essential} gap={gap} words={words} />
        {optional.length > 0 && (
          <details class="optional">
            <summary>{count(optional.length, "optional skill")}, which only some employers ask for</summary>
            <GapList title="Optional" skills={optional} gap={gap} words={words} />
          </details>
        )}
        <AsTable
          caption="What the role needs, and what is there"
          heads={["Skill", "Needed", "There", "Covered", "Weight", "What it stands on"]}
          rows={gap.skills.map((skill) => [
            `${skill.name}${skill.relation === "optional" ? " (optional)" : ""}`,
            skill.required,
            skill.current,
            percent(skill.coverage),
            skill.weight.toFixed(2),
            skill.note,
          ])}
        />
      </section>
      <Transfers gap={gap} />
      <Questions of={gap.requirements} />
      <section aria-labelledby="plan-heading">
        <h2 id="plan-heading">Plan the way there</h2>
        <PlanForm roleId={gap.role_id} />
      </section>
    </>
  );
}

function GapList(props: { title: string; skills: SkillGap[]; gap: Gap; words: Words }) {
  const { title, skills, gap, words } = props;
  if (skills.length === 0) return null;
  return (
    <section aria-label={`${title} skills`}>
      <div class="gap-row gap-head">
        <h3>{title}</h3>
        <GapScale />
      </div>
      <ul class="gap-list" role="list">
        {skills.map((skill) => (
          <GapItem key={skill.skill_id} skill={skill} versions={versionsOf(gap)} words={words} />
        ))}
      </ul>
    </section>
  );
}

const STANDINGS: Record<SkillGap["standing"], string> = {
  cv: "your CV shows it",
  confirmed: "you confirmed it",
  stated: "you say so",
  narrower: "in part, through a narrower skill",
  neighbour: "in part, through a skill close to it",
  unproven: "named, not shown",
  missing: "not named",
  rejected: "you say that you do not have it",
};

interface ItemProps {
  skill: SkillGap;
  versions: Versions;
  words: Words;
}

function GapItem({ skill, versions, words }: ItemProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="gap-row">
          <span class="gap-name">
            <span>
              {skill.name}{" "}
              <span class="hint gap-facts">
                {factsOf(skill)}
              </span>
            </span>
          </span>
          <GapPicture required={skill.required} current={skill.current} coverage={skill.coverage} />
        </summary>
        {isOpen && <GapDetails skill={skill} versions={versions} words={words} />}
      </details>
    </li>
  );
}

/** An unknown level beside the one a role asks for: nothing is shown, which is not "nothing is there". */
function factsOf({ standing, current, required }: SkillGap): string {
  if (standing === "missing") return `${STANDINGS.missing}, needs ${required}`;
  return `${current === "unknown" ? "level unknown" : current}, needs ${required} · ${STANDINGS[standing]}`;
}

/** What the CV alone says of a skill; null where it does not name it. */
function levelInCv({ correction, standing, current }: SkillGap): LevelName | null {
  if (correction) return correction.machine_level;
  return standing === "cv" || standing === "unproven" ? current : null;
}

function GapDetails({ skill, versions, words }: ItemProps) {
  return (
    <div class="gap-more">
      <p>{skill.note}</p>
      {skill.quote && <q class="quote">{skill.quote}</q>}
      <dl class="facts">
        <dt>There</dt>
        <dd>
          <Level of={skill.current} />
        </dd>
        <dt>Needed</dt>
        <dd>
          <Level of={skill.required} />
          <span class="hint"> a judgement, which the method states</span>
        </dd>
        {skill.via && (
          <>
            <dt>Through</dt>
            <dd>
              {skill.via.name}, <Level of={skill.via.level} />
            </dd>
          </>
        )}
        <dt>Covered</dt>
        <dd>{percent(skill.coverage)}</dd>
        <dt>Weight</dt>
        <dd>
          <Explain
            of={`Weight of ${skill.name}`}
            parts={skill.weight_parts}
            how="The values multiplied: how the role needs it, how widely it applies, and how few roles share it."
            {...versions}
          >
            {skill.weight.toFixed(2)}
          </Explain>
        </dd>
      </dl>
      <Correcting skill={{ id: skill.skill_id, name: skill.name, machineLevel: levelInCv(skill) }} words={words} />
    </div>
  );
}

function Transfers({ gap }: { gap: Gap }) {
  if (gap.transfers.length === 0) return null;
  return (
    <section aria-labelledby="transfers-heading">
      <h2 id="transfers-heading">What you bring along</h2>
      <ul class="transfers" role="list">
        {gap.transfers.map((skill) => (
          <li key={skill.skill_id}>
            <span class="bar-name">{skill.name}</span>
            <ReadinessBar value={100 * skill.coverage} label={skill.name} />
            <span class="number">{percent(skill.coverage)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a role may ask for and no CV shows: for the person to answer, and counted nowhere. */
export function Questions({ of }: { of: Schema<"RequirementOut">[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-labelledby="questions-heading">
      <h2 id="questions-heading">What no CV can show</h2>
      <p class="muted">Answer these yourself. They count in no number here.</p>
      <ul class="questions" role="list">
        {of.map(({ kind, question, source }) => (
          <li key={question}>
            <span class="tag">{kind}</span> {question} <span class="hint">({source})</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
