/** The typed client of the API, which is what this page itself uses: bearer token, time-outs, repeats, and a record. */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../../docs/openapi";
import { accessToken, expire, renewedToken } from "./auth";
import { record } from "./calls";
import { apiAddress } from "./config";
import { OfflineError, problemOf } from "./errors";

export { OfflineError, ProblemError, SessionExpiredError, sentence, wordsOf } from "./errors";

/** A schema of the API: `Schema<"PlanOut">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

const TIMEOUT_MS = 30_000;
const REPEATS = 2;
const FIRST_PAUSE_MS = 600;
const LONGEST_PAUSE_MS = 8_000;
// Open to anybody: these go out without a token.
const OPEN = ["/v1/health", "/v1/openapi.json"];
const TAKES_KEY = new Set(["POST", "PATCH"]);
// What browsers send on when the page is left holds 64 KiB in all, of every such request: fetch refuses what is beyond.
const MOST_SENT_ON = 4_000;

/** A new `Idempotency-Key`: keep it for as long as the action is the same, however often it is tried. */
export function newKey(): string {
  return crypto.randomUUID();
}

const names: Middleware = {
  onRequest({ request }) {
    if (TAKES_KEY.has(request.method) && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", newKey());
    }
    request.headers.set("X-Request-Id", crypto.randomUUID());
    return request;
  },
};

interface Outgoing {
  method: string;
  url: string;
  headers: Headers;
  body: string | null;
  signal: AbortSignal;
  isSigned: boolean;
}

/** As fetch: with the token, anew once where it is refused, and repeated where that does no harm. */
async function send(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const out: Outgoing = {
    method: request.method,
    url: apiAddress(`${pathname}${search}`),
    headers: request.headers,
    body: (await request.text()) || null,
    signal: request.signal,
    isSigned: !OPEN.includes(pathname),
  };
  const isRepeatable = out.method === "GET" || out.headers.has("Idempotency-Key");
  for (let tries = 0; ; tries += 1) {
    const isLast = !isRepeatable || tries === REPEATS;
    let pauseMs = FIRST_PAUSE_MS * 2 ** tries;
    try {
      const response = await sendSigned(out);
      if (response.status !== 503 || isLast) return response;
      pauseMs = Math.max(pauseMs, Number(response.headers.get("Retry-After")) * 1000 || 0);
      if (pauseMs > LONGEST_PAUSE_MS) return response;
    } catch (error) {
      const isNetwork = error instanceof OfflineError && !error.isTimeout;
      if (!isNetwork || isLast || !navigator.onLine) throw error;
    }
    await pause(pauseMs, out.signal);
  }
}

async function sendSigned(out: Outgoing): Promise<Response> {
  if (!out.isSigned) return sendOnce(out, null);
  const response = await sendOnce(out, await accessToken());
  if (response.status !== 401) return response;
  const again = await sendOnce(out, await renewedToken());
  if (again.status === 401) throw expire();
  return again;
}

async function sendOnce(out: Outgoing, token: string | null): Promise<Response> {
  const { method, url, body } = out;
  const done = record({ method, url, headers: [...out.headers], isSigned: token !== null, body });
  const headers = new Headers(out.headers);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const signal = AbortSignal.any([out.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { method, headers, body, signal, keepalive: isSentOn(out) });
    done(response.status);
    return response;
  } catch (error) {
    done(out.signal.aborted ? "called off" : 0);
    throw offline(error);
  }
}

/** Whether it goes on where the page is reloaded or left before the answer: what changes something, and is small. */
function isSentOn({ method, body }: Outgoing): boolean {
  return method !== "GET" && (body?.length ?? 0) <= MOST_SENT_ON;
}

/** What a failed fetch means; one that was called off stays an AbortError. */
function offline(error: unknown): unknown {
  if (error instanceof DOMException && error.name === "TimeoutError") return new OfflineError(true);
  return error instanceof TypeError ? new OfflineError() : error;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** `api.GET("/v1/assessments/{assessment_id}", { params: { path: { assessment_id } }, signal })`, and so on. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });
api.use(names);

export interface Asked<T> {
  data: T;
  /** For `If-Match` and `If-None-Match`. */
  etag: string | null;
  response: Response;
}

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** The data of a call: `const { data } = await ask(api.GET(…))`.
 *
 * Throws ProblemError, OfflineError, SessionExpiredError; and an AbortError where the call's signal was aborted.
 */
export async function ask<T>(answer: Answer<T>): Promise<Asked<T>> {
  const found = await askUnlessSame(answer);
  return { ...found, data: found.data as T };
}

/** As ask; `data` is null where the answer is 304, as a call with `If-None-Match` can be answered. */
export async function askUnlessSame<T>(answer: Answer<T>): Promise<Asked<T | null>> {
  let found: Awaited<Answer<T>>;
  try {
    found = await answer;
  } catch (error) {
    throw offline(error);
  }
  const { data, error, response } = found;
  const isSame = response.status === 304;
  if (!response.ok && !isSame) throw problemOf(response, error);
  return { data: isSame ? null : (data as T), etag: response.headers.get("ETag"), response };
}
