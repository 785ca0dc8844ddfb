import type { Middleware } from "./context.ts";

/** Choices of {@linkcode csp}. */
export interface CspOptions {
  /**
   * In place of `'unsafe-inline'`, only what the host itself writes inline is allowed. This host
   * writes nothing inline, so the words merely go.
   */
  readonly useNonce: true;
  /** Directives that replace the default of the same name, or add to them. */
  readonly csp?: readonly string[];
}

const DEFAULTS = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** Says which sources a page may load (Content Security Policy, level 3). */
export function csp<State>(options: CspOptions): Middleware<State> {
  const own = options.csp ?? [];
  const name = (directive: string) => directive.split(" ", 1)[0];
  const replaced = new Set(own.map(name));
  const policy = [...DEFAULTS.filter((directive) => !replaced.has(name(directive))), ...own]
    .map((directive) => directive.replaceAll(" 'unsafe-inline'", ""));
  return async (ctx) => {
    const answer = await ctx.next();
    // An answer that upgrades to a WebSocket cannot be changed, nor need it be.
    if (answer.status !== 101) answer.headers.set("content-security-policy", policy.join("; "));
    return answer;
  };
}
