// Builds the page into build/web, the same bytes from the same sources: `node functions/web/page/build.mjs [FOLDER]`.
//
// index.html names sources (src/main.tsx, style.css, icon.svg). Each is bundled into assets/NAME-HASH.EXT, and its place
// in the page gets that name, and the hash by which browsers hold what they load to what was built.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const page = dirname(fileURLToPath(import.meta.url));
const root = resolve(page, "../../..");
const out = resolve(process.argv[2] ?? join(root, "build/web"));
const named = /(src|href)="((?:src\/)?[\w-]+\.(?:tsx?|css|svg))"/g;

/** Everything that a page loads, and what it was made of. */
async function bundle(html) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: page,
    entryPoints: [...html.matchAll(named)].map(([, , source]) => source),
    outdir: join(out, "assets"),
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "copy", ".txt": "file" },
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const built = new Map();
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) built.set(entryPoint, basename(path));
  }
  const assets = new Map(outputFiles.map((file) => [basename(file.path), file.contents]));
  return { assets, built, sources: Object.keys(metafile.inputs) };
}

/** The licences of the packages that are in the bundle, as they ask to go along with every copy. */
async function licences(sources) {
  const folders = new Set();
  for (const source of sources) {
    const [, inside] = resolve(page, source).split(/[\\/]node_modules[\\/](?!.*[\\/]node_modules[\\/])/);
    if (inside) folders.add(inside.match(/^(?:@[^\\/]+[\\/])?[^\\/]+/)[0]);
  }
  const texts = [...folders].sort().map(async (name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), "utf8") : "";
    return `${name.replaceAll("\\", "/")} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return Buffer.from((await Promise.all(texts)).join("\n\n"));
}

const hash = (algorithm, content, form) => createHash(algorithm).update(content).digest(form);

const html = await readFile(join(page, "index.html"), "utf8");
const { assets, built, sources } = await bundle(html);
const terms = await licences(sources);
const termsName = `licences-${hash("sha256", terms, "hex").slice(0, 8)}.txt`;
assets.set(termsName, terms);

const finished = html
  .replaceAll(named, (_, attribute, source) => {
    const name = built.get(source);
    const integrity = source.endsWith(".svg") ? "" : ` integrity="sha384-${hash("sha384", assets.get(name), "base64")}"`;
    return `${attribute}="assets/${name}"${integrity}`;
  })
  .replace("</head>", `  <link rel="license" href="assets/${termsName}">\n  </head>`);

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "assets"), { recursive: true });
for (const [name, content] of assets) await writeFile(join(out, "assets", name), content);
await writeFile(join(out, "index.html"), finished);
console.log(`The page is in ${relative(process.cwd(), out) || "."}: ${[...assets.keys()].sort().join(", ")}`);
