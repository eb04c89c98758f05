/** What the reader's screen and wishes are, as CSS asks for them. */

import { useEffect, useState } from "preact/hooks";

/** Whether two panes fit side by side; the same as in styles/assessment.css. */
export const WIDE = "(min-width: 60rem)";

/** Whether a media query matches, also once that changes. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setMatches(media.matches);
    follow();
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [query]);
  return matches;
}

/** How to scroll: at once for those who want no motion. */
export function scrolling(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
