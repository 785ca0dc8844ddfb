/** What runs in the browser: wakes every island of the page with the props the server gave it. */
import { signal } from "@preact/signals";
import { parse } from "devalue";
import { type ComponentType, type ContainerNode, h, render } from "preact";

const START = /^island (\d+)$/;

interface IslandData {
  readonly script: string;
  readonly props: Record<string, unknown>;
}

/** The nodes between two comments, in the shape of an element that Preact can render into. */
function rangeRoot(start: Comment, end: Comment): ContainerNode {
  const parent = start.parentNode!;
  const childNodes: ChildNode[] = [];
  for (let node = start.nextSibling; node && node !== end; node = node.nextSibling) {
    childNodes.push(node);
  }
  const insertBefore = (node: Node, before: Node | null) =>
    parent.insertBefore(node, before ?? end);
  return {
    nodeType: 1,
    parentNode: parent,
    firstChild: childNodes[0] ?? null,
    childNodes,
    namespaceURI: "http://www.w3.org/1999/xhtml",
    contains: (node: Node) => parent.contains(node),
    insertBefore,
    appendChild: (node: Node) => insertBefore(node, null),
    removeChild: (node: Node) => parent.removeChild(node),
  } as unknown as ContainerNode;
}

async function wake(): Promise<void> {
  const data = document.getElementById("islands")?.textContent ?? "[]";
  const islands = parse(data, {
    Signal: ([value]: [unknown]) => signal(value),
  }) as IslandData[];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  const starts: { comment: Comment; island: IslandData }[] = [];
  const ends = new Map<Comment, Comment>();
  while (walker.nextNode()) {
    const comment = walker.currentNode as Comment;
    const island = islands[Number(START.exec(comment.data)?.[1] ?? -1)];
    if (island) starts.push({ comment, island });
    const open = starts.at(-1)?.comment;
    if (comment.data === "/island" && open) ends.set(open, comment);
  }
  await Promise.all(starts.map(async ({ comment, island }) => {
    const end = ends.get(comment);
    if (!end) throw new Error(`Cannot wake island ${island.script}: its end is missing`);
    const module = await import(island.script) as { default: ComponentType };
    render(h(module.default, island.props), rangeRoot(comment, end));
  }));
}

await wake();
