/** An assessment: the skills that a CV shows on one side, its text with the proof highlighted on the other. */

import { Fragment } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { api, ask, ProblemError, type Schema } from "../api";
import { StrengthChart } from "../charts";
import { groupSkills, splitGroup, strengthsOf } from "../groups";
import { WIDE, useMedia } from "../media";
import { count, date, time } from "../parts/format";
import { Failed, Loaded, Skeleton, useLoad, type Load } from "../parts/load";
import { ButtonLink, Empty, Notice, Page } from "../parts/ui";
import { link, useRoute } from "../router";
import { AddedSkills, readSaid } from "./add_skill";
import { CvText, NO_PROOF, proofOf, type Proof } from "./cvtext";
import { Proposals, Recommendations, SetAside } from "./findings";
import { useWords } from "./own_words";
import { heldLevel, SkillItem, type Skill } from "./skill";

type Assessment = Schema<"AssessmentOut">;

interface FoundText {
  /** Null where it is not there any more, or never was. */
  document: Schema<"DocumentTextOut"> | null;
  /** Why; "" where it is there. */
  why: string;
}

const FOUND_BY: Record<Schema<"FindingStrategy">, string> = {
  exact: "by their names, word for word, and never by meaning alone",
  hybrid:
    "by their names, and by meaning: where words come so near to a skill that a careful reader would very likely agree",
};

export function AssessmentView() {
  const route = useRoute();
  const id = route.parts[1] ?? "";
  const assessment = useLoad(
    async (signal) => {
      const path = { assessment_id: id };
      return (await ask(api.GET("/v1/assessments/{assessment_id}", { params: { path }, signal }))).data;
    },
    [id],
  );
  const found = assessment.data;
  const isOfThis = found?.id === id;
  const text = useLoad((signal) => readText(isOfThis ? found.document_id : undefined, signal), [id, isOfThis]);
  const lead = found
    ? `${count(found.skill_count, "skill")} found, ${found.scored_count} of them with enough evidence for a level. ` +
      `Made on ${time(found.created_at)}, as of ${date(found.as_of)}.`
    : "The skills that your CV shows, and the words that show them.";
  return (
    <Page title="Your assessment" crumbs={[["Assessments", link("/assessments")]]} lead={lead}>
      <Loaded of={assessment} lines={16} what="Reading your assessment">
        {(data) => <Assessed key={data.id} assessment={data} text={text} />}
      </Loaded>
    </Page>
  );
}

/** The text that an assessment was made of; null while its document is not known yet. */
async function readText(documentId: string | null | undefined, signal: AbortSignal): Promise<FoundText | null> {
  if (documentId === undefined) return null;
  if (documentId === null) return { document: null, why: "No file is known of it, and a text that is sent is not kept." };
  try {
    const path = { document_id: documentId };
    const { data } = await ask(api.GET("/v1/documents/{document_id}/text", { params: { path }, signal }));
    return { document: data, why: "" };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 404) throw error;
    return { document: null, why: "The file was erased, or its text is not there any more." };
  }
}

