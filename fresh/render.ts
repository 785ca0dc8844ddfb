import { Signal } from "@preact/signals";
import { stringify } from "devalue";
import { type ComponentType, createContext, Fragment, h, options, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { renderToString } from "preact-render-to-string";
import type { Snapshot } from "./snapshot.ts";

// deno-lint-ignore no-explicit-any -- an island's props are its own affair
type Island = ComponentType<any>;

interface PageIslands {
  readonly scripts: ReadonlyMap<Island, string>;
  readonly found: { script: string; props: Record<string, unknown> }[];
}

/** The islands of the page being rendered; null inside an island, where everything is client code. */
const Islands = createContext<PageIslands | null>(null);
const known = new WeakSet<Island>();

/** From now on, `island` is marked where a page shows it, so that the browser can wake it. */
export function registerIsland(island: Island): void {
  known.add(island);
}

// Routes import an island as the plain component it is; only its vnodes tell where it is used.
const earlier = options.vnode;
options.vnode = (vnode) => {
  if (typeof vnode.type === "function" && known.has(vnode.type)) {
    const island = vnode.type;
    const props = vnode.props as Record<string, unknown>;
    vnode.type = MarkedIsland as unknown as ComponentType;
    vnode.props = { island, props } as unknown as typeof vnode.props;
  }
  earlier?.(vnode);
};

function MarkedIsland({ island, props }: { island: Island; props: Record<string, unknown> }) {
  const page = useContext(Islands);
  const script = page?.scripts.get(island);
  if (!page || !script) return plain(island, props);
  if (props.children !== undefined) {
    throw new TypeError(`Cannot render island "${island.name}": islands take no children here`);
  }
  const index = page.found.push({ script, props }) - 1;
  return h(
    Fragment,
    null,
    comment(`island ${index}`),
    h(Islands.Provider, { value: null }, plain(island, props)),
    comment("/island"),
  );
}

function plain(island: Island, props: Record<string, unknown>): VNode {
  const vnode = h(Fragment, null) as VNode; // made as something else, so that it is not marked again
  vnode.type = island;
  vnode.props = props as typeof vnode.props;
  return vnode;
}

function comment(text: string): VNode {
  return h(Fragment, { UNSTABLE_comment: text } as Record<string, string>);
}

/** The document for `tree`: its islands marked, their props and script attached. */
export function renderPage<State>(tree: VNode, snapshot: Snapshot<State> | undefined): string {
  const page: PageIslands = { scripts: snapshot?.islands ?? new Map(), found: [] };
  const html = renderToString(h(Islands.Provider, { value: page }, tree));
  if (!snapshot || page.found.length === 0) return `<!DOCTYPE html>${html}`;
  // One text for all props: what two islands share stays shared. `<` could end the script element.
  const islands = stringify(page.found, {
    Signal: (value: unknown) => value instanceof Signal && [value.peek()],
  }).replaceAll("<", "\\u003c");
  const scripts = `<script type="application/json" id="islands">${islands}</script>` +
    `<script type="module" src="${snapshot.clientScript}"></script>`;
  const end = html.lastIndexOf("</body>");
  const at = end < 0 ? html.length : end;
  return `<!DOCTYPE html>${html.slice(0, at)}${scripts}${html.slice(at)}`;
}
