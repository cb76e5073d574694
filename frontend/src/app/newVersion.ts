/**
 * A part of the application that a newer version took away: the page is loaded anew, once. Where the server cannot be
 * asked, or the page has been loaded anew for this not long ago, the screen says that it broke and offers the button.
 */

const STORED_UNDER = "ecabinet.renewed-at";
const AGAIN_AFTER_MS = 300_000;

interface Page {
  store: Pick<Storage, "getItem" | "setItem">;
  now: () => number;
  /** Whether the server has the application. */
  isServed: () => Promise<boolean>;
  reload: () => void;
}

/** Loads the page anew, unless that was tried for the same reason within five minutes; says whether it does. */
export async function renewOnce({ store, now, isServed, reload }: Page): Promise<boolean> {
  const last = Number(store.getItem(STORED_UNDER) ?? 0);
  if (now() - last < AGAIN_AFTER_MS || !(await isServed())) return false;
  store.setItem(STORED_UNDER, String(now()));
  reload();
  return true;
}

const browserPage: Page = {
  store: window.sessionStorage,
  now: () => Date.now(),
  isServed: () =>
    fetch("/", { method: "HEAD", cache: "no-store" }).then(
      ({ ok }) => ok,
      () => false,
    ),
  reload: () => window.location.reload(),
};

/** Begins to listen for parts that cannot be loaded. */
export function followVersions(): void {
  window.addEventListener("vite:preloadError", () => void renewOnce(browserPage));
}
