import { define } from "../../define.ts";

export default define.layout(({ Component, url }) => (
  <section data-from={url.pathname}>
    <Component />
  </section>
));
