/** Light, dark, or as the system has it; kept in this browser. */
import { Store } from "./store";

export type Theme = "auto" | "light" | "dark";

export const THEMES: readonly Theme[] = ["auto", "light", "dark"];

const KEY = "skillpath.theme";

function kept(): Theme {
  const found = localStorage.getItem(KEY);
  return found === "light" || found === "dark" ? found : "auto";
}

export const theme = new Store<Theme>(kept());

/** Show what was chosen; to be called before anything is drawn. */
export function applyTheme(): void {
  show(theme.get());
  theme.subscribe(show);
  addEventListener("storage", (event) => {
    if (event.key === KEY) theme.set(kept());
  });
}

function show(chosen: Theme): void {
  if (chosen === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

export function chooseTheme(chosen: Theme): void {
  if (chosen === "auto") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, chosen);
  theme.set(chosen);
}
