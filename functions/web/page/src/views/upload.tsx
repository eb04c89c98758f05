/** `#/cv`: a CV comes in, as a file, as text, or as the sample. */
import { useEffect, useRef, useState } from "preact/hooks";
import samplePath from "../../../../../shared/local/sample/cv.txt";
import { api, ask, newKey, OfflineError, ProblemError, SessionExpiredError, wordsOf } from "../api";
import { bytes } from "../parts/format";
import { Button, Field, Notice, Page } from "../parts/ui";
import { go } from "../router";
import { reasonOf } from "../run";
import { ensureProfile, forgetProfile } from "../session";
import { ACCEPTED, announce, FileError, FormRefusedError, MAX_TEXT_CHARS, sendForm, typeOf } from "../upload";

type Phase = "checking" | "sending" | "starting";

/** Where a file is. `cut`: the network went away with some of it. */
type Sending =
  | { is: "nothing"; note?: string }
  | { is: "going"; phase: Phase; file: File; share: number }
  | { is: "cut"; file: File; words: string }
  | { is: "refused"; words: string; file?: File };

const WORDS: Record<Phase, string> = {
  checking: "Checking the file",
  sending: "Uploading",
  starting: "Starting to read it",
};

const TEXT_KEY = "skillpath.cv-text";
const FILE_KEY = "skillpath.cv-file";

export function UploadView() {
  const [text, setText] = useState(() => sessionStorage.getItem(TEXT_KEY) ?? "");
  const [sending, setSending] = useState<Sending>(afterReload);
  const going = useRef<AbortController | null>(null);
  const isGoing = sending.is === "going";

  useEffect(() => () => going.current?.abort(), []);
  useEffect(() => {
    if (!isGoing) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isGoing]);

  const type = (next: string) => {
    setText(next);
    keepText(next);
  };

  const send = async (file: File) => {
    going.current?.abort();
    const now = new AbortController();
    going.current = now;
    const show = (phase: Phase, share = 0) => {
      if (!now.signal.aborted) setSending({ is: "going", phase, file, share });
    };
    sessionStorage.setItem(FILE_KEY, file.name);
    try {
      const runId = await bring(file, show, now.signal);
      keepText("");
      go(`/runs/${runId}`);
    } catch (error) {
      if (!now.signal.aborted) setSending(stoppedBy(error, file));
    } finally {
      sessionStorage.removeItem(FILE_KEY);
    }
  };

  const stop = () => {
    going.current?.abort();
    sessionStorage.removeItem(FILE_KEY);
    setSending({ is: "nothing", note: "Stopped. Choose a file whenever you like." });
  };

  const sample = async () => {
    try {
      const response = await fetch(new URL(samplePath, import.meta.url));
      if (!response.ok) throw new OfflineError();
      await send(new File([await response.blob()], "sample-cv.txt", { type: "text/plain" }));
    } catch {
      setSending({ is: "refused", words: new OfflineError().message });
    }
  };

  const length = Array.from(text).length;
  const tooLong =
    length > MAX_TEXT_CHARS ? `That is ${length.toLocaleString("en-GB")} characters; 100,000 is the most.` : null;
  const sendText = (event: Event) => {
    event.preventDefault();
    if (!text.trim()) setSending({ is: "refused", words: "Paste some text first." });
    else if (!tooLong) void send(new File([text], "pasted-cv.txt", { type: "text/plain" }));
  };

  return (
    <Page
      title="Your CV"
      lead="See which skills it proves, and in which of your own words. Only you can read it, and you can erase it whenever you like."
    >
      {sending.is === "going" ? (
        <Going of={sending} onStop={stop} />
      ) : (
        <>
          <Said of={sending} onAgain={send} />
          <DropZone onFile={send} onWrong={(words) => setSending({ is: "refused", words })} onSample={sample} />
          <form class="card stack" onSubmit={sendText} aria-label="Paste text">
            <Field label="Or paste the text of your CV" error={tooLong}>
              {(parts) => (
                <textarea
                  {...parts}
                  value={text}
                  autocomplete="off"
                  onInput={(event) => type(event.currentTarget.value)}
                />
              )}
            </Field>
            <Button type="submit">Use this text</Button>
          </form>
          <p class="hint read">
            No photo, birth date or nationality is needed, and none of it counts. Instructions hidden in a file are not
            followed, and text that nobody can see is left out.
          </p>
        </>
      )}
    </Page>
  );
}

/** What is said first: that a reload in the middle of an upload lost the file. */
function afterReload(): Sending {
  const name = sessionStorage.getItem(FILE_KEY);
  sessionStorage.removeItem(FILE_KEY);
  if (!name) return { is: "nothing" };
  return {
    is: "nothing",
    note: `The upload of “${name}” was cut off as the page was reloaded. Choose the file again to go on.`,
  };
}

function keepText(text: string): void {
  try {
    if (text) sessionStorage.setItem(TEXT_KEY, text);
    else sessionStorage.removeItem(TEXT_KEY);
  } catch {
    // More than the browser keeps: then a reload loses it, and nothing else does.
  }
}

