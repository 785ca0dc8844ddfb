import { page } from "fresh";
import { define } from "./_define.ts";
import Watch from "../islands/Watch.tsx";

/** Reading is all that the page is for: other methods are refused. */
export const handler = define.handlers({ GET: () => page(undefined) });

export default define.page(() => (
  <>
    <Watch />
    <noscript>
      <p class="lone">This page shows a running robot live, which needs JavaScript.</p>
    </noscript>
  </>
));
