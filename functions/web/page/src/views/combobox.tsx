/**
 * A field that searches as one types, by the combobox pattern of the ARIA practices:
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { wordsOf } from "../api";
import { count } from "../parts/format";

export interface Option {
  id: string;
  name: string;
  /** What tells it from others of a like name. */
  note: string;
}

type Found =
  | { state: "idle" | "searching" }
  | { state: "found"; query: string; options: Option[] }
  | { state: "failed"; words: string };

const PAUSE_MS = 250;

/**
 * @param search What matches, best first; its signal is aborted once more was typed.
 * @param none What to say where nothing matches.
 */
export function Combobox(props: {
  label: string;
  hint: string;
  none: string;
  search: (query: string, signal: AbortSignal) => Promise<Option[]>;
  onPick: (option: Option) => void;
}) {
  const id = useId();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found>({ state: "idle" });
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useRef<HTMLUListElement>(null);
  const options = found.state === "found" ? found.options : [];
  const wanted = query.trim();

  useEffect(() => {
    setAt(-1);
    if (!wanted) {
      setFound({ state: "idle" });
      return;
    }
    const call = new AbortController();
    const timer = setTimeout(async () => {
      setFound((before) => (before.state === "found" ? before : { state: "searching" }));
      try {
        const matching = await props.search(wanted, call.signal);
        if (!call.signal.aborted) setFound({ state: "found", query: wanted, options: matching });
      } catch (error) {
        if (!call.signal.aborted) setFound({ state: "failed", words: wordsOf(error) });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      call.abort();
    };
  }, [wanted]);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  function pick(option: Option) {
    setQuery("");
    setIsOpen(false);
    props.onPick(option);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (isOpen && wanted) event.preventDefault();
      setIsOpen(false);
      setAt(-1);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length > 0) {
      event.preventDefault();
      setIsOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => {
        const from = before < 0 && step < 0 ? 0 : before;
        return (from + step + options.length) % options.length;
      });
    } else if (event.key === "Enter" && isOpen) {
      const isFresh = found.state === "found" && found.query === wanted;
      const option = options[at] ?? (isFresh ? options[0] : undefined);
      event.preventDefault();
      if (option) pick(option);
    }
  }

  const isListed = isOpen && options.length > 0;
  return (
    <div class="combobox">
      <label for={`${id}-field`}>{props.label}</label>
      <p class="hint" id={`${id}-hint`}>{props.hint}</p>
      <input
        id={`${id}-field`}
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={200}
        aria-autocomplete="list"
        aria-expanded={isListed}
        aria-controls={`${id}-list`}
        aria-describedby={`${id}-hint`}
        aria-activedescendant={isListed && at >= 0 ? `${id}-${at}` : undefined}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setIsOpen(true);
        }}
        onFocus={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
        onKeyDown={onKeyDown}
      />
      <ul
        class="combobox-list"
        id={`${id}-list`}
        ref={list}
        role="listbox"
        aria-label={props.label}
        hidden={!isListed}
        onMouseDown={(event) => event.preventDefault()}
      >
        {options.map((option, index) => (
          <li
            key={option.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => pick(option)}
            onPointerMove={() => setAt(index)}
          >
            {option.name}
            {option.note && <span class="hint"> {option.note}</span>}
          </li>
        ))}
      </ul>
      <p class="combobox-says small" role="status">
        {wanted && found.state === "searching" && "Searching…"}
        {wanted && found.state === "failed" && found.words}
        {wanted && found.state === "found" && options.length === 0 && props.none}
        {isListed && <span class="visually-hidden">{count(options.length, "match", "matches")}</span>}
      </p>
    </div>
  );
}
