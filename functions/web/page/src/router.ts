/** Places of the page are in the address's hash, so that any static host will do: `#/roles/ID?hours=6`. */
import { Store, useStore } from "./store";

export interface Route {
  /** As "/assessments/ID"; "/" is the start. */
  path: string;
  /** The path's parts, decoded: ["assessments", "ID"]. */
  parts: string[];
  params: URLSearchParams;
}

export type Params = Record<string, string | number | null | undefined>;

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The route that a hash names; what is no route, as what a sign-in's link leaves, is the start. */
export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  if (!path.startsWith("/")) return { path: "/", parts: [], params: new URLSearchParams() };
  const parts = path.split("/").filter(Boolean).map(decode);
  return { path: `/${parts.join("/")}`, parts, params: new URLSearchParams(query) };
}

const route = new Store<Route>(routeOf(location.hash));
let isFirst = true;

/** How far down each place was, as Back finds it again. */
const depths = new Map<string, number>();
// A press of a link comes before the change that it makes; Back and Forward come without one.
let isForward = false;

history.scrollRestoration = "manual";
addEventListener("scroll", () => depths.set(location.hash, scrollY), { passive: true });
addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
  const pressed = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
  const isElsewhere = ctrlKey || metaKey || shiftKey;
  if (pressed && !isElsewhere) isForward = pressed.hash !== location.hash;
});
addEventListener("hashchange", () => {
  const depth = isForward ? 0 : (depths.get(location.hash) ?? 0);
  isForward = false;
  isFirst = false;
  route.set(routeOf(location.hash));
  scrollDownTo(depth);
});

/** As soon as there is so much to scroll, for which the place may have to be read first; unless somebody scrolls. */
function scrollDownTo(depth: number, untilMs = performance.now() + 2000): void {
  const before = scrollY;
  scrollTo({ top: depth, behavior: "instant" });
  if (scrollY >= depth - 1 || performance.now() > untilMs) return;
  const reached = scrollY;
  requestAnimationFrame(() => {
    if (scrollY === reached || before === scrollY) scrollDownTo(depth, untilMs);
  });
}

export function useRoute(): Route {
  return useStore(route);
}

/** Whether nobody went anywhere yet since the page was loaded. */
export function isFirstPlace(): boolean {
  return isFirst;
}

/** Say that somebody did something here that brings another view up, as signing in does: it gets the focus. */
export function leaveFirstPlace(): void {
  isFirst = false;
}

/** For an `href`: `link("/roles/ID", { hours: 6 })`. Parameters without a value are left out. */
export function link(path: string, params: Params = {}): string {
  const kept = Object.entries(params).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return `#${path}${query ? `?${query}` : ""}`;
}

/** Go to a place. With `replace`, Back does not come to the place that is left. */
export function go(path: string, params: Params = {}, options: { replace?: boolean } = {}): void {
  const hash = link(path, params);
  if (options.replace) {
    history.replaceState(history.state, "", hash);
    isFirst = false;
    route.set(routeOf(location.hash));
    scrollTo({ top: 0, behavior: "instant" });
  } else {
    isForward = true;
    location.hash = hash;
  }
}

/** Change the parameters of the place where we are, without going anywhere: a reload finds them again. */
export function keep(params: Params): void {
  const here = route.get();
  const merged: Params = { ...Object.fromEntries(here.params), ...params };
  history.replaceState(history.state, "", link(here.path, merged));
  route.set(routeOf(location.hash));
}
