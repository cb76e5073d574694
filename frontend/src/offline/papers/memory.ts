import type { FarewellRow, PaperRow, Piece, Store, VaultRow } from "./types";

/** The store of a page whose browser keeps nothing; also that of the tests. */
export class MemoryStore implements Store {
  readonly vaultRows = new Map<string, VaultRow>();
  readonly paperRows = new Map<string, PaperRow>();
  readonly pieces = new Map<string, Piece["data"]>();
  private readonly farewellRows = new Map<string, FarewellRow>();

  vaults = () => Promise.resolve([...this.vaultRows.values()]);

  putVault = (row: VaultRow) => {
    this.vaultRows.set(row.id, row);
    return Promise.resolve();
  };

  changeVault = (account: string, change: (row: VaultRow) => VaultRow) => {
    const row = this.vaultRows.get(account);
    if (!row) return Promise.resolve(null);
    const changed = change(row);
    this.vaultRows.set(account, changed);
    return Promise.resolve(changed);
  };

  papers = (account: string) => Promise.resolve([...this.paperRows.values()].filter((row) => row.account === account));

  addPaper = (row: PaperRow) => {
    if (!this.vaultRows.has(row.account)) return Promise.resolve(false);
    this.paperRows.set(row.id, row);
    return Promise.resolve(true);
  };

  changePaper = (id: string, change: (row: PaperRow) => PaperRow, piece?: Piece) => {
    const row = this.paperRows.get(id);
    if (!row) return Promise.resolve(null);
    const changed = change(row);
    this.paperRows.set(id, changed);
    if (piece) this.pieces.set(`${id} ${piece.index}`, piece.data);
    return Promise.resolve(changed);
  };

  piece = (id: string, index: number) => Promise.resolve(this.pieces.get(`${id} ${index}`) ?? null);

  removePaper = (id: string) => {
    this.paperRows.delete(id);
    for (const key of [...this.pieces.keys()]) if (key.startsWith(`${id} `)) this.pieces.delete(key);
    return Promise.resolve();
  };

  erase = async (account: string) => {
    this.vaultRows.delete(account);
    for (const { id } of await this.papers(account)) await this.removePaper(id);
  };

  farewells = () => Promise.resolve([...this.farewellRows.values()]);

  putFarewell = (row: FarewellRow) => {
    this.farewellRows.set(row.id, row);
    return Promise.resolve();
  };

  removeFarewell = (id: string) => {
    this.farewellRows.delete(id);
    return Promise.resolve();
  };
}
