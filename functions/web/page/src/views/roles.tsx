/** Roles: one that somebody types, or those that they are most ready for. */

import { useState } from "preact/hooks";
import { api, ask, ProblemError, wordsOf, type Schema } from "../api";
import { ReadinessBar } from "../charts";
import { Loaded, useLoad } from "../parts/load";
import { Button, ButtonLink, Empty, Explain, Notice, Page, percent } from "../parts/ui";
import { go, link } from "../router";
import { percentText } from "../words";
import { Combobox, type Option } from "./combobox";

type Nearby = Schema<"NearbyRoleOut">;

const FOUND = 10;
const AT_A_TIME = 10;
const NAMED = 4;

async function searchRoles(query: string, signal: AbortSignal): Promise<Option[]> {
  const { data } = await ask(api.GET("/v1/roles", { params: { query: { query, limit: FOUND } }, signal }));
  return data.items.map(({ id, title, label }) => ({ id, name: title, note: label === title ? "" : `also “${label}”` }));
}

export function RolesView() {
  return (
    <Page title="Roles" lead="Pick the role that you aim for, and see what lies between it and you.">
      <Combobox
        label="Find a role"
        hint="Type a job title, as “data scientist”. A slip of the pen does no harm."
        none="No role of that title. Try another word for the job."
        search={searchRoles}
        onPick={({ id }) => go(`/roles/${id}`)}
      />
      <section aria-labelledby="nearby-heading">
        <h2 id="nearby-heading">Roles near to you</h2>
        <NearbyRoles />
      </section>
    </Page>
  );
}

interface Pages {
  items: Nearby[];
  cursor: string | null;
}

async function readNearby(cursor: string | null, signal?: AbortSignal): Promise<Pages> {
  const query = { cursor, limit: AT_A_TIME };
  const { data } = await ask(api.GET("/v1/roles/nearby", { params: { query }, signal: signal ?? null }));
  return { items: data.items, cursor: data.next_cursor };
}

function NearbyRoles() {
  const nearby = useLoad((signal) => readNearby(null, signal), []);
  return (
    <Loaded of={nearby} lines={14} what="Ranking all roles by how ready you are" failed={(error) => needsAssessment(error)}>
      {(first) => <Ranked first={first} reload={nearby.reload} />}
    </Loaded>
  );
}

/** What is shown where nothing is known of a person yet, or null for any other error. */
export function needsAssessment(error: unknown) {
  const isNew =
    error instanceof ProblemError && ["assessment-not-found", "user-not-found"].includes(error.code);
  if (!isNew) return null;
  return (
    <Empty title="Nothing is known of your skills yet">
      <p>Drop your CV first. Then every role can be compared with what it shows.</p>
      <ButtonLink href={link("/cv")} kind="first">
        Start with your CV
      </ButtonLink>
    </Empty>
  );
}

function Ranked({ first, reload }: { first: Pages; reload: () => void }) {
  const [more, setMore] = useState<Pages>({ items: [], cursor: first.cursor });
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function readMore() {
    setBusy(true);
    setFailure(null);
    try {
      const page = await readNearby(more.cursor);
      setMore((before) => ({ items: [...before.items, ...page.items], cursor: page.cursor }));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  const hasMoved = failure instanceof ProblemError && failure.code === "invalid-cursor";
  return (
    <>
      <p class="soft">
        Ranked by readiness: how much of what a role needs is there. The mark beside it says how alike you and the role are
        as a whole.
      </p>
      <ol class="roles" role="list">
        {[...first.items, ...more.items].map((role) => (
          <NearbyRole key={role.role_id} role={role} />
        ))}
      </ol>
      {failure !== null && (
        <Notice kind="problem">
          <p>{hasMoved ? "Your skills changed, and the order did with them." : wordsOf(failure)}</p>
          {hasMoved && <Button onClick={reload}>Rank them again</Button>}
        </Notice>
      )}
      {more.cursor && !hasMoved && (
        <Button isBusy={isBusy} onClick={() => void readMore()}>
          Show more roles
        </Button>
      )}
    </>
  );
}

const BANDS = {
  "highly viable": "good",
  "minimally viable": "fair",
  "not yet viable": "far",
} as const;

function NearbyRole({ role }: { role: Nearby }) {
  return (
    <li class="role">
      <h3>
        <a href={link(`/roles/${role.role_id}`)}>{role.title}</a>
      </h3>
      <div class="role-ready">
        <ReadinessBar value={role.readiness} label={`Readiness for ${role.title}`} />
        <span class="number">{percentText(role.readiness)} ready</span>
        <Explain
          of={`Fit of ${role.title}`}
          parts={[
            { name: "readiness", value: role.readiness / 100, reason: "how much of what the role needs is there" },
            { name: "similarity", value: role.similarity, reason: "of you and the role as weighted sets of skills" },
          ]}
          how="From a similarity of 0.3 on a move is called minimally viable, from 0.4 on highly (Nesta, Mapping Career Causeways, 2020). The parts of the readiness stand on the role's own page."
        >
          <span class={`tag band-${BANDS[role.band]}`}>
            {role.band}, {percent(role.similarity)} alike
          </span>
        </Explain>
      </div>
      <p class="small">
        <SkillNames title="There" names={role.covered} />
        <SkillNames title="Missing" names={role.missing} />
      </p>
    </li>
  );
}

function SkillNames({ title, names }: { title: string; names: string[] }) {
  if (names.length === 0) return null;
  const rest = names.length - NAMED;
  return (
    <span class="skill-names">
      <span class="soft">{title}:</span> {names.slice(0, NAMED).join(", ")}
      {rest > 0 && <span class="soft"> and {rest} more</span>}
    </span>
  );
}
