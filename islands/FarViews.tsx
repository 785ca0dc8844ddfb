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
  const { stereoRange, longRange, legend } = sight;
  const alone = longRange === "none";
  const taught = longRange === "learns"
    ? "learned from those, to the horizon"
    : "learned before, to the horizon";
  const view = (name: View["name"]) => frame?.views.find((one) => one.name === name);
  const waits = frame !== null && !alone && !view("far_labels");
  const picture = (title: string, note: string, name: View["name"], own: number | null) => (
    <Picture
      title={title}
      note={note}
      view={view(name)}
      palette={palette}
      aspect={own}
      waiting={waits ? "no look with the long-range eye yet" : undefined}
    />
  );
  return (
    <section class={alone ? "views far alone" : "views far"} aria-label="What the robot sees">
      {picture("Camera", "the left eye", "camera", aspect)}
      {!alone && (
        <>
          {picture("Stereo labels", teacher(sight), "stereo_labels", aspect)}
          {picture("Long-range labels", taught, "far_labels", aspect)}
        </>
      )}
      {picture("Map", "nose up, horizon on the rim", "map", 1)}
      {picture("Plan", "true to scale", "plan", 1)}
      <FarLegend classes={legend} stereoRange={stereoRange} longRange={longRange} />
    </section>
  );
}

function teacher({ stereoRange, longRange }: FarSight): string {
  return longRange === "learns" ? `up to ${stereoRange} m: its teacher` : `up to ${stereoRange} m`;
}
