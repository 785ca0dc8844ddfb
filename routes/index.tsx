import { define } from "./define.ts";
import Watch from "../islands/Watch.tsx";

export default define.page(() => (
  <>
    <Watch />
    <noscript>
      <p class="lone">This page shows a running robot live, which needs JavaScript.</p>
    </noscript>
  </>
));
