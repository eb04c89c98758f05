/** Signing in and up, and a new password for whoever forgot theirs. */
import { type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { choosePassword, isRecovering, linkProblem, sendRecovery, signIn, SignInError, signUp } from "../auth";
import { leaveFirstPlace } from "../router";
import { useStore } from "../store";
import { Button, Dialog, Field, Notice, Page } from "./ui";

const SHORTEST_PASSWORD = 8;

type Way = "in" | "up" | "forgot";

const TITLES: Record<Way, string> = { in: "Sign in", up: "Sign up", forgot: "Send me a link" };

/** The sign-in as a view of its own, in the place of what it leads to. */
export function SignIn({ title }: { title: string }) {
  return (
    <Page title={title}>
      <div class="card signin-card">
        <SignInForm />
      </div>
    </Page>
  );
}

interface SignInFormProps {
  email?: string;
  /** Whose session has ended has no need to sign up. */
  isKnown?: boolean;
  /** Whether signing up is what it begins with. */
  isNew?: boolean;
  onIn?: () => void;
}

export function SignInForm({ email: first = "", isKnown = false, isNew = false, onIn }: SignInFormProps) {
  const [way, setWay] = useState<Way>(isNew ? "up" : "in");
  const [email, setEmail] = useState(first);
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInError | null>(null);
  const [isSent, setSent] = useState(false);
  const fromLink = useStore(linkProblem);

  const change = (next: Way) => {
    setWay(next);
    setProblem(null);
    setSent(false);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = wrongEmail(email) ?? (way === "forgot" ? null : wrongPassword(password, way === "up"));
    setProblem(wrong);
    if (wrong || isBusy) return;
    setBusy(true);
    leaveFirstPlace();
    try {
      if (await isMailNext(way, email.trim(), password)) setSent(true);
      else onIn?.();
    } catch (error) {
      setProblem(asSignInError(error));
    } finally {
      setBusy(false);
    }
  };

  if (isSent) return <Sent email={email.trim()} isNew={way === "up"} onBack={() => change("in")} />;
  return (
    <form class="signin" onSubmit={submit} noValidate aria-label={TITLES[way]}>
      {!isKnown && (
        <div class="choice" role="group" aria-label="Sign in or sign up">
          <button type="button" aria-pressed={way !== "up"} onClick={() => change("in")}>
            I have an account
          </button>
          <button type="button" aria-pressed={way === "up"} onClick={() => change("up")}>
            I am new here
          </button>
        </div>
      )}
      {fromLink && <Notice kind="warning">{fromLink}</Notice>}
      <Field label="E-mail address" error={problem?.field === "email" ? problem.message : null}>
        {(parts) => (
          <input
            {...parts}
            type="email"
            name="email"
            autocomplete="username"
            inputMode="email"
            autocapitalize="none"
            spellcheck={false}
            required
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        )}
      </Field>
      {way !== "forgot" && (
        <PasswordField
          label="Password"
          isNew={way === "up"}
          isFirst={isKnown}
          value={password}
          onType={setPassword}
          error={problem?.field === "password" ? problem.message : null}
        />
      )}
      {problem && !problem.field && <Notice kind="problem">{problem.message}</Notice>}
      <div class="actions">
        <Button type="submit" kind="first" isBusy={isBusy}>
          {TITLES[way]}
        </Button>
        {problem?.isKnown && (
          <Button kind="quiet" onClick={() => change("in")}>
            Sign in instead
          </Button>
        )}
        {way === "in" && (
          <Button kind="quiet" onClick={() => change("forgot")}>
            Forgot your password?
          </Button>
        )}
      </div>
    </form>
  );
}

function Sent({ email, isNew, onBack }: { email: string; isNew: boolean; onBack: () => void }) {
  return (
    <Notice kind="good" title="Look into your mailbox">
      <p>
        We sent a link to <strong>{email}</strong>. Open it in this browser
        {isNew ? ", and you are in" : " to choose a new password"}.
      </p>
      <p>
        If nothing comes within a few minutes, look for it under spam
        {isNew ? ", or you have an account already: sign in" : ""}.
      </p>
      <Button onClick={onBack}>Back to sign in</Button>
    </Notice>
  );
}

interface PasswordFieldProps {
  label: string;
  isNew: boolean;
  /** Whether a dialog that it stands in begins with it. */
  isFirst?: boolean;
  value: string;
  onType: (password: string) => void;
  error: string | null;
}

function PasswordField({ label, isNew, isFirst = false, value, onType, error }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const hint: ComponentChildren = isNew
    ? `At least ${SHORTEST_PASSWORD} characters. A few words in a row are good.`
    : undefined;
  return (
    <Field label={label} hint={hint} error={error}>
      {(parts) => (
        <div class="with-button">
          <input
            {...parts}
            type={(isShown ? "text" : "password") as "password"}
            name="password"
            autocomplete={isNew ? "new-password" : "current-password"}
            autocapitalize="none"
            spellcheck={false}
            autofocus={isFirst}
            required
            value={value}
            onInput={(event) => onType(event.currentTarget.value)}
          />
          <Button kind="quiet" onClick={() => setShown(!isShown)}>
            {isShown ? "Hide password" : "Show password"}
          </Button>
        </div>
      )}
    </Field>
  );
}

/** For whoever came by the link for a new password. */
export function NewPassword() {
  const isOpen = useStore(isRecovering);
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInError | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = wrongPassword(password, true);
    setProblem(wrong);
    if (wrong || isBusy) return;
    setBusy(true);
    try {
      await choosePassword(password);
    } catch (error) {
      setProblem(asSignInError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Choose a new password" isOpen={isOpen} onClose={() => isRecovering.set(false)}>
      <form class="signin" onSubmit={submit} noValidate>
        <PasswordField
          label="New password"
          isNew
          value={password}
          onType={setPassword}
          error={problem?.message ?? null}
        />
        <Button type="submit" kind="first" isBusy={isBusy}>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}

/** Do what the form is for; whether the person has to follow a link in a mail now, as they are not in yet. */
async function isMailNext(way: Way, email: string, password: string): Promise<boolean> {
  if (way === "up") return (await signUp(email, password)) === "confirm";
  if (way === "in") await signIn(email, password);
  else await sendRecovery(email);
  return way === "forgot";
}

function asSignInError(error: unknown): SignInError {
  return error instanceof SignInError ? error : new SignInError("That did not work. Try again.");
}

/** What can be seen to be wrong before anything is sent. */
function wrongEmail(email: string): SignInError | null {
  if (/^\S+@\S+\.\S+$/.test(email.trim())) return null;
  return new SignInError("Type an e-mail address, as name@example.org.", "email");
}

function wrongPassword(password: string, isNew: boolean): SignInError | null {
  if (!password) return new SignInError("Type a password.", "password");
  if (!isNew || password.length >= SHORTEST_PASSWORD) return null;
  return new SignInError(`Take at least ${SHORTEST_PASSWORD} characters.`, "password");
}
