import { IGNORE_LABEL, type LabelName, labelNamed, LABELS } from "../../../sim/labels.ts";

/** How the output channels of a net stand to the world's labels. */
export interface Channels {
  /** Channel of the net for each label id; 255 (ignored) for labels it does not tell apart. */
  readonly ofLabel: Uint8Array<ArrayBuffer>;
  /** Label id for each channel. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** sRGB colour, `0..255`, in which pictures show each channel. */
  readonly colours: readonly (readonly [number, number, number])[];
}

/**
 * Tables for a net whose channels are these classes, by their names in the world's label table.
 */
export function channelsOf(classes: readonly LabelName[]): Channels {
  const ofLabel = Uint8Array.from({ length: 256 }, (_, id) => {
    const name = LABELS[id]?.name;
    const channel = name === undefined ? -1 : classes.indexOf(name);
    return channel < 0 ? IGNORE_LABEL : channel;
  });
  return {
    ofLabel,
    labels: Uint8Array.from(classes, (name) => labelNamed(name).id),
    colours: classes.map((name) => labelNamed(name).colour),
  };
}
