/** Skills by the groups of the taxonomy, and how strong each group is. */

import { LEVELS, type Level } from "./levels";

export interface Grouped {
  name: string;
  /** Labels from the top of the taxonomy down; none of an own skill that stands below none. */
  group: string[];
  level: Level;
}

export interface Group<T> {
  label: string;
  skills: T[];
}

export interface Strength {
  label: string;
  /** How many skills there are at each level that has any; those of an unknown level apart. */
  counts: Partial<Record<Level, number>>;
  known: number;
  unknown: number;
}

const OTHER = "Other skills";
const GENERAL = "In general";
const MOST_TOGETHER = 12;

/** The second label, as the first only tells skills from knowledge; names of taxonomies come in small letters. */
export function labelOf(group: string[]): string {
  const label = group[1] ?? group[0] ?? OTHER;
  return capitalised(label.replace(/\bicts?\b/g, "ICT"));
}

/** Groups of the most skills first, alike ones by name; within a group the order is kept. */
export function groupSkills<T extends { group: string[] }>(skills: T[]): Group<T>[] {
  return groupBy(skills, ({ group }) => labelOf(group));
}

function groupBy<T>(skills: T[], label: (skill: T) => string): Group<T>[] {
  const found = new Map<string, T[]>();
  for (const skill of skills) {
    const name = label(skill);
    const group = found.get(name);
    if (group) group.push(skill);
    else found.set(name, [skill]);
  }
  return [...found]
    .map(([name, members]) => ({ label: name, skills: members }))
    .sort((one, other) => other.skills.length - one.skills.length || one.label.localeCompare(other.label));
}

/** Skills of a group by the groups below it where nobody would read through them all; else whole, without a label. */
export function splitGroup<T extends { group: string[] }>(skills: T[]): Group<T>[] {
  if (skills.length <= MOST_TOGETHER) return [{ label: "", skills }];
  return groupBy(skills, ({ group }) => capitalised(group[2] ?? GENERAL));
}

export function strengthsOf(skills: Grouped[]): Strength[] {
  return groupSkills(skills).map(({ label, skills: members }) => {
    const counts: Partial<Record<Level, number>> = {};
    for (const { level } of members) counts[level] = (counts[level] ?? 0) + 1;
    const unknown = counts.unknown ?? 0;
    return { label, counts, known: members.length - unknown, unknown };
  });
}

/** As "3 proficient, 1 novice, 2 unknown": best first. */
export function describeCounts(counts: Partial<Record<Level, number>>): string {
  const ordered = [...LEVELS].reverse();
  return ordered.flatMap((level) => (counts[level] ? [`${counts[level]} ${level}`] : [])).join(", ");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
