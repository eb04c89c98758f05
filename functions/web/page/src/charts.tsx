/**
 * Pictures of what the API found: each drawn with SVG where CSS colours it, and each said in words, too.
 *
 * Places are percentages of the width, so that nothing has to be measured and a picture fits a phone as it is.
 */

import type { ComponentChildren } from "preact";
import { date } from "./parts/format";
import { describeCounts, type Strength } from "./groups";
import { LEVELS, rankOf, type Level } from "./levels";
import { type Dated, daysBetween, monthTicks } from "./weeks";
import { percentText } from "./words";

const BEST_FIRST: readonly Level[] = [...LEVELS].reverse();

function classOf(level: Level): string {
  return `level-${rankOf(level)}`;
}

/** The same as a picture, for whoever would rather read; closed at first. */
export function AsTable(props: { caption: string; heads: string[]; rows: ComponentChildren[][] }) {
  return (
    <details class="as-table">
      <summary>Show as a table</summary>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={props.caption}>
        <table>
          <caption>{props.caption}</caption>
          <thead>
            <tr>
              {props.heads.map((head) => (
                <th scope="col" key={head}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map(([head, ...cells], row) => (
              <tr key={row}>
                <th scope="row">{head}</th>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** How many skills of each group are at which level; unknown ones are outlined, as nobody knows how strong they are. */
export function StrengthChart({ strengths }: { strengths: Strength[] }) {
  const most = Math.max(1, ...strengths.map(({ known, unknown }) => known + unknown));
  return (
    <figure class="chart strengths">
      <ul class="key" aria-label="Key to the chart">
        {BEST_FIRST.map((level) => (
          <li key={level}>
            <svg aria-hidden="true" class="key-mark">
              <rect class={classOf(level)} x="1" y="1" width="14" height="10" rx="2" />
            </svg>
            {level}
          </li>
        ))}
      </ul>
      <ul class="bars" role="list">
        {strengths.map(({ label, counts, known, unknown }) => (
          <li key={label}>
            <span class="bar-name">{label}</span>
            <StrengthBar counts={counts} most={most} />
            <span class="bar-says" aria-hidden="true">
              {known}
              {unknown > 0 && <span class="muted"> + {unknown} unknown</span>}
            </span>
            <span class="visually-hidden">: {describeCounts(counts)}</span>
          </li>
        ))}
      </ul>
      <AsTable
        caption="How many of your skills are at which level, by group"
        heads={["Group", ...BEST_FIRST]}
        rows={strengths.map(({ label, counts }) => [label, ...BEST_FIRST.map((level) => counts[level] ?? 0)])}
      />
    </figure>
  );
}

function StrengthBar({ counts, most }: { counts: Strength["counts"]; most: number }) {
  let before = 0;
  const parts = BEST_FIRST.map((level) => {
    const count = counts[level] ?? 0;
    const part = { level, x: before, width: (100 * count) / most };
    before += part.width;
    return part;
  });
  return (
    <svg class="bar" aria-hidden="true">
      {parts.map(
        ({ level, x, width }) =>
          width > 0 && (
            <rect key={level} class={classOf(level)} x={`${x}%`} y="1" width={`${width}%`} height="16" rx="2" />
          ),
      )}
    </svg>
  );
}

/**
 * How ready somebody is, in [0, 100].
 *
 * @param end Where a plan leads to, as a mark.
 */
export function ReadinessBar({ value, end, label }: { value: number; end?: number; label: string }) {
  const says = end === undefined ? percentText(value) : `${percentText(value)} now, ${percentText(end)} at the end`;
  return (
    <svg class="bar readiness" role="img" aria-label={`${label}: ${says}`}>
      <rect class="track" width="100%" height="100%" rx="3" />
      {end !== undefined && <rect class="ahead" width={`${end}%`} height="100%" rx="3" />}
      <rect class="there" width={`${value}%`} height="100%" rx="3" />
    </svg>
  );
}

const LEFT = 3;
const STEP = (100 - 2 * LEFT) / 5;
const NAMED_ANYWHERE = new Set([0, 3, 5]);

function placeOf(rank: number): string {
  return `${LEFT + rank * STEP}%`;
}

/** Names of the levels above a column of `GapPicture`s: all where there is room, else three. */
export function GapScale() {
  return (
    <svg class="gap-scale" aria-hidden="true">
      {LEVELS.map((level, rank) => (
        <text
          key={level}
          class={NAMED_ANYWHERE.has(rank) ? "scale-name" : "scale-name if-wide"}
          x={rank === 0 ? "0" : rank === 5 ? "100%" : placeOf(rank)}
          y="12"
          text-anchor={rank === 0 ? "start" : rank === 5 ? "end" : "middle"}
        >
          {level === "unknown" ? "none" : level === "advanced beginner" ? "adv. beginner" : level}
        </text>
      ))}
    </svg>
  );
}

export function GapKey() {
  return (
    <ul class="key" aria-label="Key to the chart">
      <li>
        <svg aria-hidden="true" class="key-mark"><circle class="there" cx="8" cy="6" r="5" /></svg>
        what you show or say
      </li>
      <li>
        <svg aria-hidden="true" class="key-mark"><circle class="in-part" cx="8" cy="6" r="4.5" /></svg>
        counted in part, through another skill
      </li>
      <li>
        <svg aria-hidden="true" class="key-mark"><line class="needed" x1="8" x2="8" y1="0" y2="12" /></svg>
        what the role needs
      </li>
      <li>
        <svg aria-hidden="true" class="key-mark"><line class="to-go" x1="0" x2="16" y1="6" y2="6" /></svg>
        to go
      </li>
    </ul>
  );
}

/**
 * One skill of a role: what is there beside what is needed. What it shows stands beside it in words.
 *
 * @param coverage How much of what is needed is there, in [0, 1]: above 0 of an unknown level, it counts in part.
 */
export function GapPicture(props: { required: Level; current: Level; coverage: number }) {
  const [required, current] = [rankOf(props.required), rankOf(props.current)];
  const isInPart = current === 0 && props.coverage > 0;
  const there = isInPart ? required * props.coverage : current;
  return (
    <svg class="gap-picture" aria-hidden="true">
      <line class="rail" x1={placeOf(0)} x2={placeOf(5)} y1="11" y2="11" />
      {LEVELS.map((level, rank) => (
        <line key={level} class="rail" x1={placeOf(rank)} x2={placeOf(rank)} y1="8" y2="14" />
      ))}
      {there < required && <line class="to-go" x1={placeOf(there)} x2={placeOf(required)} y1="11" y2="11" />}
      <line class="needed" x1={placeOf(required)} x2={placeOf(required)} y1="2" y2="20" />
      <circle
        class={isInPart ? "in-part" : current === 0 ? "not-there" : "there"}
        cx={placeOf(there)}
        cy="11"
        r={isInPart || current === 0 ? 5 : 6}
      />
    </svg>
  );
}

export interface TimedStep extends Dated {
  id: string;
  title: string;
  state: "todo" | "doing" | "done" | "skipped";
  isOptional: boolean;
}

/** The steps of a plan in time, a row each; the list of steps has the same in words. */
export function Timeline(props: { steps: TimedStep[]; start: string; deadline: string | null; today: string }) {
  const { steps, deadline, today } = props;
  const first = steps.reduce((day, step) => (step.starts_on < day ? step.starts_on : day), props.start);
  const ends = [...steps.map((step) => step.ends_on), ...(deadline ? [deadline] : [])];
  const last = ends.reduce((day, other) => (other > day ? other : day), first);
  const total = Math.max(1, daysBetween(first, last) + 1);
  const at = (day: string) => (100 * daysBetween(first, day)) / total;
  const ticks = monthTicks(first, last, 7);
  const says = `${steps.length} steps from ${date(first)} to ${date(last)}. The list below has the same dates.`;
  const lines = (
    <>
      {ticks.map((tick) => (
        <line key={tick.day} class="rule" x1={`${100 * tick.at}%`} x2={`${100 * tick.at}%`} y1="0" y2="100%" />
      ))}
      {today >= first && today <= last && (
        <line class="today" x1={`${at(today)}%`} x2={`${at(today)}%`} y1="0" y2="100%" />
      )}
      {deadline && <line class="deadline" x1={`${at(deadline)}%`} x2={`${at(deadline)}%`} y1="0" y2="100%" />}
    </>
  );
  return (
    <div class="timeline" role="img" aria-label={says}>
      <div class="timeline-row">
        <span />
        <svg class="timeline-scale" aria-hidden="true">
          {ticks.map((tick) => (
            <text
              key={tick.day}
              x={`${100 * tick.at}%`}
              y="12"
              text-anchor={tick.at < 0.05 ? "start" : tick.at > 0.95 ? "end" : "middle"}
            >
              {tick.text}
            </text>
          ))}
        </svg>
      </div>
      {steps.map((step, index) => (
        <div class="timeline-row" key={step.id}>
          <span class="timeline-name">{index + 1}. {step.title}</span>
          <svg class="timeline-span" aria-hidden="true">
            {lines}
            <rect
              class={`span ${step.state}${step.isOptional ? " optional" : ""}`}
              x={`${at(step.starts_on)}%`}
              y="5"
              width={`${Math.max(0.6, (100 * (daysBetween(step.starts_on, step.ends_on) + 1)) / total)}%`}
              height="14"
              rx="3"
            />
          </svg>
        </div>
      ))}
    </div>
  );
}
