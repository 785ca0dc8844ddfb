import type { ComponentChildren } from "preact";
import type { Context, Middleware, PageProps } from "./context.ts";

/** What a handler gives to its page. */
export class PageResponse<Data> {
  constructor(readonly data: Data, readonly init: ResponseInit) {}
}

/** Hands `data` to the route's component, with the status and headers of the answer. */
export function page<Data>(data: Data, init: ResponseInit = {}): PageResponse<Data> {
  return new PageResponse(data, init);
}

type Answer<Data> = Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;

/** Answers requests of one method, or of all. */
export type HandlerFn<Data, State> = (ctx: Context<State>) => Answer<Data>;

/** The methods a route can answer. HEAD falls back on GET. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";

/** One handler per method. */
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

/** What a route exports as `handler`. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

type DataIn<Answered> = Awaited<Answered> extends infer R
  ? R extends PageResponse<infer Data> ? Data : never
  : never;

/** The data that a page gets from its `handler`. */
export type DataOf<Handler> = Handler extends (...args: never[]) => infer R ? DataIn<R>
  : { [M in keyof Handler]: DataOf<Handler[M]> }[keyof Handler];

/** The functions by which an application's files declare what they are, all of one `State`. */
export interface Define<State> {
  page<Handler = never>(
    component: (props: PageProps<DataOf<Handler>, State>) => ComponentChildren,
  ): (props: PageProps<DataOf<Handler>, State>) => ComponentChildren;
  layout(
    component: (props: PageProps<unknown, State>) => ComponentChildren,
  ): (props: PageProps<unknown, State>) => ComponentChildren;
  middleware(middleware: Middleware<State>): Middleware<State>;
  handlers<Handler extends RouteHandler<unknown, State>>(handler: Handler): Handler;
}

/**
 * The `define` of an application: each function gives back what it is given, with types.
 *
 * @example
 * ```ts
 * import { createDefine } from "./define.ts";
 * const define = createDefine<{ user: string }>();
 * define.handlers({ GET: (ctx) => new Response(ctx.state.user) });
 * ```
 */
export function createDefine<State>(): Define<State> {
  return {
    page: (component) => component,
    layout: (component) => component,
    middleware: (middleware) => middleware,
    handlers: (handler) => handler,
  };
}
