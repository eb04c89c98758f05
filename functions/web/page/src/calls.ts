/** The calls this page made last, and each of them as `fetch` and as `curl`, to copy. The token is never among it. */
import { Store } from "./store";

/** Null while it goes on; 0 where no answer came. */
export type Status = number | "called off" | null;

export interface Call {
  id: number;
  method: string;
  /** Absolute. */
  url: string;
  /** Without Authorization; `isSigned` says whether there is one. */
  headers: [string, string][];
  isSigned: boolean;
  /** JSON text, or the fields of a form before its file. */
  body: string | { fields: [string, string][]; file: string } | null;
  status: Status;
  at: Date;
}

const KEPT = 30;
let nextId = 1;

/** Newest first. */
export const calls = new Store<Call[]>([]);

/** Record a call as it goes out; the returned function takes its status. Of one that looks again and again, the last stays. */
export function record(call: Omit<Call, "id" | "status" | "at">): (status: Status) => void {
  const id = nextId++;
  const headers = call.headers.map(([name, value]): [string, string] => [asWritten(name), value]);
  const [newest, ...older] = calls.get();
  const isAgain = newest?.method === "GET" && call.method === "GET" && newest.url === call.url;
  const before = newest && !isAgain ? [newest, ...older] : older;
  calls.set([{ ...call, headers, id, status: null, at: new Date() }, ...before].slice(0, KEPT));
  return (status) => calls.set(calls.get().map((kept) => (kept.id === id ? { ...kept, status } : kept)));
}

/** Browsers keep names of headers in small letters: "x-request-id" is written "X-Request-Id". */
function asWritten(name: string): string {
  return name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

export function forgetCalls(): void {
  calls.set([]);
}

/** For a POSIX shell: in single quotes, with each of its own outside of them. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** As a command that can be pasted; the token is read from $TOKEN. */
export function asCurl(call: Call): string {
  const lines = [`curl${call.method === "GET" ? "" : ` -X ${call.method}`} ${shellQuoted(call.url)}`];
  if (call.isSigned) lines.push('-H "Authorization: Bearer $TOKEN"');
  for (const [name, value] of call.headers) lines.push(`-H ${shellQuoted(`${name}: ${value}`)}`);
  if (typeof call.body === "string") lines.push(`--data-raw ${shellQuoted(call.body)}`);
  else if (call.body) {
    for (const [name, value] of call.body.fields) lines.push(`--form-string ${shellQuoted(`${name}=${value}`)}`);
    lines.push(`-F ${shellQuoted(`file=@"${call.body.file.replaceAll(/["\\]/g, "\\$&")}"`)}`);
  }
  return lines.join(" \\\n  ");
}

/** As JavaScript that can be pasted into a module; the token is read from TOKEN. */
export function asFetch(call: Call): string {
  const headers = call.headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  if (call.isSigned) headers.unshift('    "Authorization": `Bearer ${TOKEN}`,');
  const lines: string[] = [];
  let body = "";
  if (typeof call.body === "string") {
    const value = asJson(call.body);
    const written =
      typeof value === "string" ? JSON.stringify(call.body) : `JSON.stringify(${JSON.stringify(value, null, 2)})`;
    body = `  body: ${written.replaceAll("\n", "\n  ")},`;
  } else if (call.body) {
    lines.push("const form = new FormData();");
    for (const [name, value] of call.body.fields) {
      lines.push(`form.append(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    }
    lines.push('form.append("file", file); // last, and the very file that was announced');
    body = "  body: form,";
  }
  lines.push(`const response = await fetch(${JSON.stringify(call.url)}, {`);
  if (call.method !== "GET") lines.push(`  method: ${JSON.stringify(call.method)},`);
  if (headers.length) lines.push("  headers: {", ...headers, "  },");
  if (body) lines.push(body);
  lines.push("});");
  if (call.method !== "DELETE" && typeof (call.body ?? "") === "string")
    lines.push("const data = await response.json();");
  return lines.join("\n");
}
