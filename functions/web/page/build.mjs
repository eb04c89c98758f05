// Builds the page into build/web, the same bytes from the same sources: `node functions/web/page/build.mjs [FOLDER]`.
//
// index.html names sources (src/main.tsx, style.css, icon.svg). Each is bundled into assets/NAME-HASH.EXT, and its place
// in the page gets that name, and the hash by which browsers hold what they load to what was built.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const page = dirname(fileURLToPath(import.meta.url));
const root = resolve(page, "../../..");
const out = resolve(process.argv[2] ?? join(root, "build/web"));
const named = /(src|href)="((?:src\/)?[\w-]+\.(?:tsx?|css|svg))"/g;

/** Everything that a page loads, and what it was made of. */
async function bundle(html) {
  const made = await build({
    absWorkingDir: page,
    entryPoints: [...html.matchAll(named)].map(([, , source]) => source),
    outdir: join(out, "assets"),
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    // The first that know light-dark() in style sheets.
    target: ["chrome123", "firefox120", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "copy", ".txt": "file" },
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
    logLevel: "warning",
  }).catch(() => process.exit(1)); // It has said why.
  const { outputFiles, metafile } = made;
  const built = new Map();
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) built.set(entryPoint, basename(path));
  }
  const assets = new Map(outputFiles.map((file) => [basename(file.path), file.contents]));
  return { assets, built, sources: Object.keys(metafile.inputs) };
}

/** The packages of npm that are in the bundle, by name. */
async function packagesOf(sources) {
  const names = new Set();
  for (const source of sources) {
    const inside = resolve(page, source).replaceAll("\\", "/").split("/node_modules/").at(-1);
    if (source.includes("node_modules")) names.add(inside.match(/^(?:@[^/]+\/)?[^/]+/)[0]);
  }
  const read = [...names].sort().map(async (name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const terms = file ? (await readFile(join(folder, file), "utf8")).trim() : "";
    return { name, version, license, terms };
  });
  return Promise.all(read);
}

/** Write a file where it is not yet as it should be, so that whoever reads it finds the old one or the new, and no half. */
async function put(path, content) {
  const before = await readFile(path).catch(() => null);
  if (before?.equals(Buffer.from(content))) return;
  const beside = join(out, `.${process.pid}`);
  await writeFile(beside, content);
  await rename(beside, path);
}

const hash = (algorithm, content, form) => createHash(algorithm).update(content).digest(form);

const html = await readFile(join(page, "index.html"), "utf8");
const { assets, built, sources } = await bundle(html);
const packages = await packagesOf(sources);

// Their licences ask to go along with every copy.
const terms = Buffer.from(
  packages.map(({ name, version, license, terms }) => `${name} ${version} (${license})\n\n${terms}\n`).join("\n\n"),
);
const termsName = `licences-${hash("sha256", terms, "hex").slice(0, 8)}.txt`;
assets.set(termsName, terms);

const finished = html
  .replaceAll(/ *<!--.*?-->\n/g, "")
  .replaceAll(named, (_, attribute, source) => {
    const name = built.get(source);
    const integrity = source.endsWith(".svg") ? "" : ` integrity="sha384-${hash("sha384", assets.get(name), "base64")}"`;
    return `${attribute}="assets/${name}"${integrity}`;
  })
  .replace("</head>", `  <link rel="license" href="assets/${termsName}">\n  </head>`);

await mkdir(join(out, "assets"), { recursive: true });
for (const [name, content] of assets) await put(join(out, "assets", name), content);
// For a bill of materials.
const bill = packages.map(({ name, version, license }) => ({ name, version, license }));
await put(join(out, "packages.json"), JSON.stringify(bill, null, 2) + "\n");
await put(join(out, "index.html"), finished);
for (const name of await readdir(join(out, "assets"))) {
  if (!assets.has(name)) await rm(join(out, "assets", name), { force: true });
}
console.log(`The page is in ${relative(process.cwd(), out) || "."}: ${[...assets.keys()].sort().join(", ")}`);
