/**
 * What a person has typed and not saved yet, kept in this tab (sessionStorage) until it is saved, given up or
 * the person signs out: a session that ends must not take the words with it.
 */

const PREFIX = "ecabinet.draft:";

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** The draft kept under `name`, or null when there is none that can be read. */
export function readDraft(name: string, storage: Storage = sessionStorage): unknown {
  const text = storage.getItem(PREFIX + name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Keeps `values` under `name`. A full storage keeps what it has: the form itself is not hindered. */
export function keepDraft(name: string, values: unknown, storage: Storage = sessionStorage): void {
  try {
    storage.setItem(PREFIX + name, JSON.stringify(values));
  } catch {
    storage.removeItem(PREFIX + name);
  }
}

/** Forgets the draft under `name`. */
export function forgetDraft(name: string, storage: Storage = sessionStorage): void {
  storage.removeItem(PREFIX + name);
}

/** Forgets every draft of this tab; call when the person signs out. */
export function forgetDrafts(storage: Storage = sessionStorage): void {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  names.filter((name) => name.startsWith(PREFIX)).forEach((name) => storage.removeItem(name));
}
