/** Months, periods, hours and names in words; parts/format.ts has the rest. */
import { count, date } from "./parts/format";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** The first day of a month, as "Nov 2026". */
export function monthText(day: string): string {
  return MONTH.format(Date.parse(day));
}

/** Both ends of a period, as "29 Nov 2026 to 3 Dec 2026", or one day. */
export function daysText(from: string, to: string): string {
  return from === to ? date(from) : `${date(from)} to ${date(to)}`;
}

/** As "1,200 hours", "37.5 hours" or "1 hour": effort is estimated in halves, which do not matter from a hundred on. */
export function hoursText(hours: number): string {
  return count(hours >= 100 ? Math.round(hours) : Math.round(2 * hours) / 2, "hour");
}

/** A percentage as the API has it, in [0, 100], as "54.2 %"; nothing that is there is rounded away to 0. */
export function percentText(percent: number): string {
  if (percent > 0 && percent < 0.1) return "under 0.1\u202f%";
  return `${Number(percent.toFixed(1))}\u202f%`;
}

/** As "fastest" becomes "Fastest". */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** By what numbers were made, for those who look into one. */
export interface Versions {
  method: string;
  taxonomy: string;
}

/** Of a gap or a plan. */
export function versionsOf(made: { method_version: string; taxonomy_version: string }): Versions {
  return { method: `Planning method ${made.method_version}`, taxonomy: made.taxonomy_version };
}

/** What a piece of evidence stands on, as "used at work". Words that only come near to a skill do not name it. */
export function kindText(evidence: { kind: keyof typeof KINDS; found_by: "name" | "meaning" }): string {
  return evidence.kind === "claim" && evidence.found_by === "meaning" ? "said, and nothing more" : KINDS[evidence.kind];
}

export const BY_MEANING =
  "The words do not name the skill. They come near to it, and a careful reader would very likely agree.";

const KINDS = {
  work: "used at work",
  project: "used in a project",
  certificate: "a certificate",
  education: "learned in a course or degree",
  claim: "named, and nothing more",
} as const;

/** The same in a word or two, for a list of them. */
export const KIND_NAMES = {
  work: "work",
  project: "project",
  certificate: "certificate",
  education: "course or degree",
  claim: "bare mention",
} as const;

export const STRATEGIES = {
  fastest: "Readiness soon",
  cheapest: "Little money",
  "strongest-proof": "The proof that counts most",
} as const;

export const ROUTES = {
  course: "a guided course",
  "self-study": "by yourself",
  work: "in paid or voluntary work",
} as const;
