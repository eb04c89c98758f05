/** Dates, amounts and sizes as people read them. */

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** Of a date or a time as ISO 8601: "23 Nov 2026". A date without a time is that day everywhere. */
export function date(iso: string): string {
  return DATE.format(new Date(iso.length === 10 ? `${iso}T12:00:00` : iso));
}

/** Of a time as ISO 8601, here: "23 Nov, 10:30". */
export function time(iso: string): string {
  return TIME.format(new Date(iso));
}

/** "1 skill", "12 skills". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

/** "7 months", "2 years", "4 years 8 months". */
export function months(number: number): string {
  const [years, rest] = [Math.floor(number / 12), Math.round(number % 12)];
  if (years === 0) return count(rest, "month");
  return rest === 0 ? count(years, "year") : `${count(years, "year")} ${count(rest, "month")}`;
}

/** "812 bytes", "48 kB", "3.2 MB". */
export function bytes(number: number): string {
  if (number < 1000) return count(number, "byte");
  if (number < 999_500) return `${Math.round(number / 1000)} kB`;
  return `${(number / 1_000_000).toFixed(1)} MB`;
}

/** "3 s", "2 min". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
