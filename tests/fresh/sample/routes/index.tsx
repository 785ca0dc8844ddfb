import { signal } from "@preact/signals";
import { define } from "../define.ts";
import Counter from "../islands/Counter.tsx";

export default define.page(() => {
  const shared = signal(3);
  return (
    <main>
      <h1>home</h1>
      <Counter
        label="</script> first"
        count={shared}
        born={new Date(0)}
        bytes={new Uint8Array([1, 2])}
      />
      <Counter label="second" count={shared} born={new Date(1)} bytes={new Uint8Array([3])} />
    </main>
  );
});
