/** How the worker treats a request: the shell of the application, a file for ever, or not at all. */
export type Route = "shell" | "asset" | "pass";

interface Asked {
  method: string;
  mode: string;
  url: string;
}

/** What the server alone answers, whatever asks for it; nothing of it is ever kept by the worker. */
const SERVER_ONLY = /^\/(api|media|protected)\/|^\/(healthz|ca\.crt|sw\.js)$/;

/** Only our own origin, only reading, and nothing of a meeting. */
export function routeOf({ method, mode, url }: Asked, origin: string): Route {
  const { origin: asked, pathname } = new URL(url);
  if (method !== "GET" || asked !== origin || SERVER_ONLY.test(pathname)) return "pass";
  if (pathname.startsWith("/assets/")) return "asset";
  return mode === "navigate" ? "shell" : "pass";
}

/** Of our caches in the order in which they were made: all but the newest two, whose pages may still be open. */
export function outdated(names: readonly string[], prefix: string): string[] {
  return names.filter((name) => name.startsWith(prefix)).slice(0, -2);
}
