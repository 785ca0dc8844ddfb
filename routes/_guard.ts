const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Only this site's own files; nothing inline, no frame around it. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
] as const;

const HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/**
 * Whether a request comes to this machine by one of its own names. A foreign name that resolves
 * here (DNS rebinding) would let a foreign page read and steer the session.
 */
export function isLocal(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** Whether `origin` may open a socket to `url`: the page itself, or a program, which sends none. */
export function isOwnOrigin(origin: string | null, url: URL): boolean {
  return origin === null || origin === `http://${url.host}` || origin === `https://${url.host}`;
}

/** `handler` behind the door: foreign names are refused, every answer has the security headers. */
export function guarded<Info>(
  handler: (request: Request, info?: Info) => Promise<Response>,
): (request: Request, info?: Info) => Promise<Response> {
  return async (request, info) => {
    const url = URL.parse(request.url); // null where the Host header is no host name
    const answer = url && isLocal(url)
      ? await handler(request, info)
      : new Response("This page is served to this machine alone\n", { status: 403 });
    if (answer.status === 101) return answer; // an upgrade has to be handed back as it is
    const headers = new Headers(answer.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    // What was thrown has passed by the middleware that sets the policy.
    if (!headers.has("content-security-policy")) {
      headers.set("content-security-policy", CONTENT_POLICY.join("; "));
    }
    return new Response(answer.body, { status: answer.status, headers });
  };
}
