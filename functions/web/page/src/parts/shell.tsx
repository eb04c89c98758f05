/** What is around every view: where one can go, the theme, the calls, and what has to be said on every page. */
import { Component, type ComponentChildren, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, ask } from "../api";
import { apiAddress } from "../config";
import { go, link, useRoute } from "../router";
import { signOut, useSession } from "../session";
import { useStore } from "../store";
import { chooseTheme, theme, THEMES } from "../theme";
import {
  AccountIcon,
  AssessmentsIcon,
  AutoIcon,
  CvIcon,
  DarkIcon,
  LightIcon,
  Logo,
  PlansIcon,
  RolesIcon,
} from "./icons";
import { LinkSays, NewPassword, OpenLink } from "./maillinks";
import { OfflineBanner } from "./online";
import { CallsDrawer, CallsSwitch } from "./showcalls";
import { Button, Notice, Page } from "./ui";

const PLACES: readonly [string, string, () => JSX.Element][] = [
  ["CV", "/cv", CvIcon],
  ["Assessments", "/assessments", AssessmentsIcon],
  ["Roles", "/roles", RolesIcon],
  ["Plans", "/plans", PlansIcon],
  ["Account", "/account", AccountIcon],
];
// Where one is, as seen from above: what a run makes is an assessment.
const ABOVE: Record<string, string> = { runs: "cv" };

export function Shell({ children }: { children: ComponentChildren }) {
  const who = useSession();
  const { path } = useRoute();
  const isIn = who.status === "in" || who.status === "expired";
  const toMain = (event: Event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <>
      <header class={isIn ? "top has-nav" : "top"}>
        <a class="skip" href="#main" onClick={toMain}>
          Skip to the content
        </a>
        <a class="brand" href={link("/")}>
          <Logo />
          Skillpath
        </a>
        {isIn && <Nav />}
        <div class="tools">
          <CallsSwitch />
          <ThemeButton />
          {who.status === "out" && path !== "/" && (
            <a class="button button-quiet sign-out" href={link("/")}>
              Sign in
            </a>
          )}
          {who.status === "in" && (
            <Button kind="quiet" class="sign-out" onClick={() => signOut().then(() => go("/"))}>
              Sign out
            </Button>
          )}
        </div>
      </header>
      <OfflineBanner />
      <main id="main" tabIndex={-1}>
        <LinkSays />
        {children}
      </main>
      <Footer />
      <CallsDrawer />
      <OpenLink />
      <NewPassword />
    </>
  );
}

function Nav() {
  const { parts } = useRoute();
  const here = ABOVE[parts[0] ?? ""] ?? parts[0];
  return (
    <nav class="main-nav" aria-label="Main">
      <ul class="plain">
        {PLACES.map(([name, path, Picture]) => (
          <li key={path}>
            <a href={link(path)} aria-current={path === `/${here}` ? "page" : undefined}>
              <Picture />
              <span>{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const THEME_PICTURES = { auto: AutoIcon, light: LightIcon, dark: DarkIcon };

function ThemeButton() {
  const chosen = useStore(theme);
  const next = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? "auto";
  const Picture = THEME_PICTURES[chosen];
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Theme: ${chosen}. Change to ${next}`}
      title={`Theme: ${chosen}`}
      onClick={() => chooseTheme(next)}
    >
      <Picture />
    </button>
  );
}

const ATTRIBUTION = "This service uses the ESCO classification of the European Commission.";

function Footer() {
  const [attribution, setAttribution] = useState(ATTRIBUTION);
  useEffect(() => {
    ask(api.GET("/v1/health")).then(
      ({ data }) => setAttribution(data.attribution),
      () => {}, // then the words above stay
    );
  }, []);
  return (
    <footer class="bottom">
      <p>
        For you, to see and grow your own skills. Not for deciding about others.{" "}
        <a href={link("/about")}>What this is, and is not for</a>
      </p>
      <p>{attribution}</p>
      <p>
        <a href={apiAddress("/v1/docs")}>API documentation</a>
      </p>
    </footer>
  );
}

/** Shows what is to do where a view breaks, instead of nothing. */
export class Boundary extends Component<{ children: ComponentChildren }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <Page title="Something broke">
        <Notice kind="problem">
          <p>This page made a mistake and cannot show what is here. Nothing of yours is lost.</p>
          <Button kind="first" onClick={() => location.reload()}>
            Reload
          </Button>
        </Notice>
      </Page>
    );
  }
}
