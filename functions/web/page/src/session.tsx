/** What components know of who is signed in, and the gate before views that are somebody's own. */
import { type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api, ask, ProblemError } from "./api";
import { type SessionState, session, signOut } from "./auth";
import { Failed, Loaded, Skeleton, useLoad } from "./parts/load";
import { Button, Dialog, Page } from "./parts/ui";
import { SignIn, SignInForm } from "./parts/signin";
import { useStore } from "./store";

export { signOut };

// The person whose profile is known to be there, in this tab.
const PROFILE_KEY = "skillpath.profile";

export function useSession(): SessionState {
  return useStore(session);
}

/** Put a profile where there is none yet, named as the e-mail address is: an assessment needs one. */
export async function ensureProfile(signal?: AbortSignal): Promise<void> {
  const who = session.get();
  if (who.status !== "in" || sessionStorage.getItem(PROFILE_KEY) === who.userId) return;
  if (who.isNew || !(await hasProfile(signal))) {
    const displayName = who.email.split("@")[0]?.trim() || "Me";
    await ask(api.PUT("/v1/users/me", { body: { display_name: displayName.slice(0, 100) }, signal }));
  }
  sessionStorage.setItem(PROFILE_KEY, who.userId);
}

async function hasProfile(signal?: AbortSignal): Promise<boolean> {
  try {
    await ask(api.GET("/v1/users/me", { signal }));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === "user-not-found") return false;
    throw error;
  }
}

/** Forget that there is a profile, as after everything was erased. */
export function forgetProfile(): void {
  sessionStorage.removeItem(PROFILE_KEY);
}

/** Its children, for whoever is signed in; else the sign-in, in the same place.
 *
 * Where a session has run out the children stay under a dialog, with whatever was typed into them.
 */
export function Signed({ children }: { children: ComponentChildren }) {
  const who = useSession();
  if (who.status === "loading") return <Skeleton what="Looking whether you are signed in" />;
  if (who.status === "out") return <SignIn title="Sign in to go on" />;
  return (
    <>
      <WithProfile key={who.userId} userId={who.userId}>
        {children}
      </WithProfile>
      <Dialog title="Your session has ended" isOpen={who.status === "expired"} onClose={() => {}} isFirm>
        <p>Sign in again to go on where you were. Nothing you typed is lost.</p>
        <SignInForm isKnown email={who.email} />
        <Button kind="quiet" onClick={() => signOut()}>
          Sign out instead
        </Button>
      </Dialog>
    </>
  );
}

function WithProfile({ userId, children }: { userId: string; children: ComponentChildren }) {
  const [isKnown] = useState(() => sessionStorage.getItem(PROFILE_KEY) === userId);
  return isKnown ? <>{children}</> : <PutProfile>{children}</PutProfile>;
}

function PutProfile({ children }: { children: ComponentChildren }) {
  const profile = useLoad(async (signal) => {
    await ensureProfile(signal);
    return true;
  }, []);
  return (
    <Loaded
      of={profile}
      what="Getting your profile"
      failed={(error) => (
        <Page title="Not here yet">
          <Failed error={error} reload={profile.reload} />
        </Page>
      )}
    >
      {() => children}
    </Loaded>
  );
}
