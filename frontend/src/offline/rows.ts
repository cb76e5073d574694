import type { Rows } from "./types";

const NAME = "ecabinet";
const VERSION = 2;
export const STORES = ["commands", "meetings", "notes", "notebooks"] as const;
type StoreName = (typeof STORES)[number];

interface Kept {
  id: string;
  account: string;
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
  });
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const name of STORES) {
      if (request.result.objectStoreNames.contains(name)) continue;
      request.result.createObjectStore(name, { keyPath: "id" }).createIndex("account", "account");
    }
  };
  return asked(request);
}

/** Rows in this browser's database; they survive the page and are shared by its tabs. */
class DatabaseRows<Row extends Kept> implements Rows<Row> {
  constructor(
    private readonly database: IDBDatabase,
    private readonly name: StoreName,
  ) {}

  of = (account: string): Promise<Row[]> => {
    const store = this.database.transaction(this.name).objectStore(this.name);
    return asked(store.index("account").getAll(account)) as Promise<Row[]>;
  };

  put = (row: Row): Promise<void> => this.change((store) => store.put(row));

  remove = (id: string): Promise<void> => this.change((store) => store.delete(id));

  replace = async (row: Row): Promise<boolean> => {
    let isThere = false;
    await this.change((store) => {
      const known = store.getKey(row.id);
      known.onsuccess = () => {
        isThere = known.result !== undefined;
        if (isThere) store.put(row);
      };
    });
    return isThere;
  };

  update = async (id: string, change: (row: Row | null) => Row | null): Promise<Row | null> => {
    let left: Row | null = null;
    await this.change((store) => {
      const known = store.get(id) as IDBRequest<Row | undefined>;
      known.onsuccess = () => {
        left = change(known.result ?? null);
        if (left === null) store.delete(id);
        else store.put(left);
      };
    });
    return left;
  };

  removeWhere = (gone: (row: Row) => boolean): Promise<void> =>
    this.change((store) => {
      const all = store.openCursor();
      all.onsuccess = () => {
        const cursor = all.result;
        if (!cursor) return;
        if (gone(cursor.value as Row)) cursor.delete();
        cursor.continue();
      };
    });

  private change(act: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.database.transaction(this.name, "readwrite", { durability: "strict" });
    act(transaction.objectStore(this.name));
    return ended(transaction);
  }
}

/** Rows of this page only, where the browser keeps nothing (a private window, a full disk). */
export class MemoryRows<Row extends Kept> implements Rows<Row> {
  private readonly rows = new Map<string, Row>();

  of = (account: string): Promise<Row[]> =>
    Promise.resolve([...this.rows.values()].filter((row) => row.account === account));

  put = (row: Row): Promise<void> => {
    this.rows.set(row.id, row);
    return Promise.resolve();
  };

  replace = (row: Row): Promise<boolean> => {
    const isThere = this.rows.has(row.id);
    if (isThere) this.rows.set(row.id, row);
    return Promise.resolve(isThere);
  };

  update = (id: string, change: (row: Row | null) => Row | null): Promise<Row | null> => {
    const left = change(this.rows.get(id) ?? null);
    if (left === null) this.rows.delete(id);
    else this.rows.set(id, left);
    return Promise.resolve(left);
  };

  remove = (id: string): Promise<void> => {
    this.rows.delete(id);
    return Promise.resolve();
  };

  removeWhere = (gone: (row: Row) => boolean): Promise<void> => {
    for (const row of [...this.rows.values()].filter(gone)) this.rows.delete(row.id);
    return Promise.resolve();
  };
}

let database: Promise<IDBDatabase | null> | null = null;

/** This device's rows of that name. Without a database they live as long as the page. */
export function rowsOf<Row extends Kept>(name: StoreName): Rows<Row> {
  const memory = new MemoryRows<Row>();
  const withRows = async <T>(act: (rows: Rows<Row>) => Promise<T>): Promise<T> => {
    // A browser may have no database at all or refuse it; the page must work all the same.
    database ??= typeof indexedDB === "undefined" ? Promise.resolve(null) : opened().catch(() => null);
    const found = await database;
    return act(found ? new DatabaseRows<Row>(found, name) : memory);
  };
  return {
    of: (account) => withRows((rows) => rows.of(account)),
    put: (row) => withRows((rows) => rows.put(row)),
    replace: (row) => withRows((rows) => rows.replace(row)),
    update: (id, change) => withRows((rows) => rows.update(id, change)),
    remove: (id) => withRows((rows) => rows.remove(id)),
    removeWhere: (gone) => withRows((rows) => rows.removeWhere(gone)),
  };
}
