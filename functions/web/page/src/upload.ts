/** A file on its way: what can be seen to be wrong with it before, its checksum, and the form that takes its bytes. */
import { record } from "./calls";
import { OfflineError, type Schema } from "./api";
import { bytes } from "./parts/format";

export type ContentType = Schema<"ContentType">;

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_TEXT_CHARS = 100_000;
const MAX_FILENAME_CHARS = 255;
const STALL_MS = 30_000;

const DOCX: ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const TYPES: Record<string, ContentType> = {
  pdf: "application/pdf",
  docx: DOCX,
  txt: "text/plain",
  text: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
};
/** For the file picker. */
export const ACCEPTED = [...Object.keys(TYPES).map((ending) => `.${ending}`), ...new Set(Object.values(TYPES))].join(
  ",",
);

const INSTEAD: Record<string, string> = {
  doc: "An old Word file (.doc) cannot be read. Save it as .docx or as PDF.",
  odt: "An OpenDocument file cannot be read. Export it as PDF or as .docx.",
  rtf: "An RTF file cannot be read. Save it as .docx or as PDF.",
  pages: "A Pages file cannot be read. Export it as PDF or as Word.",
};

/** Why a file is not sent; the message is for the person. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** What the file is, by its name's ending; where it has none, by what the browser says of it. Throws FileError where it will not do. */
export function typeOf(file: { name: string; type: string; size: number }): ContentType {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? "";
  if (INSTEAD[ending]) throw new FileError(INSTEAD[ending]);
  const named = ending ? TYPES[ending] : Object.values(TYPES).find((type) => type === file.type);
  if (file.type.startsWith("image/")) {
    throw new FileError("A picture holds no text to read. Use the file that the picture was made from.");
  }
  if (!named) throw new FileError("This kind of file cannot be read. Use a PDF, a .docx, a .txt or a .md file.");
  if (file.size === 0) throw new FileError("The file is empty. Choose another one.");
  if (file.size > MAX_FILE_BYTES) {
    throw new FileError(`The file has ${bytes(file.size)}; 10 MB (10 MiB) is the most. Save it with smaller pictures.`);
  }
  return named;
}

/** What the API is told of a file before it comes. Throws FileError. */
export async function announce(file: File): Promise<Schema<"DocumentIn">> {
  const contentType = typeOf(file);
  // A page that comes over plain HTTP from another machine has no checksums: browsers keep them to secure ones.
  if (!globalThis.crypto?.subtle) {
    throw new FileError("This page can upload only over HTTPS, or from this machine itself. Open it that way.");
  }
  let content: ArrayBuffer;
  try {
    content = await file.arrayBuffer();
  } catch {
    throw new FileError("The file cannot be opened. It may have been moved or changed; choose it again.");
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const filename = Array.from(file.name).slice(-MAX_FILENAME_CHARS).join("");
  return { filename, content_type: contentType, size: content.byteLength, sha256 };
}

/** The form was too old, or the bytes are not those that were announced. */
export class FormRefusedError extends Error {
  override readonly name = "FormRefusedError";
}

/** Send the bytes to where files lie.
 *
 * Args:
 *   onProgress: takes the share of the bytes that are there, in [0, 1].
 *
 * Throws OfflineError where the network went away, FormRefusedError, and an AbortError where the signal was aborted.
 */
export function sendForm(
  upload: Schema<"UploadFormOut">,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append("file", file);
  const body = { fields: Object.entries(upload.fields), file: file.name };
  const done = record({ method: "POST", url: upload.url, headers: [], isSigned: false, body });

  // fetch has no progress of what it sends.
  const request = new XMLHttpRequest();
  // A network that is gone can keep a request hanging for minutes, with no word of it.
  let isCut = false;
  const cut = () => {
    isCut = true;
    request.abort();
  };
  const stop = () => request.abort();
  let stalled = setTimeout(cut, STALL_MS);
  return new Promise<void>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(cut, STALL_MS);
      onProgress(total ? Math.min(1, loaded / total) : 0);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else if (request.status >= 500) reject(new OfflineError());
      else reject(new FormRefusedError(`the form was answered ${request.status}`));
    };
    request.onerror = () => reject(new OfflineError());
    request.onabort = () =>
      reject(isCut ? new OfflineError() : new DOMException("the upload was stopped", "AbortError"));
    addEventListener("offline", cut);
    signal.addEventListener("abort", stop);
    request.open("POST", upload.url);
    request.send(form);
  }).finally(() => {
    clearTimeout(stalled);
    removeEventListener("offline", cut);
    signal.removeEventListener("abort", stop);
    done(signal.aborted ? "called off" : isCut ? 0 : request.status);
  });
}
