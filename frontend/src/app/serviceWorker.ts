/**
 * From the first visit on the application opens without a network. Only on secure pages, where browsers allow it,
 * and not on the developer's server. A page that is open keeps its version until it is left.
 */
export function keepApplication(): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !import.meta.env.PROD) return;
  // A browser may refuse (storage full, private window): the application then needs its network, as before.
  window.addEventListener("load", () => void workers.register("/sw.js").catch(() => undefined));
}
