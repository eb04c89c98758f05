/** `#/assessments`: what was found so far, newest first, and what is being read now. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask, ProblemError, type Schema, wordsOf } from "../api";
import { useAction } from "../parts/action";
import { count, date, time } from "../parts/format";
import { Loaded, Skeleton, useLoad } from "../parts/load";
import { ShowMore, usePages } from "../parts/pages";
import { Button, ButtonLink, Dialog, Empty, Notice, Page, percent } from "../parts/ui";
import { link } from "../router";
import { isOver, stateWords } from "../run";

type Assessment = Schema<"AssessmentSummaryOut">;
type Run = Schema<"WorkflowOut">;

/** Name of each file by its id; "" of one that was erased. */
type Names = ReadonlyMap<string, string>;

const A_PAGE = 20;
// What one request for files gives at the most: whoever has more sees no names of the oldest.
const MOST_FILES = 100;
const LOOK_AGAIN_MS = 5_000;

export function AssessmentsView() {
  const pages = usePages<Assessment>(
    async (cursor, signal) =>
      (await ask(api.GET("/v1/assessments", { params: { query: { limit: A_PAGE, cursor } }, signal }))).data,
    [],
  );
  const runs = useLoad(
    async (signal) => (await ask(api.GET("/v1/workflows", { params: { query: { limit: 100 } }, signal }))).data.items,
    [],
  );
  const names = useLoad(readNames, []);
  const going = (runs.data ?? []).filter((run) => run.kind !== "erase_user" && !isOver(run));
  useLookingAgain(going.length > 0, runs.reload);
  const before = useRef(0);
  useEffect(() => {
    if (going.length < before.current) {
      pages.load.reload();
      names.reload();
    }
    before.current = going.length;
  }, [going.length]);
  // All at once: what is read now stands above the list, and would push it down, as names would that come later.
  const isWaiting = [runs, names].some((load) => load.data === null && load.state !== "failed");

  return (
    <Page
      title="Assessments"
      actions={
        <ButtonLink href={link("/cv")} kind="first">
          Assess a CV
        </ButtonLink>
      }
    >
      {isWaiting ? (
        <Skeleton lines={5} what="Getting your assessments" />
      ) : (
        <>
          {going.length > 0 && <Going runs={going} />}
          <Loaded of={pages.load} lines={5} what="Getting your assessments">
            {({ items, next_cursor }) => (
              <List
                items={items}
                names={names.data ?? new Map()}
                onGone={(id) => pages.load.put({ items: items.filter((one) => one.id !== id), next_cursor })}
              />
            )}
          </Loaded>
          <ShowMore of={pages} />
        </>
      )}
    </Page>
  );
}

async function readNames(signal: AbortSignal): Promise<Names> {
  const query = { limit: MOST_FILES };
  const { data } = await ask(api.GET("/v1/documents", { params: { query }, signal }));
  return new Map(data.items.map(({ id, filename }) => [id, filename]));
}

/** What an assessment was read from. */
function Source({ of, names }: { of: Assessment; names: Names }) {
  if (of.document_id === null) return <>Pasted text</>;
  const name = names.get(of.document_id);
  if (name === undefined) return <>A file</>;
  return name ? <bdi class="document-name">{name}</bdi> : <>A file that was erased</>;
}

/** Calls `look` every few seconds while something goes on and the page is seen. */
function useLookingAgain(isOn: boolean, look: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden && navigator.onLine) look();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isOn]);
}

function Going({ runs }: { runs: Run[] }) {
  return (
    <section class="card stack" aria-labelledby="going">
      <h2 id="going">Being read now</h2>
      <ul class="plain list">
        {runs.map((run) => (
          <li key={run.id} class="run-progress">
            <a href={link(`/runs/${run.id}`)}>
              {stateWords(run)}, since {time(run.created_at)}
            </a>
            <span class="number">{percent(run.progress)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function List(props: { items: Assessment[]; names: Names; onGone: (id: string) => void }) {
  const { items, names, onGone } = props;
  const [doomed, setDoomed] = useState<Assessment | null>(null);
  const remove = useAction<string>(async (id) => {
    try {
      await ask(api.DELETE("/v1/assessments/{assessment_id}", { params: { path: { assessment_id: id } } }));
    } catch (error) {
      // Another tab was faster.
      if (!(error instanceof ProblemError) || error.status !== 404) throw error;
    }
    setDoomed(null);
    onGone(id);
  });
  if (items.length === 0) {
    return (
      <Empty title="No assessment yet">
        <p>Give a CV, and see which skills it proves.</p>
        <ButtonLink href={link("/cv")} kind="first">
          Give a CV
        </ButtonLink>
      </Empty>
    );
  }
  return (
    <>
      <ul class="plain list">
        {items.map((one, index) => (
          <li key={one.id} class="card list-item">
            <div>
              <h2>
                <a href={link(`/assessments/${one.id}`)}>
                  {count(one.skill_count, "skill")}, {one.scored_count} with a level
                </a>
              </h2>
              <p class="muted">
                <Source of={one} names={names} /> · {time(one.created_at)}, as of {date(one.as_of)}
                {index === 0 && ". The latest: roles and plans go by it."}
              </p>
            </div>
            <Button
              kind="quiet"
              aria-label={`Delete the assessment of ${time(one.created_at)}`}
              onClick={() => setDoomed(one)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      <Dialog title="Delete this assessment?" isOpen={doomed !== null} onClose={() => setDoomed(null)}>
        <p>It goes for ever, with its quotes. What you said of your skills stays, and so do your plans.</p>
        {remove.error !== null && <Notice kind="problem">{wordsOf(remove.error)}</Notice>}
        <div class="actions">
          <Button kind="danger" isBusy={remove.isBusy} onClick={() => doomed && remove.run(doomed.id)}>
            Delete it
          </Button>
          <Button onClick={() => setDoomed(null)}>Keep it</Button>
        </div>
      </Dialog>
    </>
  );
}
