import type { GroundView } from "../agents/perception.ts";
import type { Frame, View } from "../agents/session/protocol.ts";
import { freeEdge, freeTowards, groundArrow, type Point } from "./pathway.ts";
import type { Palette } from "./pictures.ts";
import Picture from "./Picture.tsx";

/** The pictures of one camera frame. */
export interface ViewsProps {
  readonly frame: Frame | null;
  readonly palette: Palette;
  /** Lays the labels over the camera picture. */
  readonly overlay: boolean;
  /** How the camera sees flat ground; null until the session has said it. */
  readonly ground: GroundView | null;
}

/** What the camera sees, what the net makes of it, and what is true, side by side. */
export default function Views({ frame, palette, overlay, ground }: ViewsProps) {
  const view = (name: View["name"]) => frame?.views.find((one) => one.name === name);
  const labels = view("labels");
  const aspect = ground && ground.width / ground.height;
  return (
    <section class="views" aria-label="What the robot sees">
      <Picture
        title="Camera"
        note={overlay ? "labels laid over" : "what the robot sees"}
        view={view("camera")}
        palette={palette}
        overlay={overlay ? labels : undefined}
        aspect={aspect}
      />
      <Picture
        title="Labels"
        note="what the ConvNet makes of it"
        view={labels}
        palette={palette}
        aspect={aspect}
        over={frame && ground && <Steering frame={frame} ground={ground} />}
      />
      <Picture
        title="Ground truth"
        note="for the score alone"
        view={view("truth")}
        palette={palette}
        aspect={aspect}
      />
    </section>
  );
}

/** Slower than this, m/s, the robot goes backwards, and follows no heading. */
const BACKWARDS = -0.05;

/** Where the ground is free as the agent measured it, and the way that it steers, on that ground. */
function Steering({ frame, ground }: { frame: Frame; ground: GroundView }) {
  const { freeDistance, steerTo, speed, intent } = frame.state;
  if (freeDistance.length === 0) return null;
  const { width, height } = ground;
  const { outline, feet } = freeEdge(freeDistance, ground);
  const arrow = speed < BACKWARDS
    ? []
    : groundArrow(steerTo, freeTowards(steerTo, freeDistance, ground), ground);
  return (
    <>
      <svg class="steering" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <polygon class="free" points={`0,${height} ${textOf(outline)} ${width},${height}`} />
        <polyline class="range" points={textOf(outline)} />
        {feet.map((foot, i) => <polyline key={i} class="foot" points={textOf(foot)} />)}
        {arrow.length > 0 && <polygon class="arrow" points={textOf(arrow)} />}
      </svg>
      <p class="intent">{intent}</p>
    </>
  );
}

function textOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}
