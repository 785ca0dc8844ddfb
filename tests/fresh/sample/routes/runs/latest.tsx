import { define } from "../../define.ts";

export default define.page(() => <p>the latest run</p>);
