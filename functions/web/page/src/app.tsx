/** Which view a place has. */
import { type JSX } from "preact";
import { connectAuth } from "./auth";
import { loadConfig } from "./config";
import { Failed, Loaded, useLoad } from "./parts/load";
import { Boundary, Shell } from "./parts/shell";
import { ButtonLink, Page } from "./parts/ui";
import { link, type Route, useRoute } from "./router";
import { Signed } from "./session";
import { AboutView } from "./views/about";
import { AccountView } from "./views/account";
import { AssessmentView } from "./views/assessment";
import { AssessmentsView } from "./views/assessments";
import { ErasedView } from "./views/erasure";
import { GapView } from "./views/gap";
import { PlanView } from "./views/plan";
import { PlansView } from "./views/plans";
import { RolesView } from "./views/roles";
import { RunView } from "./views/run";
import { StartView } from "./views/start";
import { UploadView } from "./views/upload";

/** The view of a place; null where there is none. */
function viewOf(route: Route): JSX.Element | null {
  const [place = ""] = route.parts;
  if (place === "") return <StartView />;
  if (place === "about") return <AboutView />;
  if (place === "erased") return <ErasedView />;
  const own = ownViewOf(route);
  return own && <Signed>{own}</Signed>;
}

/** Of the places that need somebody to be signed in. */
function ownViewOf({ parts: [place, id] }: Route): JSX.Element | null {
  switch (place) {
    case "cv":
      return <UploadView />;
    case "runs":
      return id ? <RunView id={id} /> : null;
    case "assessments":
      return id ? <AssessmentView /> : <AssessmentsView />;
    case "roles":
      return id ? <GapView /> : <RolesView />;
    case "plans":
      return id ? <PlanView /> : <PlansView />;
    case "account":
      return <AccountView />;
    default:
      return null;
  }
}

/** The page, once it knows where the API is. */
export function App() {
  const connected = useLoad(async () => {
    await connectAuth(await loadConfig());
    return true;
  }, []);
  if (connected.data === null) {
    return (
      <main>
        <Loaded
          of={connected}
          what="Starting"
          failed={(error) => (
            <Page title="Skillpath does not start">
              <Failed error={error} reload={connected.reload} />
            </Page>
          )}
        >
          {() => null}
        </Loaded>
      </main>
    );
  }
  return (
    <Shell>
      <Place />
    </Shell>
  );
}

function Place() {
  const route = useRoute();
  return (
    <Boundary key={route.path}>
      {viewOf(route) ?? (
        <Page title="There is nothing here" lead="The address is cut off or old.">
          <ButtonLink href={link("/")} kind="first">
            To the start
          </ButtonLink>
        </Page>
      )}
    </Boundary>
  );
}
