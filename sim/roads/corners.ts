import { type Arm, mouthPose, type NodeSpec, RING_WIDTH } from "./arms.ts";
import { bezierLine, turnLine } from "./curves.ts";
import { joined, type Line, type LinePose, lineThrough, offsetLine } from "./line.ts";
import { type RoadPlan } from "./plan.ts";
import { profileNamed } from "./profiles.ts";
import { KERB_FACE, KERB_HEIGHT } from "./sections.ts";
import { at, placeOn, type Ribbon, stationsOf, type Strip } from "./strip.ts";

/** Metres between samples of a kerb's line. */
const KERB_SPACING = 0.4;

/**
 * The edge of the carriageway from the mouth of an arm to that of the next one counter-clockwise. It runs as
 * traffic that turns right does, the carriageway to its left.
 */
export function cornerLine(node: NodeSpec, arm: Arm, next: Arm): Line {
  const from = flipped(mouthPose(arm, arm.spec.section.half));
  const to = mouthPose(next, -next.spec.section.half);
  if (!node.ring) return turnLine(from, to, KERB_SPACING);
  const radius = node.ring + RING_WIDTH / 2;
  const spread = (each: Arm) => (each.spec.section.half + 7.5) / radius;
  const start = arm.bearing + spread(arm);
  const end = arm.bearing + ((next.bearing - arm.bearing + 4 * Math.PI) % (2 * Math.PI)) -
    spread(next);
  if (end - start < 0.08) return bezierLine(from, to, 0.4, KERB_SPACING);
  const on = (angle: number): LinePose => ({
    x: node.x + radius * Math.cos(angle),
    y: node.y + radius * Math.sin(angle),
    yaw: angle + Math.PI / 2,
  });
  const steps = Math.max(4, Math.ceil((end - start) * radius / 0.2));
  const arc = Array.from({ length: steps + 1 }, (_, k) => on(start + (end - start) * k / steps));
  return joined([
    bezierLine(from, arc[0]!, 0.4, KERB_SPACING),
    lineThrough(arc, KERB_SPACING),
    bezierLine(arc.at(-1)!, to, 0.4, KERB_SPACING),
  ], KERB_SPACING);
}

function flipped({ x, y, yaw }: LinePose): LinePose {
  return { x, y, yaw: yaw + Math.PI };
}

/** What lies along a corner's line to its right: pavement where both arms have it, else shoulder and grass. */
export function cornerStrip(line: Line, arm: Arm, next: Arm): Strip {
  const before = arm.spec.section, after = next.spec.section;
  const blend = (a: number, b: number) => (v: number) => a + (b - a) * v / line.length;
  const ribbons: Ribbon[] = [];
  const lay = (ribbon: Omit<Ribbon, "from" | "to">) => {
    ribbons.push({ from: 0, to: line.length, ...ribbon });
  };
  if (before.pavement > 0 && after.pavement > 0) {
    const land = blend(-before.pavement, -after.pavement);
    const lawn = blend(-before.pavement - before.verge, -after.pavement - after.verge);
    lay({
      profile: profileNamed("kerb"),
      right: { u: -KERB_FACE, rise: KERB_HEIGHT },
      left: { u: 0, rise: 0 },
    });
    lay({
      profile: profileNamed("pavement"),
      right: { u: land, rise: KERB_HEIGHT },
      left: { u: -KERB_FACE, rise: KERB_HEIGHT },
      origin: -KERB_FACE,
      mirrored: true,
    });
    lay({
      profile: profileNamed("grass"),
      right: { u: lawn, rise: 0 },
      left: { u: land, rise: KERB_HEIGHT },
    });
  } else {
    const shoulder = blend(-before.shoulder || -0.3, -after.shoulder || -0.3);
    const reach = (v: number) => shoulder(v) - 3.2;
    lay({
      profile: profileNamed("gravel"),
      right: { u: shoulder, rise: 0 },
      left: { u: 0, rise: 0 },
    });
    lay({
      profile: profileNamed("grass"),
      right: { u: reach, rise: 0 },
      left: { u: shoulder, rise: 0 },
    });
  }
  return { line, ribbons };
}

/** Lays the ground of a junction: its corners, the asphalt between them, a roundabout's island. */
export function layJunction(plan: RoadPlan, node: NodeSpec, arms: readonly Arm[]): Line[] {
  const boundary: [number, number][] = [];
  const lines = arms.map((arm, k) => {
    const next = arms[(k + 1) % arms.length]!;
    const line = cornerLine(node, arm, next);
    const strip = cornerStrip(line, arm, next);
    plan.strips.push(strip);
    const right = mouthPose(arm, -arm.spec.section.half);
    boundary.push([right.x, right.y]);
    for (const v of stationsOf(strip)) boundary.push(placeOn(line, v, 0));
    const kerbed = strip.ribbons.length === 3;
    const outer = (v: number) => at(strip.ribbons.at(-2)!.right.u, v);
    const edge = offsetLine(line, outer, 0, line.length, undefined, 0.5);
    plan.edges.push({
      ...edge,
      roadSide: "left",
      zone: kerbed ? "town" : arm.spec.section.zone,
      margin: -outer(line.length / 2),
      kerbed,
      speedLimit: Math.min(arm.spec.section.speedLimit, next.spec.section.speedLimit),
      road: -1,
    });
    return line;
  });
  const island = node.ring ? node.ring - RING_WIDTH / 2 : 0;
  plan.fans.push({
    x: node.x,
    y: node.y,
    boundary,
    // The island's kerb covers the rim of the hole.
    hole: island > 0 ? island - 0.3 : 0,
    profile: profileNamed("asphalt"),
    rise: 0,
    crown: 0,
  });
  if (island > 0) layIsland(plan, node, island);
  return lines;
}

/** Width of the setts around an island, and the height of its grass in the middle, metres. */
const APRON = 1.5;
const MOUND = 1.2;

function layIsland(plan: RoadPlan, node: NodeSpec, radius: number): void {
  const steps = Math.ceil(2 * Math.PI * radius / 0.3);
  const line = lineThrough(
    Array.from({ length: steps + 1 }, (_, k) => {
      const angle = 2 * Math.PI * k / steps;
      return {
        x: node.x + radius * Math.cos(angle),
        y: node.y + radius * Math.sin(angle),
        yaw: angle + Math.PI / 2,
      };
    }),
    0.3,
  );
  const strip: Strip = {
    line,
    ribbons: [{
      profile: profileNamed("kerb"),
      from: 0,
      to: line.length,
      right: { u: 0, rise: 0 },
      left: { u: KERB_FACE, rise: KERB_HEIGHT },
    }, {
      profile: profileNamed("setts"),
      from: 0,
      to: line.length,
      right: { u: KERB_FACE, rise: KERB_HEIGHT },
      left: { u: KERB_FACE + APRON, rise: KERB_HEIGHT },
    }],
  };
  plan.strips.push(strip);
  plan.fans.push({
    x: node.x,
    y: node.y,
    boundary: stationsOf(strip).slice(0, -1).map((v) => placeOn(line, v, KERB_FACE + APRON)),
    hole: 0,
    profile: profileNamed("grass"),
    rise: KERB_HEIGHT,
    crown: MOUND,
  });
}
