/** The small parts that views are made of. */
import { type ButtonHTMLAttributes, type ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Schema } from "../api";
import { LEVELS } from "../levels";
import { isFirstPlace } from "../router";
import { BY_MEANING } from "../words";

interface PageProps {
  title: string;
  /** The way back up: [["Assessments", link("/assessments")]]. */
  crumbs?: readonly [string, string][];
  /** Beside the title. */
  actions?: ComponentChildren;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

/** A view: its title names the tab, and has the focus once somebody came here from another place. */
export function Page({ title, crumbs, actions, lead, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = `${title} · Skillpath`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPlace()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="page">
      {crumbs && <Crumbs of={crumbs} />}
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </div>
  );
}

export function Crumbs({ of }: { of: readonly [string, string][] }) {
  return (
    <nav class="crumbs" aria-label="Where you are">
      {of.map(([name, href]) => (
        <span key={href}>
          <a href={href}>{name}</a>
        </span>
      ))}
    </nav>
  );
}

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type" | "class"> & {
  kind?: "first" | "second" | "quiet" | "danger";
  type?: "button" | "submit";
  /** While what it does goes on: it says so, and takes no second press. */
  isBusy?: boolean;
  class?: string;
  children: ComponentChildren;
};

export function Button({
  kind = "second",
  type = "button",
  isBusy = false,
  class: more = "",
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      class={`button button-${kind} ${more}`}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A link that looks as a button does. */
export function ButtonLink({
  href,
  kind = "second",
  children,
}: {
  href: string;
  kind?: ButtonProps["kind"];
  children: ComponentChildren;
}) {
  return (
    <a class={`button button-${kind}`} href={href}>
      {children}
    </a>
  );
}

export interface FieldParts {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | null;
  /** The control: spread `parts` on an input, a select or a textarea. */
  children: (parts: FieldParts) => ComponentChildren;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface NoticeProps {
  /** `problem` is read out at once, the others when there is a pause. */
  kind?: "info" | "good" | "warning" | "problem";
  title?: string;
  children?: ComponentChildren;
}

export function Notice({ kind = "info", title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === "problem" ? "alert" : "status"}>
      {title && <p class="notice-title">{title}</p>}
      {children}
    </div>
  );
}

interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Escape, the cross, or a press beside it. */
  onClose: () => void;
  /** Whether it can be left without an answer. */
  isFirm?: boolean;
  children: ComponentChildren;
}

/** A native dialog: it keeps the focus inside, and gives it back to where it was. */
export function Dialog({ title, isOpen, onClose, isFirm = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!isFirm) onClose();
      }}
      onClose={() => {
        // Browsers let a second Escape through.
        if (isOpen && isFirm) element.current?.showModal();
        else if (isOpen) onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current && !isFirm) onClose();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          {!isFirm && (
            <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
              <span aria-hidden="true">×</span>
            </button>
          )}
        </div>
        {isOpen && children}
      </div>
    </dialog>
  );
}

/** A level, as its word and as steps of a scale; what is unknown has a word too, and no steps. */
export function Level({ of }: { of: Schema<"Level"> }) {
  const rank = LEVELS.indexOf(of);
  return (
    <span class={`level level-${rank}`}>
      <span class="level-steps" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((step) => (
          <span key={step} class={step <= rank ? "is-on" : ""} />
        ))}
      </span>
      {of}
    </span>
  );
}

/** A share in [0, 1] in whole percent; null is unknown, which is not nothing. */
export function Percent({ of, digits = 0 }: { of: number | null; digits?: number }) {
  if (of === null) return <span class="unknown">unknown</span>;
  return <span class="number">{percent(of, digits)}</span>;
}

/** As "83 %". */
export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)}\u202f%`;
}

export interface Part {
  name: string;
  value: number;
  weight?: number;
  contribution?: number;
  reason: string;
}

interface ExplainProps {
  /** The number, as it is shown. */
  children: ComponentChildren;
  /** What it is, for the title and for those who hear the button: "Readiness for data scientist". */
  of: string;
  parts: readonly Part[];
  /** How the parts make the number, in one sentence. */
  how?: string;
  /** By which it was made: "Planning method 1". */
  method: string;
  taxonomy?: string;
  /** What to say where there are no parts. */
  none?: string;
}

const NO_PARTS = "Nothing in your CV goes into it, so nothing is said.";

/** A number that opens what it is made of. */
export function Explain({ children, of, parts, how, method, taxonomy, none = NO_PARTS }: ExplainProps) {
  const [isOpen, setOpen] = useState(false);
  // There are many numbers, and few of them are opened.
  const [wasOpened, setOpened] = useState(false);
  const open = () => {
    setOpened(true);
    setOpen(true);
  };
  const isWeighted = parts.some((part) => part.weight !== undefined);
  return (
    <>
      <button type="button" class="explain" onClick={open}>
        {children}
        <span class="visually-hidden">, {of}: how it is made</span>
      </button>
      {wasOpened && (
        <Dialog title={of} isOpen={isOpen} onClose={() => setOpen(false)}>
          <p class="explain-total">{children}</p>
          {how && <p>{how}</p>}
          <div class="scroll-x" tabIndex={0} role="region" aria-label={`Parts of ${of}`}>
            <table class={isWeighted ? "parts" : undefined}>
              <thead>
                <tr>
                  <th scope="col">Part</th>
                  <th scope="col">Value</th>
                  {isWeighted && <th scope="col">Weight</th>}
                  {isWeighted && <th scope="col">Adds</th>}
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {parts.map((part, index) => (
                  <tr key={index}>
                    <th scope="row">{part.name}</th>
                    <td class="number">{decimals(part.value)}</td>
                    {isWeighted && <td class="number">{decimals(part.weight)}</td>}
                    {isWeighted && <td class="number">{decimals(part.contribution)}</td>}
                    <td>{part.reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {parts.length === 0 && <p>{none}</p>}
          <p class="hint">
            {method}.{" "}
            {taxonomy && <>Taxonomy {taxonomy}. </>}
            <a href="#/about">How scores are made</a>
          </p>
        </Dialog>
      )}
    </>
  );
}

function decimals(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toFixed(3)));
}

/** Beside every text that a language model wrote. */
export function AiMark() {
  return (
    <span class="ai-mark" title="A language model wrote this. Check it before you rely on it.">
      written by AI
    </span>
  );
}

/** That words do not name the skill but come near to it; nothing where they name it. */
export function MeaningMark({ of: evidence }: { of: Pick<Schema<"EvidenceOut">, "found_by"> }) {
  if (evidence.found_by === "name") return null;
  return (
    <span class="tag" title={BY_MEANING}>
      by meaning
    </span>
  );
}

/** Where there is nothing yet: what would be here, and how to get it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
