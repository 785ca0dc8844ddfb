import { type ComponentType, Fragment, h, type VNode } from "preact";
import { HttpError } from "./error.ts";
import { renderPage } from "./render.ts";
import type { Snapshot } from "./snapshot.ts";

/** One step of a request: answers it, or calls `ctx.next()` and hands on what comes back. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** What pages, layouts and the app shell are rendered with. */
export interface PageProps<Data = unknown, State = unknown> {
  readonly url: URL;
  readonly req: Request;
  readonly params: Record<string, string>;
  readonly state: State;
  readonly info: Deno.ServeHandlerInfo;
  /** Pattern of the route that matched, `null` where none did. */
  readonly route: string | null;
  /** What was thrown, on an error page. */
  readonly error: unknown;
  readonly data: Data;
  /** What a layout or the shell has to put inside itself. */
  readonly Component: ComponentType;
}

/** A component of the page tree. */
// deno-lint-ignore no-explicit-any -- each layer declares the data it wants; only its own route knows it
export type PageComponent<State> = ComponentType<PageProps<any, State>>;

/** What the host knows of a request and an application must not touch. */
export interface HostState<State> {
  /** Shell and layouts, outermost first. */
  layers: PageComponent<State>[];
  snapshot: Snapshot<State> | undefined;
  next: () => Promise<Response>;
  error: unknown;
}

/** What the build made of the application that handles `ctx`. For the host. */
export let snapshotOf: <State>(ctx: Context<State>) => Snapshot<State> | undefined;

/** One request on its way: what came in, and the ways to answer. */
export class Context<State> {
  readonly url: URL;
  /** Free for the application; shared by everything that handles this request. */
  readonly state: State = {} as State;
  readonly #host: HostState<State>;

  static {
    snapshotOf = (ctx) => ctx.#host.snapshot;
  }

  constructor(
    readonly req: Request,
    readonly info: Deno.ServeHandlerInfo,
    readonly params: Record<string, string>,
    readonly route: string | null,
    host: HostState<State>,
  ) {
    this.url = new URL(req.url);
    this.#host = host;
  }

  /** What was thrown, while an error page is rendered. */
  get error(): unknown {
    return this.#host.error;
  }

  /** The answer of whatever comes after this middleware; what that throws, this throws. */
  next(): Promise<Response> {
    return this.#host.next();
  }

  /** Renders `vnode` inside the layouts and the shell of the route. */
  render(vnode: VNode, init: ResponseInit = {}): Response {
    if (vnode === null || typeof vnode !== "object" || !("type" in vnode)) {
      throw new TypeError(`Cannot render a ${typeof vnode}: ctx.render() takes JSX`);
    }
    return this.#page(vnode, undefined, init);
  }

  /** Renders `component` with `data` inside the layouts and the shell. For the host. */
  renderRoute(component: PageComponent<State>, data: unknown, init: ResponseInit): Response {
    const props = { ...this.#props(data), Component: Fragment };
    return this.#page(h(component, props) as unknown as VNode, data, init);
  }

  json(value: unknown, init?: ResponseInit): Response {
    return Response.json(value, init);
  }

  text(text: string, init: ResponseInit = {}): Response {
    return new Response(text, withType(init, "text/plain; charset=utf-8"));
  }

  html(html: string, init: ResponseInit = {}): Response {
    return new Response(html, withType(init, "text/html; charset=utf-8"));
  }

  redirect(location: string, status = 302): Response {
    return new Response(null, { status, headers: { location } });
  }

  /**
   * Turns the request into a WebSocket: give `response` back as the answer.
   *
   * @throws {HttpError} 400 where the request does not ask for one.
   */
  upgrade(): { socket: WebSocket; response: Response } {
    if (this.req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      throw new HttpError(400, "This address speaks WebSocket only");
    }
    return Deno.upgradeWebSocket(this.req);
  }

  #props(data: unknown): Omit<PageProps<unknown, State>, "Component"> {
    const { url, req, params, state, info, route, error } = this;
    return { url, req, params, state, info, route, error, data };
  }

  #page(inner: VNode, data: unknown, init: ResponseInit): Response {
    let tree = inner;
    for (const layer of this.#host.layers.toReversed()) {
      const content = tree;
      tree = h(layer, { ...this.#props(data), Component: () => content }) as unknown as VNode;
    }
    return this.html(renderPage(tree, this.#host.snapshot), init);
  }
}

function withType(init: ResponseInit, type: string): ResponseInit {
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return { ...init, headers };
}
