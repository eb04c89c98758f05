/** What can go wrong with a call, each with words for the person that made it. */
import type { components } from "../../../docs/openapi";

export type Problem = components["schemas"]["Problem"];
export type ProblemField = components["schemas"]["ProblemField"];

/** The API said no: `code` is stable, `message` says what was wrong and what to do next. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly ProblemField[] = [],
    /** Seconds to wait before another try, where the answer says so. */
    readonly retryAfterS: number | null = null,
  ) {
    super(detail);
  }
}

/** No answer came: the network is gone, or it took longer than `TIMEOUT_MS`. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";

  constructor(readonly isTimeout = false) {
    super(
      isTimeout
        ? "No answer came within 30 seconds. Try again in a moment."
        : "The service cannot be reached. Check your connection, then try again.",
    );
  }
}

/** The session has ended, and cannot be renewed: whoever is there signs in anew, in place. */
export class SessionExpiredError extends Error {
  override readonly name = "SessionExpiredError";

  constructor() {
    super("Your session has ended. Sign in again to go on.");
  }
}

/** The problem that an answer's body is; one that is none, as a proxy's page, is said in general words. */
export function problemOf(response: Response, body: unknown): ProblemError {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const retryAfterS = retryAfter > 0 ? retryAfter : null;
  if (typeof body === "object" && body !== null && "code" in body && "detail" in body) {
    const problem = body as Problem;
    return new ProblemError(response.status, problem.code, problem.detail, problem.errors ?? [], retryAfterS);
  }
  const detail =
    response.status >= 500
      ? "Something went wrong on our side. Try again in a moment."
      : `The service answered with ${response.status}, which this page does not know. Reload it, then try again.`;
  return new ProblemError(response.status, "unknown", detail, [], retryAfterS);
}

/** Words to show for any error: the API's and our own as they are, another one's in general. */
export function wordsOf(error: unknown): string {
  if (error instanceof ProblemError) return sentence(error.detail);
  if (error instanceof OfflineError || error instanceof SessionExpiredError) return error.message;
  return "Something went wrong in this page. Reload it, then try again.";
}

/** With a capital at its beginning and a full stop at its end. */
export function sentence(words: string): string {
  const trimmed = words.trim();
  if (!trimmed) return "";
  const ended = /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  return ended[0]!.toUpperCase() + ended.slice(1);
}
