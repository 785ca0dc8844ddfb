import { App, csp, HttpError, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import type { SessionLink } from "../agents/session/protocol.ts";
import type { State } from "./_define.ts";
import { CONTENT_POLICY, guarded } from "./_guard.ts";
import { keepLatest } from "./_latest.ts";

/** What the page is made of and who hears of its faults. */
export interface PageOptions {
  readonly session: SessionLink;
  /** Aborts when the server stops. */
  readonly closing?: AbortSignal;
  /** Called with what a route throws that is no `HttpError`, and with what the session throws at a watcher. */
  readonly onError?: (error: unknown) => void;
}

/** Answers one request. */
export type PageHandler = (
  request: Request,
  info?: Deno.ServeHandlerInfo,
) => Promise<Response>;

/** The policy of pages: whatever starts their islands inline has a nonce in place of these words. */
const PAGE_POLICY = CONTENT_POLICY.map((directive) =>
  directive.startsWith("script-src") ? `${directive} 'unsafe-inline'` : directive
);

/** Scripts among the routes and islands that are neither. */
const PARTS = [
  /[\\/]routes[\\/]_(?:define|guard|latest|serve|watch)\.ts$/,
  /[\\/]islands[\\/]\w+\.ts$/,
];

/**
 * The page and its API over a running session, as one function from request to answer. Bundles the
 * islands on the way, in memory.
 *
 * @throws {Error} If an island cannot be bundled.
 */
export async function createPage(options: PageOptions): Promise<PageHandler> {
  const { closing = new AbortController().signal, onError = () => {} } = options;
  const session = keepLatest(options.session, closing);
  const app = new App<State>();
  app.use(async (ctx) => {
    Object.assign(ctx.state, { session, closing, onError });
    try {
      return await ctx.next();
    } catch (error) {
      if (!(error instanceof HttpError)) onError(error);
      throw error;
    }
  });
  app.use(csp({ useNonce: true, csp: PAGE_POLICY }));
  app.use(staticFiles());
  app.fsRoutes();
  const builder = new Builder<State>({ root: new URL("..", import.meta.url).href, ignore: PARTS });
  const apply = await builder.build({ snapshot: "memory" });
  apply(app);
  return guarded(app.handler());
}

/** Where and what to serve. */
export interface ServeOptions {
  readonly session: SessionLink;
  /** Address to listen at; `127.0.0.1` unless given. Requests by a foreign name are refused anyway. */
  readonly hostname?: "127.0.0.1" | "localhost";
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Stops the server when it aborts. */
  readonly signal?: AbortSignal;
  readonly onError?: (error: unknown) => void;
}

/** A server that runs. */
export interface Serving {
  /** What to type into a browser: `http://127.0.0.1:8000/`. */
  readonly address: string;
  /** Resolves once the server has stopped and all connections are closed. */
  readonly finished: Promise<void>;
  /** Closes every connection and stops. */
  stop(): Promise<void>;
}

/**
 * Serves the page of `session` to this machine alone.
 *
 * @throws {Deno.errors.AddrInUse} If something listens on the port already.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { session, hostname = "127.0.0.1", port, signal, onError = () => {} } = options;
  const stopping = new AbortController();
  const closing = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  const listen = async () => {
    const page = await createPage({ session, closing, onError });
    return Deno.serve({
      hostname,
      port,
      signal: closing,
      onListen: () => {},
      onError: (error) => {
        onError(error);
        return new Response("Internal Server Error", { status: 500 });
      },
    }, page);
  };
  const server = await listen().catch((error: unknown) => {
    stopping.abort(); // lets go of the session
    throw error;
  });
  const stop = () => {
    stopping.abort();
    return server.finished;
  };
  return { address: `http://${hostname}:${server.addr.port}/`, finished: server.finished, stop };
}
