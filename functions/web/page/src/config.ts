/** Where the API and the sign-in are: `config.json` beside the page. */

export interface Config {
  /** Without a slash at its end; "" is the page's own origin. */
  apiUrl: string;
  supabaseUrl: string;
  /** The publishable key, which anybody may see. */
  supabaseKey: string;
}

let loaded: Config | null = null;

/** Read config.json, once; `config` has it from then on. */
export async function loadConfig(): Promise<Config> {
  if (loaded) return loaded;
  const response = await fetch("config.json", { signal: AbortSignal.timeout(15_000), cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  const read = (await response.json()) as Partial<Config>;
  if (!read.supabaseUrl || !read.supabaseKey) throw new Error("config.json: supabaseUrl and supabaseKey are needed");
  loaded = {
    apiUrl: (read.apiUrl ?? "").replace(/\/+$/, ""),
    supabaseUrl: read.supabaseUrl.replace(/\/+$/, ""),
    supabaseKey: read.supabaseKey,
  };
  return loaded;
}

/** What config.json says; it is read before anything is shown. */
export function config(): Config {
  if (!loaded) throw new Error("config.json is not read yet");
  return loaded;
}

/** The absolute address of a path of the API, as "/v1/health". */
export function apiAddress(path: string): string {
  return `${config().apiUrl || location.origin}${path}`;
}