function Assessed({ assessment, text }: { assessment: Assessment; text: Load<FoundText | null> }) {
  const isWide = useMedia(WIDE);
  const said = useLoad(readSaid, []);
  const words = useWords((skillId) => {
    const added = said.data?.find(({ skill_id }) => skill_id === skillId);
    const found = assessment.skills.find(({ skill_id }) => skill_id === skillId);
    return (found ?? added)?.correction ?? null;
  });
  const proofs = useMemo(
    () => new Map(assessment.skills.map((skill) => [skill.skill_id, proofOf(skill.name, skill.evidence)])),
    [assessment],
  );
  const named = useMemo(() => new Set(proofs.keys()), [proofs]);
  const [pinned, setPinned] = useState<Proof>(NO_PROOF);
  const [hovered, setHovered] = useState<Proof>(NO_PROOF);
  const [aim, setAim] = useState(0);
  const folded = useRef<HTMLDetailsElement>(null);
  const shown = hovered.name ? hovered : pinned;
  const isTextGone = text.data !== null && text.data.document === null;
  const versions = {
    method: `Assessment method ${assessment.method_version}`,
    taxonomy: assessment.taxonomy_version,
  };

  function showQuote(proof: Proof) {
    setHovered(NO_PROOF);
    setPinned(proof);
    setAim((before) => before + 1);
    if (!folded.current) return;
    folded.current.open = true;
    folded.current.scrollIntoView({ block: "start" });
  }

  function showSkill(skill: Skill) {
    const proof = proofs.get(skill.skill_id) ?? NO_PROOF;
    return (
      <SkillItem
        key={skill.skill_id}
        skill={skill}
        words={words}
        versions={versions}
        isShown={shown.name === skill.name}
        hover={(isOver) => setHovered(isOver ? proof : NO_PROOF)}
        pin={() => setPinned(proof)}
        showQuote={text.data?.document ? showQuote : null}
      />
    );
  }

  const pane = <TextPane text={text} proof={shown} aim={aim} />;
  const fold = (
    <details class="cv-fold" ref={folded}>
      <summary>The text of your CV</summary>
      {pane}
    </details>
  );
  const held = assessment.skills.flatMap((skill) => {
    const level = heldLevel(skill, words.of(skill.skill_id));
    return level === null ? [] : [{ name: skill.name, group: skill.group, level }];
  });
  return (
    <div class="view">
      {held.length > 0 && (
        <section aria-labelledby="strengths-heading">
          <h2 id="strengths-heading">Strengths by group</h2>
          <StrengthChart strengths={strengthsOf(held)} />
        </section>
      )}
      {assessment.skills.length === 0 && <NothingFound language={assessment.language} strategy={assessment.strategy} />}
      <div class={`panes${isWide ? " panes-two" : ""}`}>
        <div class="pane-skills">
          {!isWide && (isTextGone ? pane : fold)}
          {assessment.skills.length > 0 && (
            <section aria-labelledby="skills-heading">
              <h2 id="skills-heading">Your skills</h2>
              <p class="muted">
                {isWide && !isTextGone && "Point at a skill, or move to it, to see its proof in your text. "}
                Open one to see the words that show it and the parts of its score, and to say otherwise.
              </p>
              {groupSkills(assessment.skills).map(({ label, skills }) => (
                <section key={label} aria-label={label}>
                  <h3 class="group-name">
                    {label} <span class="hint">{count(skills.length, "skill")}</span>
                  </h3>
                  {splitGroup(skills).map((part) => (
                    <Fragment key={part.label}>
                      {part.label && <h4 class="muted">{part.label}</h4>}
                      <ul class="skills" role="list">
                        {part.skills.map(showSkill)}
                      </ul>
                    </Fragment>
                  ))}
                </section>
              ))}
            </section>
          )}
          <Recommendations found={assessment.recommendations} show={setHovered} />
          <Proposals found={assessment.proposals} words={words} show={setHovered} />
          <AddedSkills named={named} said={said} words={words} />
          <SetAside found={assessment.set_aside} show={setHovered} />
        </div>
        {isWide && <div class="pane-text">{pane}</div>}
      </div>
      <p class="next">
        <ButtonLink href={link("/roles")} kind="first">
          Find a role to aim for
        </ButtonLink>
      </p>
      <p class="hint">
        Skills were found {FOUND_BY[assessment.strategy]} (strategy {assessment.strategy}). Assessment method{" "}
        {assessment.method_version}, taxonomy {assessment.taxonomy_version}, language of the text:{" "}
        {assessment.language}. An assessment says what a text shows, not what you are worth.{" "}
        <a href={link("/about")}>What it is not for</a>
      </p>
    </div>
  );
}

function TextPane({ text, proof, aim }: { text: Load<FoundText | null>; proof: Proof; aim: number }) {
  if (text.data?.document) {
    return <CvText text={text.data.document.text} pages={text.data.document.pages} proof={proof} aim={aim} />;
  }
  if (text.data) return <NoText why={text.data.why} />;
  if (text.state === "failed") return <Failed error={text.error} reload={text.reload} />;
  return <Skeleton lines={12} what="Reading the text of your CV" isSlow={text.state === "slow"} />;
}

function NoText({ why }: { why: string }) {
  return (
    <Notice title="The text of this CV is not here">
      <p>{why} The quotes under each skill are all that is kept of it.</p>
    </Notice>
  );
}

function NothingFound({ language, strategy }: { language: string; strategy: Assessment["strategy"] }) {
  return (
    <Empty title="No skill was found in this text">
      <p>
        Skills are found by their English names{strategy === "hybrid" && " and by what English sentences mean"}.
        {language !== "en" && <> The language of this text seems to be another one ({language}).</>}
        {" "}Name the tools and tasks of each job, with its dates, and try again.
      </p>
      <ButtonLink href={link("/cv")} kind="first">
        Try another CV
      </ButtonLink>
    </Empty>
  );
}
