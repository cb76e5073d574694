import { get, run, tell } from "@/api/client";
import { isLineReachable, subscribeLine } from "@/api/line";
import { i18n } from "@/i18n";
import { notifyNews } from "@/kit/notify";
import { fetchSlice, setOnDevice } from "@/meeting/reader/ranges";
import { alone } from "../alone";
import { DatabaseStore, openDatabase } from "./database";
import { deviceName } from "./deviceName";
import { Keeper } from "./keeper";
import { newDeviceKey } from "./sealing";
import { MemoryStore } from "./memory";
import type { PaperInfo, Store } from "./types";
import { Vault } from "./vault";

const FETCH_MS = 60_000;
const CONTACT_EVERY_MS = 10 * 60_000;
/** Until the server has told the limit. */
const FIRST_LIMIT_MB = 200;
const MOST_PAGES = 20;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("ecabinet.papers");

/** Papers are kept only where the browser has cryptography (secure pages) and a database. */
export function canKeep(): boolean {
  return typeof indexedDB !== "undefined" && (crypto.subtle as SubtleCrypto | undefined) !== undefined;
}

/** Opened when first used. A browser that refuses keeps papers no longer than the page. */
function lazyStore(): Store {
  const memory = new MemoryStore();
  let opened: Promise<Store> | null = null;
  const store = () => (opened ??= canKeep() ? openDatabase().then((database) => new DatabaseStore(database), () => memory) : Promise.resolve(memory));
  return {
    vaults: async () => (await store()).vaults(),
    putVault: async (row) => (await store()).putVault(row),
    changeVault: async (account, change) => (await store()).changeVault(account, change),
    papers: async (account) => (await store()).papers(account),
    addPaper: async (row) => (await store()).addPaper(row),
    changePaper: async (id, change, piece) => (await store()).changePaper(id, change, piece),
    piece: async (id, index) => (await store()).piece(id, index),
    removePaper: async (id) => (await store()).removePaper(id),
    erase: async (account) => (await store()).erase(account),
    farewells: async () => (await store()).farewells(),
    putFarewell: async (row) => (await store()).putFarewell(row),
    removeFarewell: async (id) => (await store()).removeFarewell(id),
  };
}

export async function keepable(): Promise<PaperInfo[]> {
  const found: PaperInfo[] = [];
  for (let page = 1, pages = 1; page <= Math.min(pages, MOST_PAGES); page += 1) {
    const answer = await get("/api/offline/documents", { query: { page } });
    found.push(...answer.items);
    pages = answer.pages;
  }
  return found;
}

async function room(): Promise<number> {
  const storage = navigator.storage as StorageManager | undefined;
  const { quota, usage } = (await storage?.estimate()) ?? {};
  return quota === undefined ? Infinity : quota - (usage ?? 0);
}

const store = lazyStore();
const now = () => Date.now();

export const vault = new Vault({
  store,
  now,
  setTimer: (act, ms) => window.setTimeout(act, ms),
  clearTimer: (id) => window.clearTimeout(id),
});

/** The papers that this device's person keeps. */
export const keeper = new Keeper({
  store,
  vault,
  now,
  alone,
  room,
  keepable,
  note: (device_id, document_ids) =>
    tell("post", "/api/offline/devices/{device_id}/copies", { path: { device_id }, body: { document_ids } }),
  check: (body) => tell("post", "/api/offline/check", { body }),
  slice: ({ document_id, version }, begin, end) =>
    fetchSlice(`/api/documents/${document_id}/file?version=${version}`, begin, end, AbortSignal.timeout(FETCH_MS)),
  announce: () => channel?.postMessage("changed"),
  tell: (why, count) => notifyNews(i18n.t(`offline:lost.${why}`, { count })),
});

const FILE = /^\/api\/documents\/([0-9a-f-]+)\/file/;

setOnDevice(async (url) => {
  const { pathname, searchParams } = new URL(url, window.location.origin);
  const document = FILE.exec(pathname)?.[1];
  const version = searchParams.get("version");
  return document === undefined ? null : keeper.file(document, version === null ? null : Number(version));
});

/** Makes this device one that keeps papers under this PIN. Throws Problem. */
export async function setUp(pin: string): Promise<void> {
  const key = newDeviceKey();
  const { id } = await run("/api/offline/devices", { body: { name: deviceName(navigator.userAgent), key } });
  await vault.create(pin, { id, key }, FIRST_LIMIT_MB);
  const storage = navigator.storage as StorageManager | undefined;
  await storage?.persist();
  await keeper.contact();
}

/** Erases everything that this device keeps, and tells the server. */
export async function eraseAll(): Promise<void> {
  await vault.erase("erased");
  await keeper.contact();
}

/** Whose papers these are from now on. */
export async function openPapers(account: string): Promise<void> {
  await keeper.belongTo(account);
  await keeper.contact();
}

/** Nobody is signed in any more; the server is asked all the same what may stay. */
export async function leavePapers(erases: boolean): Promise<void> {
  await keeper.leave(erases);
  void keeper.contact();
}

let planned: number | null = null;

/** Asks the server soon, some time within `spreadMs`: the devices of many people do not all ask in one second. */
export function contactSoon(spreadMs = 4_500): void {
  if (vault.getRow() !== null) planned ??= window.setTimeout(contactNow, 500 + Math.random() * spreadMs);
}

function contactNow(): void {
  if (planned !== null) window.clearTimeout(planned);
  planned = null;
  if (isLineReachable()) void keeper.contact();
}

channel?.addEventListener("message", () => void vault.reload().then(() => keeper.reload()));
window.addEventListener("online", () => contactSoon());
subscribeLine(() => {
  if (isLineReachable()) contactSoon();
});
window.setInterval(() => contactSoon(), CONTACT_EVERY_MS);
