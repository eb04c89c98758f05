/** Who is signed in: Supabase's auth client, its errors in plain words, and what to tell apart when a session ends. */
import {
  AuthError,
  AuthWeakPasswordError,
  GoTrueClient,
  type Session,
  isAuthRetryableFetchError,
} from "@supabase/auth-js";
import { type Config } from "./config";
import { OfflineError, SessionExpiredError } from "./errors";
import { forgetMailLink, type MailLink, mailLinkOf, NO_ANSWER, refusalWords } from "./maillink";
import { Store } from "./store";

/** `isNew`: the account was made a moment ago. `expired`: the session ended by itself, and its owner may be in the middle of something. */
export type SessionState =
  | { status: "loading" }
  | { status: "out" }
  | { status: "in" | "expired"; userId: string; email: string; isNew: boolean };

const STORAGE_KEY = "skillpath.session";
// Holds that the person signed out on purpose, in whichever tab, so that it is not taken for a session that ran out.
const SIGNED_OUT_KEY = "skillpath.signed-out";
const OWNER_KEY = "skillpath.owner";
const RECOVERING_KEY = "skillpath.recovering";
// Where the client keeps what it exchanges a link's code with; it forgets that at the first try.
const VERIFIER_KEY = `${STORAGE_KEY}-code-verifier`;

export const session = new Store<SessionState>({ status: "loading" });
/** Whether somebody came by the link for a new password, and has not chosen it yet. */
export const isRecovering = new Store<boolean>(false);
/** What became of the link in a mail, until somebody has read it. */
export const linkSays = new Store<{ isGood: boolean; words: string } | null>(null);
/** A link that is still to be confirmed by a press: programs that look into mails follow links, and would use it up. */
export const openLink = new Store<Extract<MailLink, { is: "token" }> | null>(null);

let auth: GoTrueClient | null = null;
let isSigningUp = false;

function client(): GoTrueClient {
  if (!auth) throw new Error("the sign-in is not connected yet");
  return auth;
}

/** Connect to the sign-in, once, and follow the session, other tabs' changes of it too. */
export async function connectAuth(config: Config): Promise<void> {
  if (auth) return;
  auth = new GoTrueClient({
    url: `${config.supabaseUrl}/auth/v1`,
    headers: { apikey: config.supabaseKey },
    storageKey: STORAGE_KEY,
    storage: localStorage,
    flowType: "pkce",
    autoRefreshToken: true,
    persistSession: true,
    detectSessionInUrl: false,
  });
  const way = await takeLink();
  auth.onAuthStateChange((event, found) => {
    follow(found);
    if (event === "PASSWORD_RECOVERY" || (event === "INITIAL_SESSION" && way === "recovery")) recover(true);
    else if (event === "INITIAL_SESSION") isRecovering.set(!!found && sessionStorage.getItem(RECOVERING_KEY) !== null);
  });
  addEventListener("storage", (event) => {
    if (event.key === STORAGE_KEY && event.newValue === null) follow(null);
  });
}

/** Use what the link in a mail left in the address; "recovery" where it was for a new password. */
async function takeLink(): Promise<string | null> {
  const found = mailLinkOf(location);
  if (found?.is === "problem") linkSays.set({ isGood: false, words: found.words });
  if (found?.is === "token") openLink.set(found);
  const verifier = localStorage.getItem(VERIFIER_KEY);
  const done = found?.is === "code" ? await client().exchangeCodeForSession(found.code) : null;
  if (done?.error && isAuthRetryableFetchError(done.error)) {
    // Then the address keeps the link, for another try.
    if (verifier) localStorage.setItem(VERIFIER_KEY, verifier);
    linkSays.set({ isGood: false, words: NO_ANSWER });
    return null;
  }
  if (found) forgetMailLink();
  if (done?.error) linkSays.set({ isGood: false, words: refusalWords(done.error) });
  const way = (done?.data as { redirectType?: string | null } | undefined)?.redirectType ?? null;
  if (done?.data.session && way !== "recovery") welcome(done.data.session);
  return way;
}

/** Hand in the link that is open. Throws SignInError where there was no answer; then it stays open. */
export async function confirmLink(): Promise<void> {
  const open = openLink.get();
  if (!open) return;
  const { data, error } = await client().verifyOtp({ token_hash: open.hash, type: open.type });
  if (error && isAuthRetryableFetchError(error)) throw signInError(error);
  openLink.set(null);
  if (error) linkSays.set({ isGood: false, words: refusalWords(error) });
  // Who was invited has no password yet.
  else if (open.type === "invite") recover(true);
  else if (data.session && open.type !== "recovery") welcome(data.session);
}

function welcome({ user }: Session): void {
  linkSays.set({ isGood: true, words: `Your address is confirmed. You are signed in as ${user.email}.` });
}

/** Also after a reload the new password is still to be chosen. */
function recover(isNow: boolean): void {
  if (isNow) sessionStorage.setItem(RECOVERING_KEY, "on");
  else sessionStorage.removeItem(RECOVERING_KEY);
  isRecovering.set(isNow);
}

/** For whoever keeps the password there is. */
export function keepPassword(): void {
  recover(false);
}

