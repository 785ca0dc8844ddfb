/** Looks for the adapter afresh: a process whose first look found no driver never finds one again. */
import { findAdapter } from "./adapter.ts";

self.postMessage(await findAdapter());
self.close();
