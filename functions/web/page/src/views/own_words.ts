/** What a person says of skills: shown at once, sent, and taken back with words where it could not be kept. */

import { useRef, useState } from "preact/hooks";
import { api, ask, wordsOf, type Schema } from "../api";
import type { StatedLevel } from "../levels";

export type Correction = Schema<"CorrectionOut">;

export interface Word {
  verdict: "confirmed" | "adjusted" | "rejected";
  level: StatedLevel | null;
  /** What is sent, where it is less than what is shown: a confirmed level is the assessment's own. */
  sentLevel: StatedLevel | null;
  reason: string;
}

export interface Words {
  /** What they say of a skill now; null where nothing. */
  of: (skillId: string) => Correction | null;
  isSending: (skillId: string) => boolean;
  /** Why the last word on a skill was not kept; "" where it was. */
  failureOf: (skillId: string) => string;
  /** Whether it was kept. */
  say: (skillId: string, word: Word) => Promise<boolean>;
  withdraw: (skillId: string) => Promise<boolean>;
}

/**
 * @param known What the API last said of each skill.
 * @param onKept Called once it has kept another word.
 */
export function useWords(known: (skillId: string) => Correction | null, onKept?: () => void): Words {
  const [said, setSaid] = useState<ReadonlyMap<string, Correction | null>>(new Map());
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set());
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());
  const atWork = useRef(new Set<string>());

  const of = (skillId: string) => (said.has(skillId) ? (said.get(skillId) ?? null) : known(skillId));
  const put = (skillId: string, correction: Correction | null) =>
    setSaid((before) => new Map(before).set(skillId, correction));

  async function change(skillId: string, shown: Correction | null, send: () => Promise<Correction | null>) {
    if (atWork.current.has(skillId)) return false;
    const before = of(skillId);
    atWork.current.add(skillId);
    setSending(new Set(atWork.current));
    setFailures((all) => new Map(all).set(skillId, ""));
    put(skillId, shown);
    try {
      put(skillId, await send());
      onKept?.();
      return true;
    } catch (error) {
      put(skillId, before);
      setFailures((all) => new Map(all).set(skillId, `It was not kept. ${wordsOf(error)}`));
      return false;
    } finally {
      atWork.current.delete(skillId);
      setSending(new Set(atWork.current));
    }
  }

  return {
    of,
    isSending: (skillId) => sending.has(skillId),
    failureOf: (skillId) => failures.get(skillId) ?? "",
    say: (skillId, { verdict, level, sentLevel, reason }) => {
      const created_at = new Date().toISOString();
      const shown: Correction = { id: "", verdict, level, machine_level: null, reason, created_at };
      return change(skillId, shown, async () => {
        const body = { verdict, level: sentLevel, reason };
        const path = { skill_id: skillId };
        const { data } = await ask(api.PUT("/v1/users/me/skills/{skill_id}", { params: { path }, body }));
        return data.correction;
      });
    },
    withdraw: (skillId) =>
      change(skillId, null, async () => {
        const path = { skill_id: skillId };
        await ask(api.DELETE("/v1/users/me/skills/{skill_id}", { params: { path } }));
        return null;
      }),
  };
}
