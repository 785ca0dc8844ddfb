import type { ComponentType } from "preact";
import type { Middleware, PageComponent } from "./context.ts";
import type { RouteHandler } from "./define.ts";

/** A file below the routes folder, imported. */
export interface RouteModule<State> {
  readonly default?: PageComponent<State> | Middleware<State>;
  readonly handler?: RouteHandler<unknown, State>;
  readonly handlers?: RouteHandler<unknown, State>;
}

/** A route with everything that wraps it. */
export interface FileRoute<State> {
  /** As an application writes it: `/runs/:id`. */
  readonly path: string;
  readonly module: RouteModule<State>;
  /** Folders from the routes folder down to the route's own. */
  readonly folders: readonly RouteFolder<State>[];
}

/** The special files of one folder of routes. */
export interface RouteFolder<State> {
  shell?: PageComponent<State>;
  layout?: PageComponent<State>;
  middleware?: Middleware<State>;
  errorPage?: PageComponent<State>;
}

/** A file that is answered as it is. */
export interface StaticFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Its address changes with its content. */
  readonly immutable: boolean;
}

/** What a build makes of an application's folders. */
export interface Snapshot<State> {
  readonly root: RouteFolder<State>;
  readonly routes: readonly FileRoute<State>[];
  /** Answered as they are, by pathname. */
  readonly files: ReadonlyMap<string, StaticFile>;
  /** Address of each island's script, by island. */
  // deno-lint-ignore no-explicit-any -- an island's props are its own affair
  readonly islands: ReadonlyMap<ComponentType<any>, string>;
  /** Address of the script that wakes the islands of a page. */
  readonly clientScript: string;
}
