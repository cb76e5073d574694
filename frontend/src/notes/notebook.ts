import type { Note, NoteChange, NoteContent, NotebookPorts, NotebookRecord, NoteRecord, NoteRow, Settled } from "./types";

const MOST_AT_ONCE = 50;
/** A server that always says that there is more would keep this going for ever. */
const MOST_PULLS = 400;

export type SyncStatus = "idle" | "waiting" | "refused" | "gone";

export interface NotebookState {
  /** What is shown, oldest first; deleted ones are left out. */
  notes: readonly Note[];
  status: SyncStatus;
  isLoaded: boolean;
}

const EMPTY: NotebookState = { notes: [], status: "idle", isLoaded: false };

function asChange(note: Note): NoteChange {
  const { id, kind, version, page, is_deleted, change, revision } = note;
  const what = is_deleted
    ? { shape: [], quote: "", before: "", after: "", text: "" }
    : { shape: note.shape, quote: note.quote, before: note.before, after: note.after, text: note.text };
  return { id, kind, version, page, is_deleted, change: change ?? "", base: revision, color: note.color, width: note.width, ...what };
}

function asNote(row: NoteRow, order: number): Note {
  const { id, kind, version, page, shape, color, width, quote, before, after, text, copy_of, is_deleted, revision } = row;
  const content = { kind, version, page, shape, color, width, quote, before, after, text };
  return { ...content, id, copy_of, is_deleted, revision, change: null, order, is_refused: false };
}

type Change = (stored: Note | null) => Note | null;

const contentOf = ({ kind, version, page, shape, color, width, quote, before, after, text }: Note): NoteContent =>
  ({ kind, version, page, shape, color, width, quote, before, after, text });

/** What the server's note is here, unless a change of one's own waits: that goes first, and the server keeps both texts. */
const taking =
  (row: NoteRow, order: number): Change =>
  (mine) => {
    if (mine && mine.change !== null && !mine.is_refused) return mine;
    return row.is_deleted ? null : asNote(row, mine?.order ?? order);
  };

/** What is left of a note that was sent, as it stands now. */
const settling =
  (sent: Note, { outcome, revision: told }: Settled): Change =>
  (now) => {
    if (!now) return null;
    if (outcome === "full") return { ...now, is_refused: true };
    const isSame = now.change === sent.change;
    const revision = Math.max(now.revision, told);
    if (isSame && outcome === "newer") return { ...now, is_deleted: false, change: null, revision };
    if (isSame && now.is_deleted) return null;
    return { ...now, revision, change: isSame ? null : now.change };
  };

/**
 * One person's notes on one document: written here first, sent in order when there is a line, and the same on
 * all devices of that person. What two devices changed without knowing of each other is kept twice by the server.
 * Tabs of one device share the rows: each change is made to the row as it lies there, and told to the other tabs.
 */
export class Notebook {
  private state = EMPTY;
  private readonly listeners = new Set<() => void>();
  private readonly known = new Map<string, Note>();
  private record: NotebookRecord;
  private loading: Promise<void> | null = null;
  private syncing: Promise<void> | null = null;
  private isAskedAgain = false;
  private order = 0;
  private writing = 0;
  private writes = 0;

  constructor(
    private readonly account: string,
    private readonly document: string,
    private readonly ports: NotebookPorts,
  ) {
    this.record = { id: `${account} ${document}`, account, document, cursor: 0, is_waiting: false };
  }

  getState = (): NotebookState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Reads what this device has. */
  load(): Promise<void> {
    this.loading ??= this.readAll();
    return this.loading;
  }

  /** Writes a new note; gives its id. */
  async add(content: NoteContent): Promise<string> {
    await this.load();
    const id = this.ports.newId();
    const note = { ...content, id, copy_of: null, is_deleted: false, revision: 0, change: this.ports.newId(), order: this.next(), is_refused: false };
    await this.write(id, () => note);
    await this.mark({ is_waiting: true });
    return id;
  }

  /** Changes the text of a note as it was when `seen`; what was written there meanwhile stays, as a note of its own. */
  async edit(seen: Note, text: string): Promise<void> {
    await this.load();
    const now = this.known.get(seen.id);
    const isOther = now === undefined || now.is_deleted || (now.text !== seen.text && now.text !== "" && now.text !== text);
    if (isOther) await this.add({ ...contentOf(seen), text });
    else await this.change(seen.id, { text });
  }

  async remove(id: string): Promise<void> {
    await this.load();
    const note = this.known.get(id);
    if (!note) return;
    // What never left this device needs no mark for the others, unless an answer may have been lost.
    if (note.revision === 0 && note.is_refused) await this.write(id, () => null);
    else await this.change(id, { is_deleted: true });
  }

  /** Another tab has written: what lies on this device is read anew. */
  async reload(): Promise<void> {
    if (this.loading === null) return;
    await this.loading;
    for (let at = -1; at !== this.writes || this.writing > 0; ) {
      at = this.writes;
      const rows = await this.ports.notes.of(this.record.id);
      if (at === this.writes && this.writing === 0) this.learn(rows);
    }
    this.show();
  }

  /** Sends what waits, then asks for what other devices wrote. Errors leave everything as it is for the next time. */
  sync(): Promise<void> {
    if (this.syncing) {
      this.isAskedAgain = true;
      return this.syncing;
    }
    this.syncing = this.run().finally(() => {
      this.syncing = null;
      if (!this.isAskedAgain) return;
      this.isAskedAgain = false;
      void this.sync();
    });
    return this.syncing;
  }

