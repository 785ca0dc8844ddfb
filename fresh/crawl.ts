import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Middleware, PageComponent } from "./context.ts";
import type { FileRoute, RouteFolder, RouteModule } from "./snapshot.ts";

const SCRIPT = /\.(?:tsx?|jsx?)$/;

/** Every file below `folder`, as paths relative to it, sorted; nothing where there is no folder. */
export async function filesBelow(folder: string, ignore: readonly RegExp[]): Promise<string[]> {
  const found: string[] = [];
  const walk = async (below: string) => {
    for await (const entry of Deno.readDir(join(folder, below))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (ignore.some((pattern) => pattern.test(join(folder, path)))) continue;
      if (entry.isDirectory) await walk(path);
      else if (entry.isFile) found.push(path);
    }
  };
  try {
    await walk("");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

/** The routes of a folder, most specific first, each with the special files that wrap it. */
export async function crawlRoutes<State>(
  folder: string,
  ignore: readonly RegExp[],
): Promise<{ root: RouteFolder<State>; routes: FileRoute<State>[] }> {
  const files = (await filesBelow(folder, ignore))
    .filter((path) => SCRIPT.test(path) && !path.includes("(_"));
  const folders = new Map<string, RouteFolder<State>>([["", {}]]);
  const at = (path: string): RouteFolder<State> => {
    const known = folders.get(path) ?? {};
    folders.set(path, known);
    return known;
  };
  const pending: { path: string; folder: string; module: RouteModule<State> }[] = [];
  for (const path of files) {
    const module = await import(pathToFileURL(join(folder, path)).href) as RouteModule<State>;
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(slash, 0));
    const name = path.slice(slash + 1).replace(SCRIPT, "");
    const component = module.default as PageComponent<State>;
    if (name === "_app") at(parent).shell = component;
    else if (name === "_layout") at(parent).layout = component;
    else if (name === "_error") at(parent).errorPage = component;
    else if (name === "_middleware") at(parent).middleware = module.default as Middleware<State>;
    else pending.push({ path: routePath(path.replace(SCRIPT, "")), folder: parent, module });
  }
  const routes = pending.map(({ path, folder, module }) => {
    const parts = folder === "" ? [] : folder.split("/");
    const around = ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))]
      .flatMap((name) => folders.get(name) ?? []);
    return { path, module, folders: around };
  });
  routes.sort((a, b) => specificity(a.path).localeCompare(specificity(b.path)));
  return { root: at(""), routes };
}

/**
 * The address pattern of a route file.
 *
 * @example
 * ```ts
 * import { routePath } from "./crawl.ts";
 * routePath("runs/[id]"); // "/runs/:id"
 * ```
 */
export function routePath(file: string): string {
  const parts = file.split("/")
    .filter((part) => !/^\(.*\)$/.test(part))
    .map((part) => part.replace(/^\[\.\.\.(\w+)\]$/, ":$1*").replaceAll(/\[(\w+)\]/g, ":$1"));
  if (parts.at(-1) === "index") parts.pop();
  return `/${parts.join("/")}`;
}

/** Sorts fixed parts before named ones, and those before a rest. */
function specificity(path: string): string {
  return path.split("/")
    .map((part) => part.endsWith("*") ? `2${part}` : part.includes(":") ? `1${part}` : `0${part}`)
    .join("/");
}
