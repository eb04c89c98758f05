/** The weeks of a plan. Days are as the API writes them, "2026-11-29", and no time zone moves them. */

const DAY_MS = 86_400_000;

export interface Dated {
  starts_on: string;
  ends_on: string;
}

/** A week in which something begins. */
export interface Week<T> {
  /** From 1, counted from the day that the plan starts on. */
  number: number;
  starts_on: string;
  ends_on: string;
  steps: T[];
}

/** Whole days from one to another; below 0 where the other is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The week of a plan that a day lies in: 1 for the first seven days; below 1 before the plan. */
export function weekOf(start: string, day: string): number {
  return Math.floor(daysBetween(start, day) / 7) + 1;
}

/**
 * Steps under the week in which they begin, in order; weeks in which none does are left out.
 *
 * A step that was done under an earlier start begins before the first week: it stands in that.
 */
export function groupByWeek<T extends Dated>(start: string, steps: T[]): Week<T>[] {
  const weeks = new Map<number, T[]>();
  for (const step of steps) {
    const number = Math.max(1, weekOf(start, step.starts_on));
    weeks.set(number, [...(weeks.get(number) ?? []), step]);
  }
  return [...weeks]
    .sort(([one], [other]) => one - other)
    .map(([number, members]) => ({
      number,
      starts_on: addDays(start, 7 * (number - 1)),
      ends_on: addDays(start, 7 * number - 1),
      steps: members,
    }));
}

/** As "week 3" or "weeks 3 to 7". */
export function weeksText(start: string, step: Dated): string {
  const first = Math.max(1, weekOf(start, step.starts_on));
  const last = Math.max(first, weekOf(start, step.ends_on));
  return first === last ? `week ${first}` : `weeks ${first} to ${last}`;
}

export interface Tick {
  day: string;
  /** In [0, 1]: where it stands between first and last day. */
  at: number;
  text: string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** First days of months between two days, so few that their names have room: at most `most`. */
export function monthTicks(first: string, last: string, most = 8): Tick[] {
  const total = daysBetween(first, last);
  if (total <= 0) return [];
  const [year, month] = [Number(first.slice(0, 4)), Number(first.slice(5, 7))];
  const months = Math.ceil(total / 28) + 1;
  const stride = [1, 2, 3, 6].find((count) => months / count <= most) ?? 12 * Math.ceil(months / most / 12);
  const ticks: Tick[] = [];
  for (let index = 0; index <= months; index += 1) {
    const count = month - 1 + index;
    if (count % stride !== 0) continue;
    const [inYear, inMonth] = [year + Math.floor(count / 12), count % 12];
    const day = `${inYear}-${String(inMonth + 1).padStart(2, "0")}-01`;
    const at = daysBetween(first, day) / total;
    if (at >= 0 && at <= 1) ticks.push({ day, at, text: `${MONTHS[inMonth]} ${inYear}` });
  }
  return ticks;
}
