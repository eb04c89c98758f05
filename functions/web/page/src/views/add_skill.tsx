/** Skills that the person says they have, and that their CV does not name. */

import { useState } from "preact/hooks";
import { api, ask, type Schema } from "../api";
import { Loaded, type Load } from "../parts/load";
import { Level } from "../parts/ui";
import { Combobox, type Option } from "./combobox";
import { Correcting } from "./correct";
import type { Words } from "./own_words";

// The API lists by name; of so many, those that begin as what was typed come first here.
const FOUND = 100;
const SHOWN = 12;

async function searchSkills(query: string, signal: AbortSignal): Promise<Option[]> {
  const { data } = await ask(api.GET("/v1/skills", { params: { query: { query, limit: FOUND } }, signal }));
  const typed = query.toLowerCase();
  return data.items
    .map((skill) => ({ ...skill, rank: rankOf([skill.name, ...skill.alt_labels], typed) }))
    .sort((one, other) => one.rank - other.rank)
    .slice(0, SHOWN)
    .map(({ id, name, type, alt_labels }) => {
      const found = alt_labels.find((label) => label.toLowerCase().includes(typed));
      return { id, name, note: found && !name.toLowerCase().includes(typed) ? `also “${found}”` : type };
    });
}

/** 0 where the name is what was typed, 1 where it begins with it, 2 and 3 so for another label, 4 for all else. */
function rankOf([name = "", ...others]: string[], typed: string): number {
  const labels = others.map((label) => label.toLowerCase());
  if (name.toLowerCase() === typed) return 0;
  if (name.toLowerCase().startsWith(typed)) return 1;
  if (labels.includes(typed)) return 2;
  return labels.some((label) => label.startsWith(typed)) ? 3 : 4;
}

export type ProfileSkill = Schema<"ProfileSkillOut">;

/** All skills of the profile that the person has said something of. */
export async function readSaid(signal: AbortSignal): Promise<ProfileSkill[]> {
  const found: ProfileSkill[] = [];
  let cursor: string | null = null;
  do {
    const query: { cursor: string | null; limit: number } = { cursor, limit: 100 };
    const { data } = await ask(api.GET("/v1/users/me/skills", { params: { query }, signal }));
    found.push(...data.items.filter((skill) => skill.correction));
    cursor = data.next_cursor;
  } while (cursor);
  return found;
}

/**
 * @param named Ids of the skills of the assessment, which are shown there.
 * @param said What `readSaid` finds.
 */
export function AddedSkills(props: { named: ReadonlySet<string>; said: Load<ProfileSkill[]>; words: Words }) {
  const { named, said, words } = props;
  const [picked, setPicked] = useState<Option[]>([]);
  return (
    <section aria-labelledby="added-heading">
      <h2 id="added-heading">Something missing?</h2>
      <p>
        Only what your CV says plainly enough is found. Add what you have beside it; your word counts in every
        comparison.
      </p>
      <Combobox
        label="Add a skill"
        hint="Type the beginning of its words, as “pyth”."
        none="No skill of that name. Try another word for it."
        search={searchSkills}
        onPick={(option) => setPicked((before) => [option, ...before.filter(({ id }) => id !== option.id)])}
      />
      <Loaded of={said} lines={1} what="Reading the skills that you added">
        {(skills) => {
          const before = skills.filter(({ skill_id }) => !named.has(skill_id));
          const all = [...picked, ...before.map(({ skill_id, name }) => ({ id: skill_id, name }))];
          const first = all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
          return (
            <ul class="findings" role="list">
              {first.map(({ id, name }) => (
                <Added key={id} id={id} name={name} words={words} isNamed={named.has(id)} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}

function Added(props: { id: string; name: string; isNamed: boolean; words: Words }) {
  const said = props.words.of(props.id);
  return (
    <li class="finding">
      <h3>
        {props.name} {said?.level && <Level of={said.level} />}
      </h3>
      {props.isNamed ? (
        <p class="muted">Your CV names it: it stands among your skills above.</p>
      ) : (
        <Correcting skill={{ id: props.id, name: props.name, machineLevel: null }} words={props.words} />
      )}
    </li>
  );
}
