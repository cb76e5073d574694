import type { Schemas } from "@/api/client";
import { Problem, isUnreachable } from "@/api/problem";
import type { Slice } from "@/meeting/reader/ranges";
import { openedFile, PIECE, type KeptFile } from "./files";
import { seal, sealText, unsealText } from "./sealing";
import type { Ending, Loss, PaperInfo, PaperRow, Store, VaultRow, Verdict } from "./types";
import { eraseVault, type Vault } from "./vault";

export type Held = Schemas["HeldIn"];

export interface KeeperPorts {
  store: Store;
  vault: Vault;
  /** The papers that one may keep now. Throws Problem. */
  keepable: () => Promise<PaperInfo[]>;
  /** Tells the server what is about to be fetched; answers what may be. Throws Problem. */
  note: (device: string, documents: string[]) => Promise<PaperInfo[]>;
  /** Throws Problem. */
  check: (held: Held) => Promise<Verdict>;
  /** Throws Problem. */
  slice: (info: PaperInfo, begin: number, end: number) => Promise<Slice>;
  /** Bytes that this browser still gives us. */
  room: () => Promise<number>;
  alone: (name: string, run: () => Promise<void>) => Promise<void>;
  announce: () => void;
  /** What the person is told to have lost. */
  tell: (why: Loss | Ending, count: number) => void;
  now: () => number;
}

/** A paper as the screens show it; `info` is null while the vault is locked. */
export interface KeptPaper extends Omit<PaperRow, "info"> {
  info: PaperInfo | null;
}

export interface KeeperState {
  papers: readonly KeptPaper[];
  /** The last trouble in fetching, until the next try. */
  trouble: unknown;
  isFetching: boolean;
}

const INITIAL: KeeperState = { papers: [], trouble: null, isFetching: false };
const MEGABYTE = 1_000_000;
const LEFT_FREE = 20 * MEGABYTE;

export const full = (): Problem => new Problem({ status: 0, code: "offline_full", title: "" });
const aboutInfo = (id: string) => `info ${id}`;

/** Keeps papers on this device, encrypted piece by piece, and erases them when the server or the time says so. */
export class Keeper {
  private state = INITIAL;
  private rows: readonly PaperRow[] = [];
  private readonly infos = new Map<string, PaperInfo>();
  private readonly listeners = new Set<() => void>();
  private account: string | null = null;
  private fetching: Promise<void> | null = null;
  private opening: Promise<void> = Promise.resolve();

  constructor(private readonly ports: KeeperPorts) {
    ports.vault.subscribe(() => void this.reload());
  }

  getState = (): KeeperState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Whose papers these are from now on. Those of anybody else who used this device are erased. */
  belongTo(account: string): Promise<void> {
    this.account = account;
    this.opening = this.open(account);
    return this.opening;
  }

  private async open(account: string): Promise<void> {
    for (const row of await this.ports.store.vaults()) {
      if (row.id !== account) await eraseVault(this.ports.store, row, "erased");
    }
    await this.ports.vault.belongTo(account);
    await this.reload();
  }

  /** Nobody is signed in any more; with `erases` nothing of theirs stays on this device. */
  async leave(erases: boolean): Promise<void> {
    for (const row of erases ? await this.ports.store.vaults() : []) await eraseVault(this.ports.store, row, "signed_out");
    this.account = null;
    await this.ports.vault.belongTo(null);
    await this.reload();
    this.ports.announce();
  }

  /** What is stored, as other tabs may have changed it; what has expired goes. */
  async reload(): Promise<void> {
    const account = this.account;
    const rows = account === null ? [] : await this.ports.store.papers(account);
    const now = this.time();
    const expired = rows.filter(({ until }) => until <= now);
    for (const { id } of expired) await this.ports.store.removePaper(id);
    if (expired.length > 0) this.ports.tell("expired", expired.length);
    if (this.account !== account) return;
    this.rows = rows.filter((row) => !expired.includes(row));
    await this.readInfos();
    this.show();
  }

  /** Keeps these documents: what the server allows is fetched, one after another. Throws Problem. */
  async keep(documents: readonly string[]): Promise<void> {
    const key = this.openKey();
    const row = this.ports.vault.getRow();
    if (key === null || row === null) return;
    const allowed = await this.ports.note(row.device.id, [...documents]);
    for (const info of allowed) await this.add(row.id, key, info);
    await this.changed();
    await this.fetchAll();
  }

  /** Keeps all of a meeting, also what comes later. Throws Problem. */
  async keepMeeting(meeting: string): Promise<void> {
    const wanted = (meetings: string[]) => [...new Set([...meetings, meeting])];
    await this.ports.vault.change((row) => ({ ...row, meetings: wanted(row.meetings) }));
    await this.keepNewcomers(await this.ports.keepable());
  }

