/** Signing in and up. */
import { useState } from "preact/hooks";
import { linkProblem, SignInError, signIn, signUp } from "../auth";
import { useStore } from "../store";
import { Button, Field, Notice, Page } from "./ui";

interface SignInProps {
  /** The view's title, where the form is a view of its own. */
  title?: string;
  /** Whether it stands inside of something that has a title. */
  isInline?: boolean;
  /** The address to begin with. */
  email?: string;
}

export function SignIn({ title = "Sign in", isInline = false, email = "" }: SignInProps) {
  const form = <SignInForm email={email} isKnown={Boolean(email)} />;
  return isInline ? form : <Page title={title}>{form}</Page>;
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
  const [isSigningUp, setSigningUp] = useState(isNew);
  const [email, setEmail] = useState(first);
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInError | null>(null);
  const [isSent, setSent] = useState(false);
  const fromLink = useStore(linkProblem);

  const change = (signingUp: boolean) => {
    setSigningUp(signingUp);
    setProblem(null);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = mistake(email, password, isSigningUp);
    setProblem(wrong);
    if (wrong || isBusy) return;
    setBusy(true);
    try {
      if (!isSigningUp) await signIn(email.trim(), password);
      else if ((await signUp(email.trim(), password)) === "confirm") return setSent(true);
      onIn?.();
    } catch (error) {
      setProblem(error instanceof SignInError ? error : new SignInError("That did not work. Try again."));
    } finally {
      setBusy(false);
    }
  };

  if (isSent) {
    return (
      <Notice kind="good" title="Look into your mailbox">
        <p>
          We sent a link to <strong>{email.trim()}</strong>. Open it in this browser, and you are in. If nothing comes within a
          few minutes, look for it under spam, or you have an account already and can sign in.
        </p>
        <Button
          onClick={() => {
            setSent(false);
            change(false);
          }}
        >
          Back to sign in
        </Button>
      </Notice>
    );
  }

  return (
    <form class="signin" onSubmit={submit} noValidate aria-label={isSigningUp ? "Sign up" : "Sign in"}>
      {!isKnown && (
        <div class="choice" role="group" aria-label="Sign in or sign up">
          <button type="button" aria-pressed={!isSigningUp} onClick={() => change(false)}>
            I have an account
          </button>
          <button type="button" aria-pressed={isSigningUp} onClick={() => change(true)}>
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
      <Field
        label="Password"
        hint={isSigningUp ? "At least 8 characters. A few words in a row are good." : undefined}
        error={problem?.field === "password" ? problem.message : null}
      >
        {(parts) => (
          <div class="with-button">
            <input
              {...parts}
              type={(isShown ? "text" : "password") as "password"}
              name="password"
              autocomplete={isSigningUp ? "new-password" : "current-password"}
              autocapitalize="none"
              spellcheck={false}
              required
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
            <Button kind="quiet" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? "Hide password" : "Show password"}
            </Button>
          </div>
        )}
      </Field>
      {problem && !problem.field && <Notice kind="problem">{problem.message}</Notice>}
      {problem?.isKnown && (
        <Button kind="quiet" onClick={() => change(false)}>
          Sign in instead
        </Button>
      )}
      <Button type="submit" kind="first" isBusy={isBusy}>
        {isSigningUp ? "Sign up" : "Sign in"}
      </Button>
    </form>
  );
}

const SHORTEST_PASSWORD = 8;

/** What can be seen to be wrong before anything is sent. */
function mistake(email: string, password: string, isSigningUp: boolean): SignInError | null {
  if (!/^\S+@\S+\.\S+$/.test(email.trim())) return new SignInError("Type an e-mail address, as name@example.org.", "email");
  if (!password) return new SignInError("Type your password.", "password");
  if (isSigningUp && password.length < SHORTEST_PASSWORD) {
    return new SignInError(`Take at least ${SHORTEST_PASSWORD} characters.`, "password");
  }
  return null;
}
