import type { FarSight, Frame, View } from "../agents/session/protocol.ts";
import { FarLegend } from "../components/FarLegend.tsx";
import type { Palette } from "./pictures.ts";
import Picture from "./Picture.tsx";

/** The pictures of a robot that teaches itself to see far. */
export interface FarViewsProps {
  readonly frame: Frame | null;
  readonly palette: Palette;
  readonly sight: FarSight;
  /** Width over height of its camera's pictures. */
  readonly aspect: number | null;
}

/** What it sees, what stereo labels, what it learned to label from that, its map and its plan, side by side. */
export default function FarViews({ frame, palette, sight, aspect }: FarViewsProps) {
  const { stereoRange, legend } = sight;
  const view = (name: View["name"]) => frame?.views.find((one) => one.name === name);
  const looked = frame !== null && !view("far_labels") ? "no look with the far eye yet" : undefined;
  const picture = (title: string, note: string, name: View["name"], own: number | null) => (
    <Picture
      title={title}
      note={note}
      view={view(name)}
      palette={palette}
      aspect={own}
      waiting={looked}
    />
  );
  return (
    <section class="views far" aria-label="What the robot sees">
      {picture("Camera", "the left eye", "camera", aspect)}
      {picture("Stereo labels", `up to ${stereoRange} m: its teacher`, "stereo_labels", aspect)}
      {picture("Long-range labels", "learned from those, to the horizon", "far_labels", aspect)}
      {picture("Map", "nose up, horizon on the rim", "map", 1)}
      {picture("Plan", state(frame), "plan", 1)}
      <FarLegend classes={legend} stereoRange={stereoRange} />
    </section>
  );
}

function state(frame: Frame | null): string {
  return frame?.state.intent ?? "true to scale";
}
