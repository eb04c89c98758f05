/** Signing in and up, and the mail for whoever forgot their password; parts/maillinks.tsx has what its link leads to. */
import { type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { linkSays, sendConfirmation, sendRecovery, signIn, SignInError, signUp } from "../auth";
import { leaveFirstPlace } from "../router";
import { useAction } from "./action";
import { Button, Field, Notice, Page } from "./ui";

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
  // Whose link did not work has an account.
  const [way, setWay] = useState<Way>(isNew && linkSays.get() === null ? "up" : "in");
  const [email, setEmail] = useState(first);
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInError | null>(null);
  const [isSent, setSent] = useState(false);

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

  const again = async () => {
    setProblem(null);
    try {
      await sendConfirmation(email.trim());
      setWay("up");
      setSent(true);
    } catch (error) {
      setProblem(asSignInError(error));
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
        {problem?.way === "sign in" && (
          <Button kind="quiet" onClick={() => change("in")}>
            Sign in instead
          </Button>
        )}
        {problem?.way === "send again" && <Button onClick={again}>Send the link again</Button>}
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
  const [isAgain, setAgain] = useState(false);
  const sending = useAction(async () => {
    setAgain(false);
    await (isNew ? sendConfirmation(email) : sendRecovery(email));
    setAgain(true);
  });
  return (
    <div class="stack">
      <Notice kind="good" title="Look into your mailbox">
        <p>
          We sent a link to <strong>{email}</strong>. Open it in this browser
          {isNew ? ", and you are in" : " to choose a new password"}.
        </p>
        <p>
          If nothing comes within a few minutes, look for it under spam
          {isNew ? ", or you have an account already: sign in" : ""}.
        </p>
      </Notice>
      <p role="status">{isAgain && "It was sent again. Only the newest link works."}</p>
      {sending.error !== null && <Notice kind="problem">{asSignInError(sending.error).message}</Notice>}
      <div class="actions">
        <Button onClick={onBack}>Back to sign in</Button>
        <Button kind="quiet" isBusy={sending.isBusy} onClick={() => void sending.run(null)}>
          Send it again
        </Button>
      </div>
    </div>
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

export function PasswordField({ label, isNew, isFirst = false, value, onType, error }: PasswordFieldProps) {
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

/** Do what the form is for; whether the person has to follow a link in a mail now, as they are not in yet. */
async function isMailNext(way: Way, email: string, password: string): Promise<boolean> {
  if (way === "up") return (await signUp(email, password)) === "confirm";
  if (way === "in") await signIn(email, password);
  else await sendRecovery(email);
  return way === "forgot";
}

export function asSignInError(error: unknown): SignInError {
  return error instanceof SignInError ? error : new SignInError("That did not work. Try again.");
}

/** What can be seen to be wrong before anything is sent. */
function wrongEmail(email: string): SignInError | null {
  if (/^\S+@\S+\.\S+$/.test(email.trim())) return null;
  return new SignInError("Type an e-mail address, as name@example.org.", "email");
}

export function wrongPassword(password: string, isNew: boolean): SignInError | null {
  if (!password) return new SignInError("Type a password.", "password");
  if (!isNew || password.length >= SHORTEST_PASSWORD) return null;
  return new SignInError(`Take at least ${SHORTEST_PASSWORD} characters.`, "password");
}
