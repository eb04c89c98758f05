/** The end: everything that is held of a person goes, and a receipt is what they keep. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask, ProblemError, wordsOf, type Schema } from "../api";
import { useAction } from "../parts/action";
import { time } from "../parts/format";
import { Button, ButtonLink, Dialog, Field, Notice, Page } from "../parts/ui";
import { go, link } from "../router";
import { forgetProfile, signOut } from "../session";
import { Store, useStore } from "../store";

interface Receipt {
  erased_at: string;
  removed: Record<string, number>;
  remains: string[];
}

const WORD = "delete";
const LOOK_AGAIN_MS = 2000;

/** Kept apart from the session, which ends before it is read. */
const receipt = new Store<Receipt | null>(null);

export function Erasure() {
  const [isAsked, setAsked] = useState(false);
  const [isAtWork, setAtWork] = useState(false);
  return (
    <section class="danger-zone" aria-labelledby="erasure-heading">
      <h2 id="erasure-heading">Delete everything</h2>
      <p>
        Assessments, your word on them, plans, files and workflows go, for ever. Export your data first if you want
        to keep it.
      </p>
      <Button kind="danger" onClick={() => setAsked(true)}>
        Delete everything
      </Button>
      <Dialog title="Delete everything?" isOpen={isAsked} onClose={() => setAsked(false)} isFirm={isAtWork}>
        <ErasureForm onCancel={() => setAsked(false)} onWork={setAtWork} />
      </Dialog>
    </section>
  );
}

function ErasureForm({ onCancel, onWork }: { onCancel: () => void; onWork: (isAtWork: boolean) => void }) {
  const [typed, setTyped] = useState("");
  const [isChecked, setChecked] = useState(false);
  const [withAccount, setWithAccount] = useState(false);
  const [isLong, setLong] = useState(false);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const erasing = useAction(async (withAccount: boolean, key: string) => {
    onWork(true);
    try {
      const found = withAccount ? null : await eraseAtOnce();
      setLong(found === null);
      await leave(found ?? (await eraseInPortions(key, stop.current.signal)));
    } finally {
      onWork(false);
    }
  });
  const isTyped = typed.trim().toLowerCase() === WORD;

  return (
    <form
      noValidate
      aria-label="Delete everything"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isTyped) void erasing.run(withAccount);
      }}
    >
      <p>It cannot be undone. You are signed out afterwards.</p>
      <Field label={`Type “${WORD}” to go on`} error={isChecked && !isTyped ? `Type the word ${WORD}.` : null}>
        {(parts) => (
          <input
            {...parts}
            type="text"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <label class="radio">
        <input
          type="checkbox"
          checked={withAccount}
          disabled={erasing.isBusy}
          onChange={(event) => setWithAccount(event.currentTarget.checked)}
        />
        <span>Also delete the account that I sign in with</span>
      </label>
      {isLong && erasing.isBusy && (
        <Notice title="It goes step by step">
          <p>That can take some minutes. It goes on by itself, even if you leave.</p>
        </Notice>
      )}
      {erasing.error !== null && <Notice kind="problem">{wordsOf(erasing.error)}</Notice>}
      <div class="row">
        <Button type="submit" kind="danger" isBusy={erasing.isBusy}>
          Delete everything for ever
        </Button>
        {!erasing.isBusy && (
          <Button kind="quiet" onClick={onCancel}>
            Keep it
          </Button>
        )}
      </div>
    </form>
  );
}

/** All but the account to sign in with; null where there is more than one request erases. */
async function eraseAtOnce(): Promise<Receipt | null> {
  try {
    return (await ask(api.DELETE("/v1/users/me"))).data;
  } catch (error) {
    if (error instanceof ProblemError && error.code === "too-much-at-once") return null;
    throw error;
  }
}

/** By a workflow, which takes the account to sign in with along, and of which the receipt is what stays. */
async function eraseInPortions(key: string, signal: AbortSignal): Promise<Receipt> {
  const header = { "Idempotency-Key": key };
  const { data: run } = await ask(api.POST("/v1/workflows", { params: { header }, body: { kind: "erase_user" } }));
  const path = { workflow_id: run.id };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    const { data } = await ask(api.GET("/v1/workflows/{workflow_id}", { params: { path }, signal }));
    if ("erased_at" in data) return { erased_at: data.erased_at, removed: data.removed, remains: [] };
    if (data.state === "dead-lettered") throw stuck(data);
  }
}

function stuck(run: Schema<"WorkflowOut">): Error {
  const why = run.failure?.message ?? "something that it needs does not answer";
  const words = `Not everything could be erased: ${why}. We look after it; try again later.`;
  return new ProblemError(503, "dead-lettered", words);
}

/** Show the receipt where nobody has to be signed in, and sign out. */
async function leave(found: Receipt): Promise<void> {
  receipt.set(found);
  go("/erased", {}, { replace: true });
  forgetProfile();
  await signOut();
}

/** The receipt, open to anybody who is at this browser: it does not say whose it was. */
export function ErasedView() {
  const found = useStore(receipt);
  if (!found) {
    return (
      <Page title="Nothing to see here" lead="A receipt is shown once, right after everything was deleted.">
        <ButtonLink href={link("/")}>To the start</ButtonLink>
      </Page>
    );
  }
  const removed = Object.entries(found.removed).filter(([, count]) => count > 0);
  return (
    <Page title="Everything is deleted" lead={`Done on ${time(found.erased_at)}. You are signed out.`}>
      <div class="view">
        <h2>What was removed</h2>
        {removed.length === 0 ? (
          <p>Nothing was held of you.</p>
        ) : (
          <table class="receipt">
            <caption>Your receipt</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">How many</th>
              </tr>
            </thead>
            <tbody>
              {removed.map(([what, count]) => (
                <tr key={what}>
                  <th scope="row">{what.replaceAll("_", " ")}</th>
                  <td class="number">{count.toLocaleString("en-GB")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {found.remains.length > 0 && (
          <>
            <h2>What remains, and where</h2>
            <ul>
              {found.remains.map((what) => (
                <li key={what}>{what}</li>
              ))}
            </ul>
          </>
        )}
        <p>
          <ButtonLink href={link("/")}>To the start</ButtonLink>
        </p>
      </div>
    </Page>
  );
}
