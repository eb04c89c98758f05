/** The files that somebody uploaded, and erasing them. */

import { useState } from "preact/hooks";
import { api, ask, wordsOf, type Schema } from "../api";
import { useAction } from "../parts/action";
import { bytes, date } from "../parts/format";
import { Loaded, useLoad } from "../parts/load";
import { Button, Dialog, Notice } from "../parts/ui";

type Document = Schema<"DocumentOut">;

interface Pages {
  items: Document[];
  cursor: string | null;
}

const STATES: Record<Document["state"], string> = {
  expected: "not here yet",
  received: "here, not read yet",
  extracted: "read",
  rejected: "cannot be used",
  erased: "erased",
};

export function Documents() {
  const [pages, setPages] = useState(1);
  const documents = useLoad(
    async (signal): Promise<Pages> => {
      const items: Document[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < pages; page += 1) {
        const query: { cursor: string | null; limit: number } = { cursor, limit: 20 };
        const { data } = await ask(api.GET("/v1/documents", { params: { query }, signal }));
        items.push(...data.items);
        cursor = data.next_cursor;
        if (!cursor) break;
      }
      return { items, cursor };
    },
    [pages],
  );
  const [asked, setAsked] = useState<Document | null>(null);
  return (
    <section aria-labelledby="files-heading">
      <h2 id="files-heading">Your files</h2>
      <Loaded of={documents} lines={3} what="Reading the list of your files">
        {({ items, cursor }) => (
          <>
            {items.length === 0 && <p class="soft">You uploaded none.</p>}
            <ul class="documents" role="list">
              {items.map((document) => (
                <li key={document.id}>
                  <span class="document-name">{document.filename || "A file that was erased"}</span>
                  <span class="soft small">
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
            {cursor && <Button onClick={() => setPages(pages + 1)}>Show older files</Button>}
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
              documents.reload();
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
        <strong>{props.document.filename}</strong> goes for ever: its name at once, its bytes and its text within minutes.
        What was assessed from it stays, with its quotes.
      </p>
      {erasing.error !== null && <Notice kind="problem">{wordsOf(erasing.error)}</Notice>}
      <div class="buttons">
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
