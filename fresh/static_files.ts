import { type Context, type Middleware, snapshotOf } from "./context.ts";
import { HttpError } from "./error.ts";

/**
 * Answers GET and HEAD of the files that the build found, and passes on the rest. Addresses are
 * looked up, never joined to a path, so none leads out of the folder.
 */
export function staticFiles<State>(): Middleware<State> {
  return (ctx: Context<State>) => {
    let pathname: string;
    try {
      pathname = decodeURIComponent(ctx.url.pathname);
    } catch {
      throw new HttpError(400, "The address is not valid UTF-8");
    }
    const file = snapshotOf(ctx)?.files.get(pathname);
    if (!file || (ctx.req.method !== "GET" && ctx.req.method !== "HEAD")) return ctx.next();
    const headers = {
      "content-type": file.type,
      "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
      etag: file.etag,
    };
    if (ctx.req.headers.get("if-none-match") === file.etag) {
      return new Response(null, { status: 304, headers });
    }
    return new Response(ctx.req.method === "HEAD" ? null : file.body, { headers });
  };
}
