import { useEffect, useRef, useState } from "preact/hooks";
import { type Command, MAX_SEED } from "../agents/session/protocol.ts";

/** How the run stands and the ways to steer it. */
export interface ControlsProps {
  /** Whether there is anybody to hear a command. */
  readonly live: boolean;
  readonly paused: boolean;
  /** Of the run, or the one just asked for. */
  readonly seed: number | null;
  /** Whether labels are laid over the camera picture; null where the pictures come painted. */
  readonly overlay: boolean | null;
  readonly onCommand: (command: Command) => void;
  readonly onOverlay: (overlay: boolean) => void;
}

/** Pause, step, reset with a seed, overlay where there is one; each with a key. */
export default function Controls(props: ControlsProps) {
  const { live, paused, seed, overlay, onCommand, onOverlay } = props;
  const [wanted, setWanted] = useState<string | null>(null);
  const text = wanted ?? (seed === null ? "" : String(seed));
  const chosen = /^\d{1,10}$/.test(text) && Number(text) <= MAX_SEED ? Number(text) : null;
  const wrong = wanted !== null && chosen === null;

  const toggle = () => onCommand({ type: paused ? "resume" : "pause" });
  const step = () => onCommand({ type: "step" });
  const reset = (to: number | null) => {
    if (to === null) return;
    onCommand({ type: "reset", seed: to });
    setWanted(null);
  };
  const next = () => reset(seed === null ? null : (seed + 1) % (MAX_SEED + 1));

  const keys = useRef<Record<string, () => void>>({});
  keys.current = {
    ...live && { " ": toggle, s: step, r: () => reset(chosen), n: next },
    ...overlay !== null && { o: () => onOverlay(!overlay) },
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest("input, select, textarea")) return;
      // Space on a focused button presses that button.
      if (event.key === " " && target?.closest("button, a, label")) return;
      const act = keys.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <form
      class="controls"
      aria-label="Controls"
      onSubmit={(event) => {
        event.preventDefault();
        reset(chosen);
      }}
    >
      <div class="group">
        <button
          type="button"
          class="main"
          disabled={!live}
          onClick={toggle}
          aria-keyshortcuts="Space"
        >
          {paused ? "Resume" : "Pause"} <kbd>space</kbd>
        </button>
        <button
          type="button"
          disabled={!live}
          onClick={step}
          aria-keyshortcuts="s"
          title="One camera frame, then pause"
        >
          Step <kbd>s</kbd>
        </button>
        {overlay !== null && (
          <button
            type="button"
            aria-pressed={overlay}
            onClick={() => onOverlay(!overlay)}
            aria-keyshortcuts="o"
            title="Lay the labels over the camera picture"
          >
            Overlay <kbd>o</kbd>
          </button>
        )}
      </div>
      <div class="group">
        <label>
          Seed
          <input
            inputMode="numeric"
            autocomplete="off"
            value={text}
            aria-invalid={wrong}
            aria-describedby={wrong ? "seed-rule" : undefined}
            onInput={(event) => setWanted(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && setWanted(null)}
            disabled={!live}
          />
        </label>
        <button
          type="submit"
          disabled={!live || chosen === null}
          aria-keyshortcuts="r"
          title="Begin again in the world of this seed"
        >
          Reset <kbd>r</kbd>
        </button>
        <button
          type="button"
          disabled={!live || seed === null}
          onClick={next}
          aria-keyshortcuts="n"
          title="Begin in the world of the next seed"
        >
          Next <kbd>n</kbd>
        </button>
        {wrong && (
          <p id="seed-rule" class="rule" role="alert">A seed is an integer from 0 to {MAX_SEED}</p>
        )}
      </div>
    </form>
  );
}