  private async run(): Promise<void> {
    await this.load();
    try {
      await this.send();
      await this.fetch();
    } catch (error) {
      if (this.ports.isGone(error)) await this.erase();
      // Whatever else went wrong, the notes are on this device and are sent the next time.
    }
    this.show();
  }

  private async readAll(): Promise<void> {
    const [records, rows] = await Promise.all([this.ports.notebooks.of(this.account), this.ports.notes.of(this.record.id)]);
    this.record = records.find(({ id }) => id === this.record.id) ?? this.record;
    this.learn(rows);
    this.state = { ...this.state, isLoaded: true };
    this.show();
  }

  private next(): number {
    this.order += 1;
    return this.order;
  }

  private learn(rows: readonly NoteRecord[]): void {
    this.known.clear();
    for (const { note } of rows) this.known.set(note.id, note);
    this.order = Math.max(this.order, ...rows.map(({ note }) => note.order));
  }

  private async change(id: string, changes: Partial<Note>): Promise<void> {
    await this.load();
    const mine = this.known.get(id);
    if (!mine) return;
    const made = { ...changes, change: this.ports.newId(), order: this.next(), is_refused: false };
    await this.write(id, (stored) => ({ ...(stored ?? mine), ...made }));
    await this.mark({ is_waiting: true });
  }

  /** Shown at once as this tab knows it, then done to what lies there. */
  private async write(id: string, change: Change): Promise<void> {
    const key = `${this.record.id} ${id}`;
    const account = this.record.id;
    this.learnOne(id, change(this.known.get(id) ?? null));
    this.writes += 1;
    this.writing += 1;
    try {
      const left = await this.ports.notes.update(key, (row) => {
        const note = change(row?.note ?? null);
        return note && { id: key, account, note };
      });
      this.learnOne(id, left?.note ?? null);
    } catch {
      // The browser's store is full or gone: the note lives in this page, and is sent from here.
    } finally {
      this.writing -= 1;
    }
    this.ports.announce(account);
  }

  private learnOne(id: string, note: Note | null): void {
    if (note === null) this.known.delete(id);
    else this.known.set(id, note);
    this.show();
  }

  private async mark(changes: Partial<NotebookRecord>): Promise<void> {
    const known = this.record;
    const change = (stored: NotebookRecord | null) => ({ ...(stored ?? known), ...changes });
    this.record = change(known);
    await this.ports.notebooks.update(known.id, change);
  }

  private waiting(): Note[] {
    return [...this.known.values()].filter(({ change, is_refused }) => change !== null && !is_refused).sort((a, b) => a.order - b.order);
  }

  private async send(): Promise<void> {
    for (let some = this.waiting(); some.length > 0; some = this.waiting()) {
      const sent = some.slice(0, MOST_AT_ONCE);
      const settled = await this.push(sent);
      for (const [index, row] of settled.entries()) await this.settle(sent[index], row);
    }
    if (this.record.is_waiting) await this.mark({ is_waiting: false });
  }

  /** A batch with something in it that can never be taken is sent one by one, so that the rest goes on. */
  private async push(sent: Note[]): Promise<Settled[]> {
    try {
      return await this.ports.push(this.document, sent.map(asChange));
    } catch (error) {
      if (!this.ports.isRefusal(error)) throw error;
      if (sent.length === 1) return [{ id: sent[0]?.id ?? "", outcome: "full", revision: sent[0]?.revision ?? 0 }];
      const settled: Settled[] = [];
      for (const note of sent) settled.push(...(await this.push([note])));
      return settled;
    }
  }

  private async settle(sent: Note | undefined, row: Settled): Promise<void> {
    if (!sent) return;
    await this.write(sent.id, settling(sent, row));
    // Somebody's other device changed it: what that one wrote is asked for again.
    if (row.outcome === "newer") await this.mark({ cursor: 0 });
  }

  private async fetch(): Promise<void> {
    for (let pulls = 0; pulls < MOST_PULLS; pulls += 1) {
      const { items, cursor, more } = await this.ports.pull(this.document, this.record.cursor);
      for (const row of items) await this.take(row);
      if (cursor !== this.record.cursor) await this.mark({ cursor });
      if (!more) return;
    }
  }

  private async take(row: NoteRow): Promise<void> {
    const mine = this.known.get(row.id);
    if (mine && mine.change !== null && !mine.is_refused) return;
    if (row.is_deleted && !mine) return;
    if (mine && mine.revision === row.revision && mine.change === null && !mine.is_refused && mine.text === row.text) return;
    await this.write(row.id, taking(row, this.next()));
  }

  private async erase(): Promise<void> {
    this.known.clear();
    this.state = { ...this.state, status: "gone" };
    await this.ports.notes.removeWhere(({ account }) => account === this.record.id);
    await this.ports.notebooks.remove(this.record.id);
    this.ports.announce(this.record.id);
  }

  private show(): void {
    const notes = [...this.known.values()].filter(({ is_deleted }) => !is_deleted).sort((a, b) => a.order - b.order);
    const status: SyncStatus =
      this.state.status === "gone"
        ? "gone"
        : notes.some(({ is_refused }) => is_refused)
          ? "refused"
          : this.waiting().length > 0
            ? "waiting"
            : "idle";
    this.state = { ...this.state, notes, status };
    for (const listener of this.listeners) listener();
  }
}