function follow(found: Session | null): void {
  const before = session.get();
  if (found) {
    localStorage.removeItem(SIGNED_OUT_KEY);
    // What somebody else left in this tab, as a text they pasted, is not for whoever comes next.
    if (sessionStorage.getItem(OWNER_KEY) !== found.user.id) sessionStorage.clear();
    sessionStorage.setItem(OWNER_KEY, found.user.id);
    if (before.status === "in" && before.userId === found.user.id) return;
    // Whoever is in by another way has no more use for why a link did not work.
    if (before.status === "out" && linkSays.get()?.isGood === false) linkSays.set(null);
    session.set({ status: "in", userId: found.user.id, email: found.user.email ?? "", isNew: isSigningUp });
  } else if (before.status === "in" && localStorage.getItem(SIGNED_OUT_KEY) === null) {
    session.set({ ...before, status: "expired" });
  } else if (before.status !== "expired") {
    if (before.status === "in") sessionStorage.clear();
    session.set({ status: "out" });
  }
}

/** The token that the API wants, renewed where it has run out.
 *
 * Throws SessionExpiredError, and OfflineError where it cannot be renewed just now.
 */
export async function accessToken(): Promise<string> {
  const { data, error } = await client().getSession();
  if (error && isAuthRetryableFetchError(error)) throw new OfflineError();
  if (!data.session) throw expire();
  return data.session.access_token;
}

/** A new token, after the API refused the one there was; throws as accessToken does. */
export async function renewedToken(): Promise<string> {
  const { data, error } = await client().refreshSession();
  if (error && isAuthRetryableFetchError(error)) throw new OfflineError();
  if (!data.session) throw expire();
  return data.session.access_token;
}

/** Says that the session is over, for whoever signs in anew in place; the error is to be thrown. */
export function expire(): SessionExpiredError {
  const before = session.get();
  if (before.status === "in") session.set({ ...before, status: "expired" });
  return new SessionExpiredError();
}

/** Whether the person is in now, or has to follow the link in a mail first. Throws SignInError. */
export async function signUp(email: string, password: string): Promise<"in" | "confirm"> {
  const emailRedirectTo = `${location.origin}${location.pathname}`;
  isSigningUp = true;
  const { data, error } = await client()
    .signUp({ email, password, options: { emailRedirectTo } })
    .finally(() => (isSigningUp = false));
  if (error) throw signInError(error);
  return data.session ? "in" : "confirm";
}

/** Throws SignInError. */
export async function signIn(email: string, password: string): Promise<void> {
  const { error } = await client().signInWithPassword({ email, password });
  if (error) throw signInError(error);
}

/** Send the link that confirms a new account's address once more. Throws SignInError. */
export async function sendConfirmation(email: string): Promise<void> {
  const emailRedirectTo = `${location.origin}${location.pathname}`;
  const { error } = await client().resend({ type: "signup", email, options: { emailRedirectTo } });
  if (error) throw signInError(error);
}

/** Send a link to choose a new password by; whether there is such an account is not said. Throws SignInError. */
export async function sendRecovery(email: string): Promise<void> {
  const redirectTo = `${location.origin}${location.pathname}`;
  const { error } = await client().resetPasswordForEmail(email, { redirectTo });
  if (error) throw signInError(error);
}

/** Of whoever is signed in; `isRecovering` stays until they have read that it is kept. Throws SignInError. */
export async function choosePassword(password: string): Promise<void> {
  const { error } = await client().updateUser({ password });
  if (error) throw signInError(error);
  sessionStorage.removeItem(RECOVERING_KEY);
}

/** Sign out here and in the other tabs; with no network too, as what this browser holds is removed in any case. */
export async function signOut(): Promise<void> {
  localStorage.setItem(SIGNED_OUT_KEY, new Date().toISOString());
  await client().signOut({ scope: "local" });
  localStorage.removeItem(STORAGE_KEY);
  sessionStorage.clear();
  session.set({ status: "out" });
}

/** Of signing in or up: `field` is the one to look at, where it is one. */
export class SignInError extends Error {
  override readonly name = "SignInError";

  constructor(
    message: string,
    readonly field: "email" | "password" | null = null,
    /** What can be done instead: an account with that address is there already, or waits to be confirmed. */
    readonly way: "sign in" | "send again" | null = null,
  ) {
    super(message);
  }
}

function signInError(error: AuthError): SignInError {
  if (isAuthRetryableFetchError(error) && !error.status) return new SignInError(new OfflineError().message);
  if (error instanceof AuthWeakPasswordError || error.code === "weak_password") {
    const reasons = error instanceof AuthWeakPasswordError ? error.reasons : [];
    const leaked = reasons.includes("pwned") ? " That one is in lists of stolen passwords." : "";
    return new SignInError(`Take a stronger password: a longer one, with letters and digits.${leaked}`, "password");
  }
  switch (error.code) {
    case "invalid_credentials":
      return new SignInError("The e-mail address or the password is not right.", "password");
    case "user_already_exists":
    case "email_exists":
      return new SignInError("There is an account with this address already. Sign in instead.", "email", "sign in");
    case "same_password":
      return new SignInError("That is the password you have already. Take another one.", "password");
    case "email_not_confirmed":
      return new SignInError("Follow the link in the mail we sent you first.", "email", "send again");
    case "email_address_invalid":
    case "email_address_not_authorized":
    case "validation_failed":
      return new SignInError("That e-mail address cannot be used. Check it for a slip.", "email");
    case "signup_disabled":
    case "email_provider_disabled":
      return new SignInError("Nobody can sign up here at the moment.");
    case "user_banned":
      return new SignInError("This account is locked.");
  }
  if (error.status === 429) return new SignInError("Too many tries. Wait a minute, then try again.");
  if ((error.status ?? 500) >= 500)
    return new SignInError("The sign-in does not answer just now. Try again in a moment.");
  return new SignInError("That did not work. Check the e-mail address and the password, then try again.");
}