  async remove(id: string): Promise<void> {
    const gone = this.rows.find((row) => row.id === id);
    if (!gone) return;
    // Else the paper would come back with the next one of its meeting.
    await this.ports.vault.change((row) => ({ ...row, meetings: row.meetings.filter((each) => each !== gone.meeting) }));
    await this.ports.store.removePaper(id);
    await this.changed();
  }

  /** The meeting, live, shows this person these documents only: what else is kept of it goes at once. */
  async follow(meeting: string, documents: ReadonlySet<string>): Promise<void> {
    const gone = this.rows.filter((row) => row.meeting === meeting && !documents.has(row.document));
    if (gone.length === 0) return;
    for (const { id } of gone) await this.ports.store.removePaper(id);
    this.ports.tell("removed", gone.length);
    await this.changed();
  }

  /** Fetches what is not whole yet; one tab does it. */
  fetchAll(): Promise<void> {
    this.fetching ??= this.ports.alone("ecabinet.papers.fetch", () => this.drain()).finally(() => {
      this.fetching = null;
      this.show({ isFetching: false });
    });
    return this.fetching;
  }

  /**
   * Tells the server what every vault of this device holds, and does what it says: needs no session, so that a
   * device whose person lost the account erases all the same. Does nothing without an answer.
   */
  async contact(): Promise<void> {
    try {
      await this.ports.alone("ecabinet.papers.contact", () => this.ask());
    } catch (error) {
      // Whatever kept the answer away: what is kept expires by itself.
      if (!(error instanceof Problem)) throw error;
    }
    await this.changed();
    if (this.openKey() !== null) await this.renew();
  }

  /** A whole paper of this document for reading: the version asked for, else the newest. Throws `locked`. */
  async file(document: string, version: number | null): Promise<KeptFile | null> {
    await this.opening; // a page that was just loaded may ask before it knows what is here
    const found = this.rows
      .filter((row) => row.document === document && row.isReady && (version === null || row.number === version))
      .sort((a, b) => b.number - a.number)[0];
    if (!found || found.bytes === null || found.tag === null) return null;
    const key = this.openKey();
    if (key === null) throw new Problem({ status: 0, code: LOCKED, title: "" });
    const { until, bytes, tag, id } = found;
    return openedFile({ store: this.ports.store, key, id, bytes, tag, mayRead: () => this.mayRead(until) });
  }

  private mayRead(until: number): boolean {
    this.ports.vault.touch();
    return this.openKey() !== null && until > this.time();
  }

  private openKey(): CryptoKey | null {
    const state = this.ports.vault.getState();
    return state.kind === "open" ? state.key : null;
  }

  /** The device's clock, which does not go back here. */
  private time(): number {
    return Math.max(this.ports.now(), this.ports.vault.getRow()?.seenAt ?? 0);
  }

  private async add(account: string, key: CryptoKey, info: PaperInfo): Promise<void> {
    const id = `${account} ${info.version_id}`;
    if (this.rows.some((row) => row.id === id)) return;
    await this.ports.store.addPaper({
      id,
      account,
      version: info.version_id,
      document: info.document_id,
      number: info.version,
      meeting: info.meeting_id,
      tag: null,
      bytes: null,
      have: 0,
      isReady: false,
      until: Date.parse(info.until),
      info: await sealText(key, JSON.stringify(info), aboutInfo(id)),
    });
  }

  private async drain(): Promise<void> {
    this.show({ isFetching: true, trouble: null });
    for (;;) {
      await this.reload();
      const next = this.rows.find((row) => !row.isReady);
      const key = this.openKey();
      const info = next && this.infos.get(next.id);
      if (!next || !info || key === null) return;
      try {
        await this.fetchPaper(next, info, key);
      } catch (error) {
        this.show({ trouble: error });
        if (isUnreachable(error)) return;
        await this.ports.store.removePaper(next.id);
      }
    }
  }

  private async fetchPaper(start: PaperRow, info: PaperInfo, key: CryptoKey): Promise<void> {
    let row: PaperRow | null = start;
    while (row !== null && !row.isReady && this.openKey() !== null) {
      await this.requireRoom(row);
      const { bytes, total, tag } = await this.ports.slice(info, row.have * PIECE, (row.have + 1) * PIECE);
      if (row.tag !== null && tag !== row.tag) throw new Problem({ status: 409, code: "offline_changed", title: "" });
      row = await this.store(row, await seal(key, bytes as BufferSource, `${row.id} ${row.have}`), { total, tag });
    }
  }

  private async store({ id, have }: PaperRow, data: PaperRow["info"], file: Pick<Slice, "total" | "tag">): Promise<PaperRow | null> {
    const step = (row: PaperRow): PaperRow => ({
      ...row,
      tag: file.tag,
      bytes: file.total,
      have: have + 1,
      isReady: (have + 1) * PIECE >= file.total,
    });
    try {
      const row = await this.ports.store.changePaper(id, step, { index: have, data });
      this.rows = this.rows.map((known) => (known.id === id && row ? row : known));
      this.show();
      return row;
    } catch (error) {
      if (error instanceof DOMException && error.name === "QuotaExceededError") throw full();
      throw error;
    }
  }

