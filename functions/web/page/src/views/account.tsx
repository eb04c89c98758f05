/** What is held of a person: their name, their files, all of it to take along, and the end of it. */

import { useState } from "preact/hooks";
import { api, ask, ProblemError, wordsOf, type Schema } from "../api";
import { useAction } from "../parts/action";
import { Loaded, useLoad } from "../parts/load";
import { Button, Field, Notice, Page } from "../parts/ui";
import { useSession } from "../session";
import { Documents } from "./documents";
import { Erasure } from "./erasure";
import { todayText } from "./plan_form";

type Profile = Schema<"UserOut">;

const MAX_NAME_CHARS = 120;

export function AccountView() {
  const who = useSession();
  const profile = useLoad(async (signal) => (await ask(api.GET("/v1/users/me", { signal }))).data, []);
  const email = who.status === "in" || who.status === "expired" ? who.email : "";
  return (
    <Page title="Your account" lead={email && <>You are signed in as {email}.</>}>
      <div class="view">
        <section aria-labelledby="profile-heading">
          <h2 id="profile-heading">Your profile</h2>
          <Loaded of={profile} lines={3} what="Reading your profile">
            {(data) => <ProfileForm key={data.id} profile={data} put={profile.put} />}
          </Loaded>
          <p class="muted">
            This page and the names of skills are in English. A CV in another language is read all the same, as far
            as it uses those names.
          </p>
          </section>
        <Documents />
        <Export />
        <Erasure />
      </div>
    </Page>
  );
}

function ProfileForm({ profile, put }: { profile: Profile; put: (profile: Profile) => void }) {
  const [name, setName] = useState(profile.display_name);
  const [isKept, setKept] = useState(false);
  const keeping = useAction(async (display_name: string) => {
    const { data } = await ask(api.PUT("/v1/users/me", { body: { display_name, locale: profile.locale } }));
    put(data);
    setKept(true);
  });
  const isEmpty = !name.trim();
  const failure = keeping.error === null ? null : wordsOf(keeping.error);
  return (
    <form
      class="profile-form"
      noValidate
      aria-label="Your profile"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) void keeping.run(name.trim());
      }}
    >
      <Field
        label="Your name"
        hint="Shown to you, never assessed."
        error={isEmpty ? "Give a name of at least one character." : failure}
      >
        {(parts) => (
          <input
            {...parts}
            type="text"
            autocomplete="name"
            maxLength={MAX_NAME_CHARS}
            value={name}
            onInput={(event) => {
              setName(event.currentTarget.value);
              setKept(false);
            }}
          />
        )}
      </Field>
      <Button type="submit" isBusy={keeping.isBusy}>
        Keep the name
      </Button>
      <p role="status" class="muted">
        {isKept && "It is kept."}
      </p>
    </form>
  );
}

/** Everything that is held, as a file. */
function Export() {
  const saving = useAction(async () => {
    const { data } = await ask(api.GET("/v1/users/me/export", { parseAs: "blob" }));
    save(data as unknown as Blob, `skillpath-${todayText()}.json`);
  });
  const isTooLarge = saving.error instanceof ProblemError && saving.error.status === 413;
  return (
    <section aria-labelledby="export-heading">
      <h2 id="export-heading">Take your data along</h2>
      <p>
        Everything that is held of you, in one file: assessments, what you said of them, plans with their history,
        files and workflows.
      </p>
      <Button isBusy={saving.isBusy} onClick={() => void saving.run(null)}>
        Export my data
      </Button>
      {saving.error !== null && (
        <Notice kind="problem" title={isTooLarge ? "It is more than one file holds" : "It could not be exported"}>
          <p>{wordsOf(saving.error)}</p>
        </Notice>
      )}
    </section>
  );
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The download has its own hold of the content once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
