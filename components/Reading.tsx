import type { ComponentChildren } from "preact";

/** A name and its value, in a `<dl>`. */
export interface ReadingProps {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly unit?: string;
  /** Longer words for who points at it. */
  readonly title?: string;
  readonly tone?: "alarm" | "good";
}

/** One measured value with its name and unit. */
export function Reading({ name, value, unit, title, tone }: ReadingProps) {
  return (
    <div class="reading" title={title}>
      <dt>{name}</dt>
      <dd class={tone}>
        {value}
        {unit && <small>{unit}</small>}
      </dd>
    </div>
  );
}
