/** The files that somebody uploaded, and erasing them. */

import { useState } from "preact/hooks";
import { api, ask, wordsOf, type Schema } from "../api";
import { useAction } from "../parts/action";
import { bytes, date } from "../parts/format";
import { Loaded } from "../parts/load";
import { ShowMore, usePages, type PageOf } from "../parts/pages";
import { Button, Dialog, Notice } from "../parts/ui";

type Document = Schema<"DocumentOut">;

const AT_A_TIME = 20;

const STATES: Record<Document["state"], string> = {
  expected: "not here yet",
  received: "here, not read yet",
  extracted: "read",
  rejected: "cannot be used",
  erased: "erased",
};

async function readDocuments(cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Document>> {
  const query = { cursor, limit: AT_A_TIME };
  return (await ask(api.GET("/v1/documents", { params: { query }, signal }))).data;
}

export function Documents() {
  const documents = usePages(readDocuments, []);
  const [asked, setAsked] = useState<Document | null>(null);

  function showErased(documentId: string) {
    const shown = documents.load.data;
    if (!shown) return;
    const items = shown.items.map((one) =>
      one.id === documentId ? { ...one, state: "erased" as const, filename: "" } : one,
    );
    documents.load.put({ ...shown, items });
  }

  return (
    <section aria-labelledby="files-heading">
      <h2 id="files-heading">Your files</h2>
      <Loaded of={documents.load} lines={3} what="Reading the list of your files">
        {({ items }) => (
          <>
            {items.length === 0 && <p class="muted">You uploaded none.</p>}
            <ul class="documents" role="list">
              {items.map((document) => (
                <li key={document.id}>
                  <span class="document-name">{document.filename || "A file that was erased"}</span>
                  <span class="hint">
                    {bytes(document.size)} · {STATES[document.state]}
                    {document.rejection && ` (${document.rejection})`} · {date(document.created_at)}
                  </span>
                  {document.state !== "erased" && (
                    <Button kind="quiet" aria-label={`Erase ${document.filename}`} onClick={() => setAsked(document)}>
                      Erase
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            <ShowMore of={documents} />
          </>
        )}
      </Loaded>
      <Dialog title="Erase this file?" isOpen={asked !== null} onClose={() => setAsked(null)}>
        {asked && (
          <Erase
            document={asked}
            onKeep={() => setAsked(null)}
            onErased={() => {
              setAsked(null);
              showErased(asked.id);
            }}
          />
        )}
      </Dialog>
    </section>
  );
}

function Erase(props: { document: Document; onKeep: () => void; onErased: () => void }) {
  const erasing = useAction(async (document_id: string) => {
    await ask(api.DELETE("/v1/documents/{document_id}", { params: { path: { document_id } } }));
    props.onErased();
  });
  return (
    <>
      <p>
        <strong>{props.document.filename}</strong> goes for ever: its name at once, its bytes and its text within
        minutes. What was assessed from it stays, with its quotes.
      </p>
      {erasing.error !== null && <Notice kind="problem">{wordsOf(erasing.error)}</Notice>}
      <div class="row">
        <Button kind="danger" isBusy={erasing.isBusy} onClick={() => void erasing.run(props.document.id)}>
          Erase it
        </Button>
        <Button kind="quiet" onClick={props.onKeep}>
          Keep it
        </Button>
      </div>
    </>
  );
}