  private async requireRoom(row: PaperRow): Promise<void> {
    const limit = (this.ports.vault.getRow()?.limitMb ?? 0) * MEGABYTE;
    const used = this.rows.reduce((sum, { have }) => sum + have * PIECE, 0);
    const rest = Math.max(PIECE, (row.bytes ?? 0) - row.have * PIECE);
    if (used + rest > limit || (await this.ports.room()) < rest + LEFT_FREE) throw full();
  }

  private async ask(): Promise<void> {
    for (const { id, key, because } of await this.ports.store.farewells()) {
      await this.answered({ device_id: id, key, version_ids: [], erased: because });
      await this.ports.store.removeFarewell(id);
    }
    for (const vault of await this.ports.store.vaults()) await this.askFor(vault);
  }

  private async askFor(vault: VaultRow): Promise<void> {
    const { device, id: account } = vault;
    const papers = await this.ports.store.papers(account);
    const held = (rows: PaperRow[]): Held => ({
      device_id: device.id,
      key: device.key,
      version_ids: rows.map(({ version }) => version),
      erased: null,
    });
    const verdict = await this.answered(held(papers));
    if (verdict === null || verdict.ended !== null) {
      await this.ports.store.erase(account);
      await this.ports.vault.reload();
      this.ports.tell(verdict?.ended ?? "unknown", papers.length);
      return;
    }
    await this.obey(verdict, papers, account);
    if (verdict.erase.length > 0) {
      // The server stops counting copies that are gone.
      await this.answered(held(await this.ports.store.papers(account)));
    }
  }

  /** null: the server does not know this device (any more). */
  private async answered(held: Held): Promise<Verdict | null> {
    try {
      return await this.ports.check(held);
    } catch (error) {
      if (error instanceof Problem && error.code === "offline_device_unknown") return null;
      throw error;
    }
  }

  private async obey(verdict: Verdict, papers: PaperRow[], account: string): Promise<void> {
    const now = this.ports.now();
    await this.ports.store.changeVault(account, (row) => ({ ...row, seenAt: now, limitMb: verdict.limit_mb }));
    const untilOf = new Map(verdict.keep.map(({ version_id, until }) => [version_id, Date.parse(until)]));
    for (const { id, version } of papers) {
      const until = untilOf.get(version);
      if (until === undefined) await this.ports.store.removePaper(id);
      else await this.ports.store.changePaper(id, (row) => ({ ...row, until }));
    }
    for (const reason of new Set(verdict.erase.map((lost) => lost.reason))) {
      this.ports.tell(reason, verdict.erase.filter((lost) => lost.reason === reason).length);
    }
  }

  /** What was replaced or came newly: fetched, and only then the older version goes. */
  private async renew(): Promise<void> {
    try {
      await this.keepNewcomers(await this.ports.keepable());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isUnreachable(error)) this.show({ trouble: error });
    }
    for (const old of this.rows.filter((row) => this.isReplaced(row))) await this.ports.store.removePaper(old.id);
    await this.changed();
  }

  private isReplaced({ document, number }: PaperRow): boolean {
    return this.rows.some((other) => other.document === document && other.isReady && other.number > number);
  }

  private async keepNewcomers(known: readonly PaperInfo[]): Promise<void> {
    const meetings = new Set(this.ports.vault.getRow()?.meetings);
    const documents = new Set(this.rows.map(({ document }) => document));
    const versions = new Set(this.rows.map(({ version }) => version));
    const missing = known.filter(
      (info) => !versions.has(info.version_id) && (meetings.has(info.meeting_id) || documents.has(info.document_id)),
    );
    if (missing.length > 0) await this.keep(missing.map(({ document_id }) => document_id));
    else if (this.rows.some(({ isReady }) => !isReady)) await this.fetchAll();
  }

  private async readInfos(): Promise<void> {
    const key = this.openKey();
    if (key === null) this.infos.clear();
    else {
      for (const { id, info } of this.rows) {
        if (!this.infos.has(id)) this.infos.set(id, JSON.parse(await unsealText(key, info, aboutInfo(id))) as PaperInfo);
      }
    }
  }

  private async changed(): Promise<void> {
    await this.ports.vault.reload();
    await this.reload();
    this.ports.announce();
  }

  private show(change: Partial<KeeperState> = {}): void {
    const papers = this.rows.map((row) => ({ ...row, info: this.infos.get(row.id) ?? null }));
    this.state = { ...this.state, ...change, papers };
    this.listeners.forEach((listener) => listener());
  }
}

/** Code of the problem that a paper is here, but the vault is locked. */
const LOCKED = "offline_locked";

/** Whether what failed can be opened with the PIN. */
export function isLocked(error: unknown): boolean {
  return error instanceof Problem && error.code === LOCKED;
}
