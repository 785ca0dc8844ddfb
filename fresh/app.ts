import { Context, type HostState, type Middleware, type PageComponent } from "./context.ts";
import { type HandlerFn, type Method, PageResponse } from "./define.ts";
import { HttpError } from "./error.ts";
import type { FileRoute, RouteFolder, Snapshot } from "./snapshot.ts";

type Entry<State> =
  | { kind: "use"; middlewares: Middleware<State>[] }
  | { kind: "route"; method: Method | "*"; path: string; middlewares: Middleware<State>[] }
  | { kind: "files" };

interface Route<State> {
  readonly method: Method | "*";
  readonly path: string;
  readonly pattern: URLPattern;
  readonly layers: PageComponent<State>[];
  readonly errors: ErrorPage<State> | undefined;
  readonly chain: Middleware<State>[];
}

interface ErrorPage<State> {
  readonly page: PageComponent<State>;
  readonly layers: PageComponent<State>[];
}

/** What answers a request. */
export type Handler = (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

const IN_MEMORY: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 0 },
  completed: Promise.resolve(),
};

/**
 * An application: middleware, routes and the folder of file routes, in the order in which they wrap
 * each other.
 *
 * @example
 * ```ts
 * import { App } from "./app.ts";
 * const app = new App().get("/hello/:name", (ctx) => ctx.text(`Hello, ${ctx.params.name}`));
 * const answer = await app.handler()(new Request("http://localhost/hello/Ada"));
 * if (await answer.text() !== "Hello, Ada") throw new Error("not greeted");
 * ```
 */
export class App<State> {
  readonly #entries: Entry<State>[] = [];
  #snapshot: Snapshot<State> | undefined;

  /** Gives the application its folders. What `Builder.build()` returns calls this. */
  adopt(snapshot: Snapshot<State>): void {
    this.#snapshot = snapshot;
  }

  /** Wraps everything that is added after it. */
  use(...middlewares: Middleware<State>[]): this {
    this.#entries.push({ kind: "use", middlewares });
    return this;
  }

  get(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("GET", path, middlewares);
  }

  post(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("POST", path, middlewares);
  }

  put(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("PUT", path, middlewares);
  }

  patch(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("PATCH", path, middlewares);
  }

  delete(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("DELETE", path, middlewares);
  }

  /** Answers every method at `path`. */
  all(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("*", path, middlewares);
  }

  /** Adds the routes found in the folder of routes. */
  fsRoutes(): this {
    this.#entries.push({ kind: "files" });
    return this;
  }

