import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { View } from "../agents/session/protocol.ts";
import { paint, type Palette } from "./pictures.ts";

/** One picture of a frame under its title. */
export interface PictureProps {
  readonly title: string;
  readonly note: string;
  readonly view: View | undefined;
  readonly palette: Palette;
  readonly overlay?: View | undefined;
  /** Width over height while there is no picture; 4 : 3 where not known. */
  readonly aspect: number | null;
  /** What to say while there is no picture. */
  readonly waiting?: string | undefined;
  readonly over?: ComponentChildren;
}

/** A picture of a frame, painted anew with each. */
export default function Picture(
  { title, note, view, palette, overlay, aspect, over, waiting = "waiting for the first frame" }:
    PictureProps,
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    if (view) paint(canvas.current, view, palette, overlay);
    else canvas.current.width = 0; // what it showed is of another run
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
        {!view && <p class="waiting">{waiting}</p>}
        {over}
      </div>
    </figure>
  );
}
