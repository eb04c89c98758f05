/** `#/`: what this is, in one minute, and the way in. */
import { apiAddress } from "../config";
import { Skeleton } from "../parts/load";
import { SignInForm } from "../parts/signin";
import { ButtonLink, Level, Page } from "../parts/ui";
import { go, link } from "../router";
import { useSession } from "../session";

const TITLE = "See what your CV proves, and the way from there";

export function StartView() {
  const who = useSession();
  if (who.status === "loading") {
    return (
      <Page title={TITLE}>
        <Skeleton what="Looking whether you are signed in" />
      </Page>
    );
  }
  return (
    <Page title={TITLE}>
      <div class="hero">
        <div class="stack">
          <p class="lead">
            Skillpath reads your CV, names the skills it proves in your own words, and plans the way to the job you
            want. Each number opens what it is made of. You have the last word.
          </p>
          {who.status !== "in" && (
            <section class="card stack" aria-labelledby="way-in">
              <h2 id="way-in">Begin</h2>
              <SignInForm isNew onIn={() => go("/cv")} />
            </section>
          )}
          {who.status === "in" && (
            <div class="actions">
              <ButtonLink href={link("/cv")} kind="first">
                Give your CV
              </ButtonLink>
              <ButtonLink href={link("/assessments")}>Your assessments</ButtonLink>
              <ButtonLink href={link("/plans")}>Your plans</ButtonLink>
            </div>
          )}
        </div>
        <Example />
      </div>
      <section class="stack" aria-labelledby="how">
        <h2 id="how">How it works</h2>
        <ol class="plain three">
          <li class="card">
            <CvPicture />
            <h3>1. Give your CV</h3>
            <p>
              A PDF, a Word file or plain text. It is read here, by rules that anybody can read, and the same text gives
              the same answer.
            </p>
          </li>
          <li class="card">
            <SkillsPicture />
            <h3>2. See what it proves</h3>
            <p>
              Each skill shows the words it rests on, its level and how sure that is. Where the proof is thin, it says
              “unknown”. You confirm or correct it.
            </p>
          </li>
          <li class="card">
            <PlanPicture />
            <h3>3. Plan the way</h3>
            <p>Choose a role. See what is missing, and get steps in order, with hours, dates and the proof to bring.</p>
          </li>
        </ol>
      </section>
      <section class="card stack" aria-labelledby="developers">
        <h2 id="developers">For developers</h2>
        <p class="read">
          This page is a client of an open API, and uses nothing else. Press “Show the call” above to see each request
          as <code>fetch</code> and <code>curl</code>, ready to copy.
        </p>
        <div class="actions">
          <ButtonLink href={apiAddress("/v1/docs")}>API documentation</ButtonLink>
          <ButtonLink href={link("/about")}>What it is not for</ButtonLink>
        </div>
      </section>
    </Page>
  );
}

/** From a line of a CV to a skill to a plan, as it looks further in. */
function Example() {
  return (
    <figure class="card example" aria-labelledby="example">
      <figcaption id="example" class="muted">
        An example
      </figcaption>
      <blockquote>
        Developed data pipelines in <mark>Python</mark> and pandas that load orders, returns and deliveries every hour.
      </blockquote>
      <Arrow />
      <p class="row">
        <strong>Python</strong> <Level of="proficient" />
      </p>
      <p class="muted">used at work · until now · “developed” says that you did it</p>
      <Arrow />
      <p>
        <strong>On the way to data scientist</strong>
      </p>
      <ol class="plain example-plan">
        <li>
          <span>Weeks 1–4</span> <span>Learn machine learning</span>
        </li>
        <li>
          <span>Weeks 5–6</span> <span>Show your data models in a project</span>
        </li>
      </ol>
    </figure>
  );
}

function Arrow() {
  return (
    <svg class="icon example-arrow" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d="M12 3v17M6 14l6 6 6-6" />
    </svg>
  );
}

const FRAME = { class: "picture", viewBox: "0 0 240 120", "aria-hidden": true, focusable: "false" } as const;

/** A sheet of paper with one line marked. */
function CvPicture() {
  return (
    <svg {...FRAME}>
      <rect class="soft" width="240" height="120" rx="8" />
      <path d="M84 12h58l18 18v82H84z" fill="var(--surface)" stroke="var(--edge)" stroke-width="1.5" />
      <path class="line" d="M142 12v18h18M96 28h30M96 44h50M96 58h44" />
      <rect class="mark" x="92" y="66" width="56" height="14" rx="3" />
      <path class="line" d="M96 73h48M96 88h52M96 100h32" />
    </svg>
  );
}

/** Skills with their levels, one of them unknown. */
function SkillsPicture() {
  const rows = [5, 4, 2, 0];
  return (
    <svg {...FRAME}>
      <rect class="soft" width="240" height="120" rx="8" />
      {rows.map((level, row) => (
        <g key={row} transform={`translate(40 ${18 + row * 24})`}>
          <path class="line" d={`M0 7h${[52, 38, 60, 44][row]}`} />
          {[0, 1, 2, 3, 4].map((step) => (
            <rect
              key={step}
              x={84 + step * 16}
              width="12"
              height="14"
              rx="2"
              fill={step < level ? "var(--accent)" : "none"}
              stroke={step < level ? "var(--accent)" : "var(--edge)"}
              stroke-dasharray={level === 0 ? "3 2" : undefined}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

/** Steps one after another, up to a goal. */
function PlanPicture() {
  return (
    <svg {...FRAME}>
      <rect class="soft" width="240" height="120" rx="8" />
      <rect class="accent" x="24" y="84" width="56" height="14" rx="4" />
      <rect class="accent" x="72" y="62" width="64" height="14" rx="4" opacity="0.75" />
      <rect class="accent" x="128" y="40" width="48" height="14" rx="4" opacity="0.55" />
      <path class="accent-line" d="M200 100V20l24 9-24 9" />
      <path class="line" d="M16 106h208" />
    </svg>
  );
}
