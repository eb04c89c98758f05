/** `#/about`: what this is not for, how its numbers are made, and what is kept. */
import { api, ask } from "../api";
import { apiAddress } from "../config";
import { useLoad } from "../parts/load";
import { Page } from "../parts/ui";
import { useSession } from "../session";

// As shared/extraction/weights.py has them; each assessment gives its own beside every number.
const PARTS: readonly [string, string, string][] = [
  [
    "months",
    "40 %",
    "How long you used it, in dated work and projects; overlapping months count once, and the first years count most.",
  ],
  ["recency", "20 %", "When you used it last: after five years without use it is worth half."],
  [
    "kind",
    "15 %",
    "What shows it: use at work counts most, then projects, certificates, courses, and a mere mention least.",
  ],
  ["wording", "15 %", "What your words say: that you led it, did it, or were near it."],
  ["breadth", "10 %", "In how many places of your CV it shows."],
];

const ESCO = "https://esco.ec.europa.eu";

export function AboutView() {
  return (
    <Page
      title="What this is, and is not for"
      lead="A mirror for one person: what your own CV proves, in its own words, and a way from there to the job you want."
    >
      <section class="stack read" aria-labelledby="not-for">
        <h2 id="not-for">What it is not for</h2>
        <p>
          <strong>Not for deciding about others.</strong> Do not use it to choose, rank, score or turn away people: not
          for hiring or promotion, not for benefits or schooling, not for who gets a loan or a flat.
        </p>
        <ul>
          <li>
            It reads what a CV says, not what a person can do. Two people with the same skill write different CVs.
          </li>
          <li>
            Skills are found by their names, and where words come so near to one that a careful reader would very likely
            agree. A small model that was taught by readers’ verdicts says how likely that is; what is less sure is left
            out.
          </li>
          <li>
            A skill that is not found is not a skill that is missing. “Unknown” means that the CV does not say enough.
          </li>
          <li>
            Levels are judgements made into rules. Against how a person reads the same CV, they are often off by a
            level.
          </li>
          <li>
            Readiness for a role counts ESCO’s list of skills. It says nothing about whether somebody would get the job,
            or do it well.
          </li>
        </ul>
      </section>

      <section class="stack" aria-labelledby="scores">
        <h2 id="scores">How a score is made</h2>
        <p class="read">
          Each skill has a score from 0 to 1, made of five parts. Press any number to see its own parts and reasons. The
          level follows from the score; where there is too little to go by there is no score, and the level is
          “unknown”.
        </p>
        <div class="scroll-x" tabIndex={0} role="region" aria-label="The parts of a score">
          <table>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col">Weight</th>
                <th scope="col">What it is</th>
              </tr>
            </thead>
            <tbody>
              {PARTS.map(([name, weight, words]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="number">{weight}</td>
                  <td>{words}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <ul class="read">
          <li>
            <strong>Confidence</strong> says how much the score stands on: it grows with each place that shows the
            skill.
          </li>
          <li>
            <strong>Readiness</strong> is the share of a role’s skills that you cover, weighted by how much the role
            needs each.
          </li>
          <li>
            Your name, age, sex, photo and address count for nothing, and no hidden instruction in a CV is followed.
          </li>
          <li>
            The same text on the same day gives the same answer: scores are made by rules, not by a language model.
            Where a language model wrote words, they are marked “written by AI”, and they change no score.
          </li>
        </ul>
        <Versions />
      </section>

      <section class="stack read" aria-labelledby="skills">
        <h2 id="skills">Where the skills come from</h2>
        <p>
          Names of skills and roles are those of{" "}
          <a href={ESCO} rel="noreferrer">
            ESCO
          </a>
          , the classification of skills and occupations of the European Commission, and a marked table of tools that it
          lacks. This service uses the ESCO classification of the European Commission.
        </p>
      </section>

      <section class="stack" aria-labelledby="kept">
        <h2 id="kept">What is kept, and for how long</h2>
        <ul class="read">
          <li>Your file and its text: until you erase the document. Only you can read them.</li>
          <li>
            Assessments with their quotes, what you said of your skills, and every version of your plans: until you
            delete them.
          </li>
          <li>A file that was announced and never came: 7 days.</li>
          <li>How a file was worked on, step by step: 90 days. Answers to repeated requests: 24 hours.</li>
          <li>That an erasure took place, without your name: 3 years.</li>
          <li>
            In this browser: your session, and text you pasted until it is sent, which both go as you sign out; your
            theme, and whether calls are shown.
          </li>
        </ul>
        <p class="read">
          There are no cookies, no analytics and no trackers, and this page loads nothing from anywhere else. Under
          Account you take everything along in one file, or have all of it erased.
        </p>
      </section>

      <section class="stack read" aria-labelledby="programs">
        <h2 id="programs">For programs</h2>
        <p>
          All of it is an open API: <a href={apiAddress("/v1/docs")}>every route, to read and to try</a>.
        </p>
      </section>
    </Page>
  );
}

/** Those of the newest assessment, for whoever has one. */
function Versions() {
  const who = useSession();
  const newest = useLoad(
    async (signal) => {
      if (who.status !== "in") return null;
      const { data } = await ask(api.GET("/v1/assessments", { params: { query: { limit: 1 } }, signal }));
      return data.items[0] ?? null;
    },
    [who.status],
  );
  if (!newest.data)
    return (
      <p class="hint">Each assessment names the versions of the method and of the taxonomy that it was made with.</p>
    );
  const { method_version: method, taxonomy_version: taxonomy } = newest.data;
  return (
    <p class="hint">
      Your latest assessment was made with method {method} and taxonomy {taxonomy}.
    </p>
  );
}
