/**
 * The small npm-only host of the Fresh 2 API: what this project's page needs of it, under the same
 * names and signatures. `deno.jsr.json` maps the same imports to Fresh itself; an application cannot
 * tell them apart. Absent on purpose: partials, head, slots, builds on disk, live reload.
 */
export { App } from "./app.ts";
export { Context } from "./context.ts";
export type { Middleware, PageProps } from "./context.ts";
export { csp } from "./csp.ts";
export type { CspOptions } from "./csp.ts";
export { createDefine, page, PageResponse } from "./define.ts";
export type { Define, HandlerByMethod, HandlerFn, Method, RouteHandler } from "./define.ts";
export { HttpError } from "./error.ts";
export { staticFiles } from "./static_files.ts";
