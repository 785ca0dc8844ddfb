import type { Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { IS_BROWSER } from "fresh/runtime";
import Nested from "./Nested.tsx";

export interface CounterProps {
  readonly label: string;
  readonly count: Signal<number>;
  readonly born: Date;
  readonly bytes: Uint8Array;
}

export default function Counter({ label, count, born, bytes }: CounterProps) {
  const [awake, setAwake] = useState(false);
  useEffect(() => setAwake(true), []);
  return (
    <div class="counter" data-awake={awake}>
      <button type="button" disabled={!IS_BROWSER} onClick={() => count.value++}>
        {label}: {count}
      </button>
      <output>{born.toISOString()} {bytes.length}</output>
      <Nested />
    </div>
  );
}
