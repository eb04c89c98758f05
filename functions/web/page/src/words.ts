/** Days, months, hours and names in words. */

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** "2026-11-29" as "29 Nov 2026". */
export function dayText(day: string): string {
  return DAY.format(Date.parse(`${day.slice(0, 10)}T00:00:00Z`));
}

/** The first day of a month, as "Nov 2026". */
export function monthText(day: string): string {
  return MONTH.format(Date.parse(`${day.slice(0, 10)}T00:00:00Z`));
}

/** A moment where the reader is, as "29 Nov 2026, 14:05". */
export function momentText(moment: string): string {
  return MOMENT.format(Date.parse(moment));
}

/** Both ends of a period, as "29 Nov 2026 to 3 Dec 2026", or one day. */
export function daysText(from: string, to: string): string {
  return from === to ? dayText(from) : `${dayText(from)} to ${dayText(to)}`;
}

/** As "5 months" or "6 years 3 months". */
export function monthsText(months: number): string {
  const [years, rest] = [Math.floor(months / 12), months % 12];
  const parts = [years && countText(years, "year"), rest && countText(rest, "month")].filter(Boolean);
  return parts.join(" ") || "0 months";
}

/** As "1,200 hours", "37.5 hours" or "1 hour": effort is estimated in halves, which do not matter from a hundred on. */
export function hoursText(hours: number): string {
  return countText(hours >= 100 ? Math.round(hours) : Math.round(2 * hours) / 2, "hour");
}

/** As "1 skill" or "2,000 skills". */
export function countText(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}

/** A share as the API has it, in [0, 1], as "54 %". */
export function shareText(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** A percentage as the API has it, in [0, 100], as "54.2 %"; nothing that is there is rounded away to 0. */
export function percentText(percent: number): string {
  if (percent > 0 && percent < 0.1) return "under 0.1 %";
  return `${Number(percent.toFixed(1))} %`;
}

/** As "fastest" becomes "Fastest". */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The id that a link of the API ends in; none of one that is not there. */
export function idOf(link: string | null): string | null {
  return link?.split("/").pop() ?? null;
}

export const KINDS = {
  work: "used at work",
  project: "used in a project",
  certificate: "a certificate",
  education: "learned in a course or degree",
  claim: "named, and nothing more",
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