// The same document is to be read once, however often its start is tried; of a start that was answered there is no key.
const startKeys = new Map<string, string>();

/** Announce, upload, start: the id of the workflow that reads the file. Throws whatever stops it. */
async function bring(file: File, show: (phase: Phase, share?: number) => void, signal: AbortSignal): Promise<string> {
  show("checking");
  const body = await announce(file);
  await ensureProfile(signal);
  const { data } = await ask(api.POST("/v1/documents", { body, signal })).catch(async (error: unknown) => {
    if (!(error instanceof ProblemError) || error.code !== "user-not-found") throw error;
    forgetProfile();
    await ensureProfile(signal);
    return ask(api.POST("/v1/documents", { body, signal }));
  });
  const id = data.document.id;
  if (data.upload) {
    show("sending");
    try {
      await sendForm(data.upload, file, (share) => show("sending", share), signal);
    } catch (error) {
      // Stopped on purpose: what was announced goes as well.
      if (signal.aborted) await api.DELETE("/v1/documents/{document_id}", { params: { path: { document_id: id } } });
      throw error;
    }
  }
  show("starting");
  const key = startKeys.get(id) ?? newKey();
  startKeys.set(id, key);
  const headers = { "Idempotency-Key": key };
  const started = await ask(
    api.POST("/v1/workflows", { body: { kind: "assess_document", document_id: id }, headers, signal }),
  ).catch(async (error: unknown) => {
    // It was looked at as it came, and refused before anybody asked for more.
    if (error instanceof ProblemError && error.code === "document-not-usable") throw await refusal(id, signal);
    throw error;
  });
  startKeys.delete(id);
  return started.data.id;
}

/** Why a file is refused, for the person. */
async function refusal(id: string, signal: AbortSignal): Promise<FileError> {
  const path = { document_id: id };
  const { data } = await ask(api.GET("/v1/documents/{document_id}", { params: { path }, signal }));
  return new FileError(reasonOf(data.rejection ?? "document-not-usable").words);
}

function stoppedBy(error: unknown, file: File): Sending {
  if (error instanceof FileError) return { is: "refused", words: error.message };
  if (error instanceof OfflineError) return { is: "cut", file, words: error.message };
  if (error instanceof FormRefusedError) {
    return {
      is: "refused",
      file,
      words: "The file was not taken. It may have changed, or it took too long. Try again.",
    };
  }
  if (error instanceof SessionExpiredError) return { is: "cut", file, words: "Your session ended in between." };
  return { is: "refused", file, words: wordsOf(error) };
}

function Said({ of, onAgain }: { of: Exclude<Sending, { is: "going" }>; onAgain: (file: File) => void }) {
  if (of.is === "nothing") return of.note ? <Notice>{of.note}</Notice> : null;
  const { file } = of;
  return (
    <Notice kind="problem" title={of.is === "cut" ? "The upload was cut off" : "That will not do"}>
      <p>{of.words}</p>
      {of.is === "cut" && <p>Nothing is lost: “{of.file.name}” is still here, and is sent anew.</p>}
      {file && (
        <Button kind="first" onClick={() => onAgain(file)}>
          Try again
        </Button>
      )}
    </Notice>
  );
}

function Going({ of, onStop }: { of: Extract<Sending, { is: "going" }>; onStop: () => void }) {
  const words = WORDS[of.phase];
  return (
    <section class="card stack upload-going" aria-label="Upload">
      <h2>{of.file.name}</h2>
      <p role="status">{words}</p>
      <div class="row upload-progress">
        <progress max={1} value={of.phase === "sending" ? of.share : undefined} aria-label={words} />
        <span class="number">
          {of.phase === "sending" ? `${bytes(of.share * of.file.size)} of ${bytes(of.file.size)}` : bytes(of.file.size)}
        </span>
      </div>
      {of.phase !== "starting" && <Button onClick={onStop}>Stop</Button>}
    </section>
  );
}

interface DropZoneProps {
  onFile: (file: File) => void;
  onWrong: (words: string) => void;
  onSample: () => void;
}

function DropZone({ onFile, onWrong, onSample }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const [file, ...more] = files ?? [];
    if (!file) return;
    if (more.length > 0) return onWrong("One file at a time. Choose the one that is your CV.");
    try {
      typeOf(file);
      onFile(file);
    } catch (error) {
      onWrong(error instanceof FileError ? error.message : wordsOf(error));
    }
  };
  return (
    <section
      class={isOver ? "drop is-over" : "drop"}
      aria-label="Upload a file"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <p class="drop-words">Drop your CV here</p>
      <p class="hint">PDF, Word (.docx), text or Markdown, up to 10 MB</p>
      <div class="row drop-ways">
        <label class="button button-first">
          Choose a file
          <input
            type="file"
            class="visually-hidden"
            accept={ACCEPTED}
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = "";
            }}
          />
        </label>
        <Button onClick={onSample}>Try the sample</Button>
      </div>
    </section>
  );
}
