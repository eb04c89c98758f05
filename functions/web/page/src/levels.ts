/** The scale of levels, as the API names them. */

import type { components } from "../../../docs/openapi";

export type Level = components["schemas"]["Level"];

/** A level that a person can say they have. */
export type StatedLevel = Exclude<Level, "unknown">;

/** From the lowest; what nobody can say stands before them all. */
export const LEVELS: readonly Level[] = [
  "unknown",
  "novice",
  "advanced beginner",
  "competent",
  "proficient",
  "expert",
];

export const STATED_LEVELS = LEVELS.slice(1) as readonly StatedLevel[];

/** What each level means, in a line. */
export const MEANINGS: Record<StatedLevel, string> = {
  novice: "you follow steps that somebody gave you",
  "advanced beginner": "you do simple tasks by yourself",
  competent: "you plan the work and cope alone",
  proficient: "you see the whole, and others ask you",
  expert: "you lead others in it, and shape how it is done",
};

/** 0 of `unknown` to 5 of `expert`. */
export function rankOf(level: Level): number {
  return LEVELS.indexOf(level);
}
