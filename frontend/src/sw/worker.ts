/**
 * The service worker: the application's own files are there without a network. Built as /sw.js by vite.config.ts,
 * which puts the list of the built files in the place of `__ASSETS__`.
 *
 * A page that is open keeps its version: the files of the version before stay, and nothing is ever reloaded from
 * here. The next navigation asks the network first and so brings the new version.
 */
import { outdated, routeOf } from "./routes";

declare const self: ServiceWorkerGlobalScope;
declare const __ASSETS__: readonly string[];
declare const __VERSION__: string;

const PREFIX = "ecabinet-";
const CACHE = PREFIX + __VERSION__;
const SHELL = "/";
/** A line that takes longer than this to bring the shell is as good as none, where a kept shell is at hand. */
const PATIENCE_MS = 4_000;

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(SHELL, { cache: "no-cache" }), ...__ASSETS__.map((path) => new Request(path))]);
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  await Promise.all(outdated(await caches.keys(), PREFIX).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

const late = () => new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));

async function shell(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(SHELL);
  if (!kept) return fetch(request);
  // A line that is gone and a proxy whose server is gone are the same to who opens the page.
  const answer = await Promise.race([fetch(request).catch(() => null), late()]);
  return answer && answer.status < 500 ? answer : kept;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const route = routeOf(event.request, self.location.origin);
  if (route === "asset") event.respondWith(asset(event.request));
  else if (route === "shell") event.respondWith(shell(event.request));
});