  #route(method: Method | "*", path: string, middlewares: Middleware<State>[]): this {
    this.#entries.push({ kind: "route", method, path, middlewares });
    return this;
  }

  /** The whole application as one function. */
  handler(): Handler {
    const snapshot = this.#snapshot;
    const { routes, rest, errors } = this.#compile();
    return async (req, info = IN_MEMORY) => {
      const { pathname } = new URL(req.url);
      const matches = routes.flatMap((route) => {
        const groups = route.pattern.exec({ pathname })?.pathname.groups;
        return groups ? [{ route, groups }] : [];
      });
      const match = matches.find(({ route }) => answers(route.method, req.method));
      const chain = match?.route.chain ?? [...rest, () => fail(matches.map(({ route }) => route))];
      const host: HostState<State> = {
        layers: match?.route.layers ?? [],
        snapshot,
        next: () => Promise.reject(new HttpError(404)),
        error: null,
      };
      const params = decode(match?.groups ?? {});
      const ctx = new Context<State>(req, info, params, match?.route.path ?? null, host);
      let answer: Response;
      try {
        answer = await run(ctx, host, chain, 0);
      } catch (error) {
        answer = errorAnswer(ctx, host, error, match ? match.route.errors : errors);
      }
      if (req.method !== "HEAD" || answer.body === null) return answer;
      await answer.body.cancel();
      return new Response(null, answer);
    };
  }

  #compile() {
    const routes: Route<State>[] = [];
    const rest: Middleware<State>[] = [];
    let errors: ErrorPage<State> | undefined;
    for (const entry of this.#entries) {
      if (entry.kind === "use") {
        rest.push(...entry.middlewares);
      } else if (entry.kind === "route") {
        const { method, path, middlewares } = entry;
        const pattern = new URLPattern({ pathname: path });
        const chain = [...rest, ...middlewares];
        routes.push({ method, path, pattern, layers: [], errors: undefined, chain });
      } else if (this.#snapshot) {
        errors = errorPageOf([this.#snapshot.root]);
        for (const route of this.#snapshot.routes) routes.push(fileRoute(route, rest));
      }
    }
    return { routes, rest, errors };
  }
}

function answers(own: Method | "*", asked: string): boolean {
  return own === "*" || own === asked || (own === "GET" && asked === "HEAD");
}

/** Nothing answers: the address is unknown, or known by other methods. */
function fail<State>(others: Route<State>[]): never {
  throw new HttpError(others.length > 0 ? 405 : 404);
}

function decode(groups: Record<string, string | undefined>): Record<string, string> {
  const named = Object.entries(groups).filter(([, value]) => value !== undefined);
  try {
    return Object.fromEntries(named.map(([name, value]) => [name, decodeURIComponent(value!)]));
  } catch {
    return Object.fromEntries(named) as Record<string, string>;
  }
}

/** Runs `chain` from step `index`; `ctx.next()` runs the step after. */
async function run<State>(
  ctx: Context<State>,
  host: HostState<State>,
  chain: readonly Middleware<State>[],
  index: number,
): Promise<Response> {
  const step = chain[index];
  if (!step) throw new HttpError(404);
  const outer = host.next;
  host.next = () => run(ctx, host, chain, index + 1);
  try {
    return await step(ctx);
  } finally {
    host.next = outer;
  }
}

function layersOf<State>(folders: readonly RouteFolder<State>[]): PageComponent<State>[] {
  return folders.flatMap(({ shell, layout }) => [shell, layout].filter((one) => one !== undefined));
}

/** The nearest error page, in the shell and layouts of its own folder. */
function errorPageOf<State>(folders: readonly RouteFolder<State>[]): ErrorPage<State> | undefined {
  const depth = folders.findLastIndex(({ errorPage }) => errorPage);
  const page = folders[depth]?.errorPage;
  return page && { page, layers: layersOf(folders.slice(0, depth + 1)) };
}

function fileRoute<State>(route: FileRoute<State>, before: Middleware<State>[]): Route<State> {
  const { path, module, folders } = route;
  const handler = module.handler ?? module.handlers;
  const component = module.default as PageComponent<State> | undefined;
  const last: Middleware<State> = async (ctx) => {
    const { method } = ctx.req;
    const own: HandlerFn<unknown, State> | undefined = typeof handler === "function"
      ? handler
      : handler?.[method as Method] ?? (method === "HEAD" ? handler?.GET : undefined);
    const reads = method === "GET" || method === "HEAD";
    if (!own && !(component && reads)) throw new HttpError(404);
    const answer = own ? await own(ctx) : new PageResponse(undefined, {});
    if (answer instanceof Response) return answer;
    if (!component) {
      throw new TypeError(`Cannot show the data of ${path}: the route exports no component`);
    }
    return ctx.renderRoute(component, answer.data, answer.init);
  };
  const chain = [...before, ...folders.flatMap((folder) => folder.middleware ?? []), last];
  const pattern = new URLPattern({ pathname: path });
  const [layers, errors] = [layersOf(folders), errorPageOf(folders)];
  return { method: "*", path, pattern, layers, errors, chain };
}

function errorAnswer<State>(
  ctx: Context<State>,
  host: HostState<State>,
  error: unknown,
  errors: ErrorPage<State> | undefined,
): Response {
  const status = error instanceof HttpError ? error.status : 500;
  const plain = error instanceof HttpError ? error.message : "Internal Server Error";
  host.error = error;
  if (!errors) return ctx.text(plain, { status });
  host.layers = errors.layers;
  return ctx.renderRoute(errors.page, undefined, { status });
}
