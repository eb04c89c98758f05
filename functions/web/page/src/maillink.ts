/** What a link in a mail of the sign-in leaves in the address, as Supabase Auth does:
 * https://supabase.com/docs/guides/auth/redirect-urls and …/auth-email-templates (read 2026-11-29). */
import { type AuthError, AuthPKCECodeVerifierMissingError, type EmailOtpType } from "@supabase/auth-js";

/** `code`: opens a session, in the browser that asked for the mail. `token`: in any, once it is handed in. */
export type MailLink =
  | { is: "code"; code: string }
  | { is: "token"; hash: string; type: EmailOtpType }
  | { is: "problem"; words: string };

const TYPES: readonly EmailOtpType[] = ["signup", "email", "magiclink", "invite", "recovery", "email_change"];

const FORGOT = "“Forgot your password?”";
const TOO_OLD =
  "It is too old, or it was used already. If it was to confirm your address, sign in: where that is still to be done, " +
  `you can have the link sent again. For a new password, ask for a new link under ${FORGOT}.`;
const ELSEWHERE =
  "It works only in the browser that you asked for it in, and only the newest one does. If it was to confirm your " +
  `address, that is done: sign in. For a new password, ask for a link here under ${FORGOT}, and open it here.`;
const UNKNOWN = `It cannot be used here. Sign in, or ask for a new password under ${FORGOT}.`;
export const NO_ANSWER = "The sign-in does not answer just now. Reload this page in a moment to try the link again.";

/** What the address holds; null where nobody came by such a link. */
export function mailLinkOf({ search, hash }: Pick<Location, "search" | "hash">): MailLink | null {
  const found = new URLSearchParams(search);
  // A place of the page is no answer.
  if (!hash.startsWith("#/")) new URLSearchParams(hash.slice(1)).forEach((value, name) => found.set(name, value));
  const [code, token, type] = [found.get("code"), found.get("token_hash"), found.get("type")];
  const error = found.get("error_code") ?? found.get("error");
  if (error !== null || found.has("error_description")) {
    return { is: "problem", words: error === "otp_expired" || error === "access_denied" ? TOO_OLD : UNKNOWN };
  }
  if (token) {
    const known = TYPES.find((one) => one === type);
    return known ? { is: "token", hash: token, type: known } : { is: "problem", words: UNKNOWN };
  }
  if (code) return { is: "code", code };
  // A session for whoever has the address: anybody could have somebody follow a link into an account of their own.
  return found.has("access_token") ? { is: "problem", words: UNKNOWN } : null;
}

/** Why a code or a token was refused, and what to do next. */
export function refusalWords(error: AuthError): string {
  if (error instanceof AuthPKCECodeVerifierMissingError || error.code === "bad_code_verifier") return ELSEWHERE;
  const isOld = ["otp_expired", "flow_state_expired", "flow_state_not_found"].includes(error.code ?? "");
  return isOld ? TOO_OLD : UNKNOWN;
}

/** The address without what the link left in it, so that a reload does not hand it in again. */
export function forgetMailLink(): void {
  const hash = location.hash.startsWith("#/") ? location.hash : "#/";
  history.replaceState(history.state, "", `${location.pathname}${hash}`);
}
