/** Roles: one that somebody types, or those that they are most ready for. */

import { api, ask, ProblemError, type Schema } from "../api";
import { ReadinessBar } from "../charts";
import { Loaded } from "../parts/load";
import { ShowMore, usePages, type PageOf } from "../parts/pages";
import { Button, ButtonLink, Empty, Explain, Notice, Page, percent } from "../parts/ui";
import { go, link } from "../router";
import { capitalised, percentText } from "../words";
import { Combobox, type Option } from "./combobox";

type Nearby = Schema<"NearbyRoleOut">;

const FOUND = 10;
const AT_A_TIME = 10;
const NAMED = 5;
const HOW_ALIKE =
  "From a similarity of 0.3 on a move is called minimally viable, from 0.4 on highly (Nesta, Mapping Career " +
  "Causeways, 2020). The parts of the readiness stand on the role's own page.";

async function searchRoles(query: string, signal: AbortSignal): Promise<Option[]> {
  const { data } = await ask(api.GET("/v1/roles", { params: { query: { query, limit: FOUND } }, signal }));
  return data.items.map(({ id, title, label }) => {
    return { id, name: title, note: label === title ? "" : `also “${label}”` };
  });
}

export function RolesView() {
  return (
    <Page title="Roles" lead="Pick the role that you aim for, and see what lies between it and you.">
      <div class="view">
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
      </div>
    </Page>
  );
}

async function readNearby(cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Nearby>> {
  const query = { cursor, limit: AT_A_TIME };
  return (await ask(api.GET("/v1/roles/nearby", { params: { query }, signal }))).data;
}

function NearbyRoles() {
  const nearby = usePages(readNearby, []);
  const hasMoved = nearby.error instanceof ProblemError && nearby.error.code === "invalid-cursor";
  return (
    <Loaded of={nearby.load} lines={14} what="Ranking all roles by how ready you are" failed={needsAssessment}>
      {({ items }) => {
        // Those that share nothing with the person come last, and are near to nobody.
        const near = items.filter((role) => role.readiness > 0 || role.similarity > 0);
        if (near.length === 0) return <NoneNear />;
        return (
          <>
            <p class="muted">
              Ranked by readiness: how much of what a role needs is there. The mark beside it says how alike you and the
              role are as a whole.
            </p>
            <ol class="roles" role="list">
              {near.map((role) => (
                <NearbyRole key={role.role_id} role={role} />
              ))}
            </ol>
            {hasMoved ? (
              <Notice kind="warning">
                <p>Your skills changed, and the order did with them.</p>
                <Button onClick={nearby.load.reload}>Rank them again</Button>
              </Notice>
            ) : (
              near.length === items.length && <ShowMore of={nearby} />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function NoneNear() {
  return (
    <Empty title="No role here is near to your skills">
      <p>
        None of the roles of this service needs a skill that is known of you. Find the one that you aim for above, or
        add what your CV leaves out: “Something missing?” below your assessment.
      </p>
      <ButtonLink href={link("/assessments")}>Your assessments</ButtonLink>
    </Empty>
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

const BANDS = {
  "highly viable": "good",
  "minimally viable": "fair",
  "not yet viable": "far",
} as const;

function NearbyRole({ role }: { role: Nearby }) {
  return (
    <li class="role">
      <h3>
        <a href={link(`/roles/${role.role_id}`)}>{capitalised(role.title)}</a>
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
          how={HOW_ALIKE}
          method={`Planning method ${role.method_version}`}
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
      <span class="muted">{title}:</span> {names.slice(0, NAMED).join(", ")}
      {rest > 0 && <span class="muted"> and {rest} more</span>}
    </span>
  );
}
