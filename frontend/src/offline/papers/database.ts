import type { FarewellRow, PaperRow, Piece, Store, VaultRow } from "./types";

/** A database of its own: erasing papers never touches the acts that wait (../rows.ts). */
const NAME = "ecabinet-papers";
const VERSION = 1;

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

export function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    const database = request.result;
    database.createObjectStore("vaults", { keyPath: "id" });
    database.createObjectStore("papers", { keyPath: "id" }).createIndex("account", "account");
    database.createObjectStore("pieces", { keyPath: ["paper", "index"] });
    database.createObjectStore("farewells", { keyPath: "id" });
  };
  return asked(request);
}

const piecesOf = (id: string) => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** The store in this browser's database: one for all its tabs, each step whole or not at all. */
export class DatabaseStore implements Store {
  constructor(private readonly database: IDBDatabase) {}

  vaults = (): Promise<VaultRow[]> => asked(this.read("vaults").getAll()) as Promise<VaultRow[]>;

  putVault = (row: VaultRow): Promise<void> => this.write(["vaults"], (of) => of("vaults").put(row));

  changeVault = async (account: string, change: (row: VaultRow) => VaultRow): Promise<VaultRow | null> => {
    let changed: VaultRow | null = null;
    await this.write(["vaults"], (of) => {
      const known = of("vaults").get(account) as IDBRequest<VaultRow | undefined>;
      known.onsuccess = () => {
        if (known.result) of("vaults").put((changed = change(known.result)));
      };
    });
    return changed;
  };

  papers = (account: string): Promise<PaperRow[]> =>
    asked(this.read("papers").index("account").getAll(account)) as Promise<PaperRow[]>;

  addPaper = async (row: PaperRow): Promise<boolean> => {
    let isAdded = false;
    await this.write(["vaults", "papers"], (of) => {
      const vault = of("vaults").getKey(row.account);
      vault.onsuccess = () => {
        isAdded = vault.result !== undefined;
        if (isAdded) of("papers").put(row);
      };
    });
    return isAdded;
  };

  changePaper = async (id: string, change: (row: PaperRow) => PaperRow, piece?: Piece): Promise<PaperRow | null> => {
    let changed: PaperRow | null = null;
    await this.write(["papers", "pieces"], (of) => {
      const known = of("papers").get(id) as IDBRequest<PaperRow | undefined>;
      known.onsuccess = () => {
        if (!known.result) return;
        of("papers").put((changed = change(known.result)));
        if (piece) of("pieces").put({ paper: id, ...piece });
      };
    });
    return changed;
  };

  piece = async (id: string, index: number): Promise<Piece["data"] | null> => {
    const found = (await asked(this.read("pieces").get([id, index]))) as Piece | undefined;
    return found?.data ?? null;
  };

  removePaper = (id: string): Promise<void> =>
    this.write(["papers", "pieces"], (of) => {
      of("papers").delete(id);
      of("pieces").delete(piecesOf(id));
    });

  erase = (account: string): Promise<void> =>
    this.write(["vaults", "papers", "pieces"], (of) => {
      of("vaults").delete(account);
      const all = of("papers").index("account").getAllKeys(account) as IDBRequest<string[]>;
      all.onsuccess = () => {
        for (const id of all.result) {
          of("papers").delete(id);
          of("pieces").delete(piecesOf(id));
        }
      };
    });

  farewells = (): Promise<FarewellRow[]> => asked(this.read("farewells").getAll()) as Promise<FarewellRow[]>;

  putFarewell = (row: FarewellRow): Promise<void> => this.write(["farewells"], (of) => of("farewells").put(row));

  removeFarewell = (id: string): Promise<void> => this.write(["farewells"], (of) => of("farewells").delete(id));

  private read(name: string): IDBObjectStore {
    return this.database.transaction(name).objectStore(name);
  }

  private write(names: string[], act: (of: (name: string) => IDBObjectStore) => void): Promise<void> {
    const transaction = this.database.transaction(names, "readwrite", { durability: "strict" });
    act((name) => transaction.objectStore(name));
    return ended(transaction);
  }
}
