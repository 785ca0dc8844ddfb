import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Frame, View } from "../agents/session/protocol.ts";
import { paint, type Palette, profilePoints } from "./pictures.ts";

/** The pictures of one camera frame. */
export interface ViewsProps {
  readonly frame: Frame | null;
  readonly palette: Palette;
  /** Lays the labels over the camera picture. */
  readonly overlay: boolean;
  /** Width over height of the camera; null until the session has said it. */
  readonly aspect: number | null;
}

/** What the camera sees, what the net makes of it, and what is true, side by side. */
export default function Views({ frame, palette, overlay, aspect }: ViewsProps) {
  const view = (name: View["name"]) => frame?.views.find((one) => one.name === name);
  const labels = view("labels");
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
        over={frame && <Steering frame={frame} />}
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

interface PictureProps {
  readonly title: string;
  readonly note: string;
  readonly view: View | undefined;
  readonly palette: Palette;
  readonly overlay?: View | undefined;
  readonly aspect: number | null;
  readonly over?: ComponentChildren;
}

function Picture({ title, note, view, palette, overlay, aspect, over }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && view) paint(canvas.current, view, palette, overlay);
  }, [view, palette, overlay]);
  return (
    <figure>
      <figcaption>
        <h2>{title}</h2> <span>{note}</span>
      </figcaption>
      <div class="picture" {...(aspect ? { style: { aspectRatio: String(aspect) } } : {})}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${title}: ${note}`}
          data-view={title.toLowerCase().replaceAll(" ", "-")}
        />
        {!view && <p class="waiting">waiting for the first frame</p>}
        {over}
      </div>
    </figure>
  );
}

/** The free distance per column as the agent derived it, and the heading that it steers to. */
function Steering({ frame }: { frame: Frame }) {
  const { freeDistance, steerTo, intent } = frame.state;
  if (freeDistance.length === 0) return null;
  const points = profilePoints(freeDistance)
    .map(([x, y]) => `${(x * 100).toFixed(1)},${(y * 100).toFixed(1)}`).join(" ");
  return (
    <>
      <svg class="profile" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <polygon points={`0,100 ${points} 100,100`} />
        <polyline points={points} class="shadow" vector-effect="non-scaling-stroke" />
        <polyline points={points} vector-effect="non-scaling-stroke" />
      </svg>
      <svg class="steer" viewBox="-20 -26 40 30" aria-hidden="true">
        <path d="M-15 -14 A20.5 20.5 0 0 1 15 -14" class="dial" />
        <path
          d="M0 -22 L4 -13 L1.2 -14 V0 H-1.2 V-14 L-4 -13 Z"
          transform={`rotate(${(-steerTo * 180) / Math.PI})`}
        />
      </svg>
      <p class="intent">{intent}</p>
    </>
  );
}
