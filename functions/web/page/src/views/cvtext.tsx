/** The text of the CV beside what was found in it, with the proof of one skill highlighted. */

import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Schema } from "../api";
import { scrolling } from "../media";
import { cutPages, cutText, type Piece, type Span } from "../text";

export type Evidence = Schema<"EvidenceOut">;

/** What is highlighted: the quotes of a skill, and within them the words that name it. */
export interface Proof {
  name: string;
  quotes: Span[];
  mentions: Span[];
}

export const NO_PROOF: Proof = { name: "", quotes: [], mentions: [] };

export function proofOf(name: string, evidence: Evidence[]): Proof {
  return {
    name,
    quotes: evidence.map(({ start, end }) => ({ start, end })),
    mentions: evidence.map(({ mention_start, mention_end }) => ({ start: mention_start, end: mention_end })),
  };
}

/** Words of the CV, with those that name the skill made stronger. */
export function Quote(props: { quote: string; start: number; mentions: Span[] }) {
  const pieces = cutText(props.quote, [], props.mentions, props.start);
  return (
    <q class="quote">
      {pieces.map((piece) => (piece.isMentioned ? <strong key={piece.start}>{piece.text}</strong> : piece.text))}
    </q>
  );
}

/**
 * @param aim Changes whenever the first quote is to be scrolled into view: within this pane, so that the page stays.
 */
export function CvText(props: { text: string; pages: number[]; proof: Proof; aim: number }) {
  const { text, pages, proof, aim } = props;
  const pane = useRef<HTMLDivElement>(null);
  const cut = useMemo(() => cutPages(text, pages, proof.quotes, proof.mentions), [text, pages, proof]);

  useEffect(() => {
    const first = pane.current?.querySelector("mark");
    if (!pane.current || !first) return;
    const [frame, mark] = [pane.current.getBoundingClientRect(), first.getBoundingClientRect()];
    const isSeen = mark.top >= frame.top && mark.bottom <= frame.bottom;
    if (isSeen) return;
    const top = pane.current.scrollTop + mark.top - frame.top - pane.current.clientHeight / 3;
    pane.current.scrollTo({ top, behavior: scrolling() });
  }, [proof, aim]);

  return (
    <div class="cv-text" ref={pane} tabIndex={0} role="region" aria-label="The text of your CV">
      {cut.map((page) => (
        <section key={page.number} aria-label={pages.length > 1 ? `Page ${page.number}` : undefined}>
          {pages.length > 1 && <p class="page-number hint">Page {page.number}</p>}
          <p class="cv-words">{page.pieces.map((piece) => <Words key={piece.start} piece={piece} />)}</p>
        </section>
      ))}
    </div>
  );
}

function Words({ piece }: { piece: Piece }) {
  if (piece.isMentioned) return <mark class="mention">{piece.text}</mark>;
  return piece.isQuoted ? <mark>{piece.text}</mark> : <>{piece.text}</>;
}
