/** The few pictures beside words, drawn here; they are never all that says something. */
import { type ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <path d="M5 26c6 0 4-8 10-8s4-9 12-12" />
      <circle cx="5" cy="26" r="3" />
      <circle cx="15" cy="18" r="3" />
      <circle cx="27" cy="6" r="3" />
    </svg>
  );
}

export const CvIcon = () => (
  <Icon>
    <path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6" />
  </Icon>
);

export const AssessmentsIcon = () => (
  <Icon>
    <path d="M4 7l2 2 3-4M4 15l2 2 3-4M12 7h8M12 15h8" />
  </Icon>
);

export const RolesIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8" />
    <circle cx="12" cy="12" r="3" />
  </Icon>
);

export const PlansIcon = () => (
  <Icon>
    <path d="M4 6h9M8 12h9M13 18h7" />
  </Icon>
);

export const AccountIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 21c1-5 4-7 8-7s7 2 8 7" />
  </Icon>
);

export const CallIcon = () => (
  <Icon>
    <path d="M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16" />
  </Icon>
);

export const AutoIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 4v16a8 8 0 0 0 0-16z" class="is-filled" />
  </Icon>
);

export const LightIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2" />
  </Icon>
);

export const DarkIcon = () => (
  <Icon>
    <path d="M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z" />
  </Icon>
);

/** Of a step: what its state is. */
export function StateIcon({ state }: { state: "waiting" | "running" | "done" | "failed" | "undone" | "not begun" }) {
  return (
    <svg
      class={`state-icon state-${state.replace(" ", "-")}`}
      viewBox="0 0 24 24"
      width="24"
      height="24"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="12" cy="12" r="10" />
      {state === "done" && <path d="M7 12.5l3.5 3.5L17 9" />}
      {state === "failed" && <path d="M8 8l8 8M16 8l-8 8" />}
      {state === "undone" && <path d="M8 12h9M11 8l-4 4 4 4" />}
      {state === "running" && <path class="turning" d="M12 2a10 10 0 0 1 10 10" />}
    </svg>
  );
}
