import { type Random } from "../../random.ts";
import { type NodeSpec, type RoadSpec } from "../arms.ts";
import { buildNetwork } from "../build_network.ts";
import { roundedLine } from "../curves.ts";
import { type RoadPlan } from "../plan.ts";
import { BOULEVARD, LANE_STREET, type Section, STREET } from "../sections.ts";
import { between, exitPoint, type LayoutKind } from "./layout_kind.ts";

/** Streets in a grid that nobody drew with a ruler: blocks of houses, lights, stop signs, zebras. */
export const town: LayoutKind = {
  name: "town",
  waves: 0.9,
  hills: 0,
  woods: 0.12,
  build: buildTown,
};

const SIDE = 3;
const SPACING = 132;

interface Edge {
  readonly a: number;
  /** -1: out of the map. */
  readonly b: number;
  readonly bearing: number;
  readonly avenue: boolean;
}

function buildTown(random: Random): RoadPlan {
  const places = Array.from({ length: SIDE * SIDE }, (_, k) => ({
    x: (k % SIDE - 1) * SPACING + between(random, -14, 14),
    y: (Math.floor(k / SIDE) - 1) * SPACING + between(random, -14, 14),
  }));
  const avenueRow = Math.floor(SIDE * random());
  const avenueAlongX = random() < 0.5;
  const edges = thinned(gridEdges(places, avenueRow, avenueAlongX), places.length, random);
  const quiet = new Set(
    Array.from({ length: SIDE * SIDE }, (_, k) => k).filter(() => random() < 0.5),
  );
  const degree = (node: number) => edges.filter(({ a, b }) => a === node || b === node).length;
  const onAvenue = (node: number) =>
    edges.some(({ a, b, avenue }) => avenue && (a === node || b === node));
  let roundabout = random() < 0.4 ? 1 : 0;
  const nodes = places.map((place, k): NodeSpec => {
    const common = { ...place, crossings: true, cornerRadius: between(random, 5.4, 6.5) };
    const busy = degree(k) > 3 || onAvenue(k);
    if (!onAvenue(k) && degree(k) > 3 && roundabout-- > 0) {
      return { ...common, control: "ring", ring: 14 };
    }
    if (busy && (onAvenue(k) || random() < 0.7)) return { ...common, control: "signal" };
    return { ...common, control: random() < 0.6 ? "stop" : "yield" };
  });
  const roads = edges.map((edge): RoadSpec => {
    const { a, b, avenue } = edge;
    const from = places[a]!;
    const to = b < 0 ? exitPoint(from.x, from.y, edge.bearing) : places[b]!;
    const section: Section = avenue
      ? BOULEVARD
      : quiet.has(a) && (b < 0 || quiet.has(b))
      ? LANE_STREET
      : STREET;
    return {
      section,
      line: roundedLine([from, to]),
      start: a,
      end: b,
      minorAtStart: isMinor(edges, a, edge),
      minorAtEnd: b >= 0 && isMinor(edges, b, edge),
    };
  });
  return buildNetwork(nodes, roads);
}

function gridEdges(
  places: readonly { x: number; y: number }[],
  avenueRow: number,
  avenueAlongX: boolean,
): Edge[] {
  const edges: Edge[] = [];
  const bearingOf = (a: number, b: number) =>
    Math.atan2(places[b]!.y - places[a]!.y, places[b]!.x - places[a]!.x);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const a = row * SIDE + column;
      const along = { avenue: avenueAlongX && row === avenueRow };
      const across = { avenue: !avenueAlongX && column === avenueRow };
      if (column + 1 < SIDE) edges.push({ a, b: a + 1, bearing: bearingOf(a, a + 1), ...along });
      else edges.push({ a, b: -1, bearing: bearingOf(a - 1, a), ...along });
      if (row + 1 < SIDE) {
        edges.push({ a, b: a + SIDE, bearing: bearingOf(a, a + SIDE), ...across });
      } else edges.push({ a, b: -1, bearing: bearingOf(a - SIDE, a), ...across });
      if (column === 0) edges.push({ a, b: -1, bearing: bearingOf(a + 1, a), ...along });
      if (row === 0) edges.push({ a, b: -1, bearing: bearingOf(a + SIDE, a), ...across });
    }
  }
  return edges;
}

/** Takes streets out here and there, never from a node of three, so that T junctions come about. */
function thinned(edges: readonly Edge[], nodes: number, random: Random): Edge[] {
  const degrees = new Array<number>(nodes).fill(4);
  const order = edges.map((edge) => ({ edge, key: random() })).sort((p, q) => p.key - q.key);
  const wanted = 4 + Math.floor(3 * random());
  const gone = new Set<Edge>();
  for (const { edge } of order) {
    const { a, b, avenue } = edge;
    if (gone.size >= wanted) break;
    if (avenue || degrees[a]! < 4 || (b >= 0 && degrees[b]! < 4)) continue;
    degrees[a]!--;
    if (b >= 0) degrees[b]!--;
    gone.add(edge);
  }
  return edges.filter((edge) => !gone.has(edge));
}

/**
 * Whether a street gives way at a node: the one that ends there where three meet; where four meet the pair
 * that runs along y.
 */
function isMinor(edges: readonly Edge[], node: number, edge: Edge): boolean {
  const bearings = edges.filter(({ a, b }) => a === node || b === node).map((each) => ({
    each,
    out: each.a === node ? each.bearing : each.bearing + Math.PI,
  }));
  const mine = bearings.find(({ each }) => each === edge)!;
  if (bearings.length > 3) return Math.abs(Math.sin(mine.out)) > 0.7;
  return !bearings.some(({ out }) => Math.cos(out - mine.out) < -0.7);
}
