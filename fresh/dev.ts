import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { lookup } from "mrmime";
import type { ComponentType } from "preact";
import type { App } from "./app.ts";
import { crawlRoutes, filesBelow } from "./crawl.ts";
import { registerIsland } from "./render.ts";
import type { StaticFile } from "./snapshot.ts";

/** Where the parts of an application lie. Folders are relative to `root`. */
export interface BuilderOptions {
  /** A path or `file:` address; the working directory unless given. */
  readonly root?: string;
  readonly staticDir?: string;
  readonly islandDir?: string;
  readonly routeDir?: string;
  /** Paths that are neither routes nor islands. */
  readonly ignore?: readonly RegExp[];
}

/** Makes routes, islands and static files of an application's folders. */
export class Builder<State = unknown> {
  readonly #root: string;
  readonly #options: BuilderOptions;

  constructor(options: BuilderOptions = {}) {
    const root = options.root ?? Deno.cwd();
    this.#root = root.startsWith("file:") ? fileURLToPath(root) : resolve(root);
    this.#options = options;
  }

  /**
   * Builds in memory: nothing is written. The result gives the build to the application.
   *
   * @throws {Error} If the islands cannot be bundled; the message holds what the bundler says.
   */
  async build(_: { snapshot: "memory" }): Promise<(app: App<State>) => void> {
    const { staticDir = "static", islandDir = "islands", routeDir = "routes" } = this.#options;
    const ignore = this.#options.ignore ?? [];
    const islandFolder = join(this.#root, islandDir);
    const islandFiles = (await filesBelow(islandFolder, ignore))
      .filter((path) => path.endsWith(".tsx"))
      .map((path) => join(islandFolder, path));
    const files = new Map<string, StaticFile>();
    for (const path of await filesBelow(join(this.#root, staticDir), [])) {
      const body = await Deno.readFile(join(this.#root, staticDir, path));
      files.set(`/${path}`, await staticFile(path, body, false));
    }
    const scripts = islandFiles.length > 0 ? await bundle(this.#root, islandFiles, files) : [];
    // deno-lint-ignore no-explicit-any -- an island's props are its own affair
    const islands = new Map<ComponentType<any>, string>();
    for (const [index, path] of islandFiles.entries()) {
      const module = await import(pathToFileURL(path).href) as { default?: ComponentType };
      if (typeof module.default !== "function") {
        throw new TypeError(`Cannot use island ${path}: it has no component as default export`);
      }
      registerIsland(module.default);
      islands.set(module.default, scripts[index]!);
    }
    const { root, routes } = await crawlRoutes<State>(join(this.#root, routeDir), ignore);
    const clientScript = scripts.at(-1) ?? "";
    return (app) => app.adopt({ root, routes, files, islands, clientScript });
  }
}

/** Bundles the islands and the client into `files`; their addresses, in order, the client's last. */
async function bundle(
  root: string,
  islands: readonly string[],
  files: Map<string, StaticFile>,
): Promise<string[]> {
  const entrypoints = [...islands, fileURLToPath(new URL("./client.ts", import.meta.url))];
  const { success, errors, outputFiles = [] } = await Deno.bundle({
    entrypoints,
    outputDir: join(root, "_fresh"), // only named: nothing is written
    write: false,
    platform: "browser",
    format: "esm",
    codeSplitting: true,
    minify: true,
  });
  if (!success) {
    const texts = errors.map(({ text, location }) => location ? `${location.file}: ${text}` : text);
    throw new Error(`Cannot bundle the islands: ${texts.join("; ")}`);
  }
  const outputs = outputFiles.map(({ path, contents }) => {
    if (!contents) throw new Error(`Cannot bundle the islands: ${path} came back empty`);
    return { path: path.replaceAll("\\", "/"), body: contents as Uint8Array<ArrayBuffer> };
  });
  const build = await digest(outputs.map(({ body }) => body));
  const outDir = `${join(root, "_fresh").replaceAll("\\", "/")}/`;
  for (const { path, body } of outputs) {
    const pathname = `/_fresh/js/${build}/${path.replace(outDir, "")}`;
    files.set(pathname, await staticFile(path, body, true));
  }
  return entrypoints.map((path) => {
    const script = `/${basename(path).replace(/\.tsx?$/, ".js")}`;
    const address = [...files.keys()].find((key) =>
      key.startsWith(`/_fresh/js/${build}/`) && key.endsWith(script)
    );
    if (!address) throw new Error(`Cannot bundle the islands: no script came of ${path}`);
    return address;
  });
}

async function staticFile(
  path: string,
  body: Uint8Array<ArrayBuffer>,
  immutable: boolean,
): Promise<StaticFile> {
  const type = lookup(path) ?? "application/octet-stream";
  const text = /^(?:text\/|application\/(?:json|javascript))/.test(type);
  const etag = `"${await digest([body])}"`;
  return { body, type: text ? `${type}; charset=utf-8` : type, etag, immutable };
}

async function digest(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await new Blob([...parts]).arrayBuffer());
  return new Uint8Array(hash).toHex().slice(0, 16);
}
