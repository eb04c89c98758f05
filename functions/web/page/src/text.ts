/**
 * Where quotes stand in the text of a CV.
 *
 * The API counts in Unicode code points, strings here in UTF-16 units: an emoji is one of the first and two of the
 * second, so that no offset of the API may be used on a string as it is.
 */

/** From one code point up to another, which is not in it. */
export interface Span {
  start: number;
  end: number;
}

/** Some of the text that is shown alike; `start` is its first code point in the whole text. */
export interface Piece {
  start: number;
  text: string;
  isQuoted: boolean;
  isMentioned: boolean;
}

export interface Page {
  /** From 1. */
  number: number;
  pieces: Piece[];
}

/** What turns an offset in code points into one in UTF-16 units; offsets outside the text become its ends. */
export function unitsOf(text: string): (point: number) => number {
  const isPlain = !/[\ud800-\udfff]/.test(text);
  if (isPlain) return (point) => Math.min(Math.max(point, 0), text.length);
  const begins: number[] = [];
  let unit = 0;
  for (const character of text) {
    begins.push(unit);
    unit += character.length;
  }
  begins.push(unit);
  return (point) => begins[Math.min(Math.max(point, 0), begins.length - 1)] ?? unit;
}

/**
 * The text cut wherever a quote or a mention begins or ends; the pieces joined are the text again.
 *
 * @param first The code point that the text begins at: offsets of spans count from 0 all the same.
 */
export function cutText(text: string, quotes: Span[], mentions: Span[], first = 0): Piece[] {
  const unitAt = unitsOf(text);
  const cuts = new Set([0, text.length]);
  const units = (span: Span): Span => ({ start: unitAt(span.start - first), end: unitAt(span.end - first) });
  const [quoted, mentioned] = [quotes.map(units), mentions.map(units)];
  for (const span of [...quoted, ...mentioned]) cuts.add(span.start).add(span.end);
  const ends = [...cuts].sort((one, other) => one - other);
  const pieces: Piece[] = [];
  let point = first;
  for (let index = 1; index < ends.length; index += 1) {
    const [start, end] = [ends[index - 1] ?? 0, ends[index] ?? 0];
    const part = text.slice(start, end);
    const isIn = (span: Span) => span.start <= start && end <= span.end;
    pieces.push({ start: point, text: part, isQuoted: quoted.some(isIn), isMentioned: mentioned.some(isIn) });
    point += countPoints(part);
  }
  return pieces;
}

/**
 * The text by pages, each cut as `cutText` does.
 *
 * @param begins The code point at which each page begins, ascending; the first is 0.
 */
export function cutPages(text: string, begins: number[], quotes: Span[], mentions: Span[]): Page[] {
  const unitAt = unitsOf(text);
  const starts = begins.length > 0 ? begins : [0];
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const part = text.slice(unitAt(start), next === undefined ? text.length : unitAt(next));
    return { number: index + 1, pieces: cutText(part, quotes, mentions, start) };
  });
}

function countPoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
