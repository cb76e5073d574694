import type { Note, NoteChange, NoteContent, NotebookPorts, NotebookRecord, NoteRow, Settled } from "./types";

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

/**
 * One person's notes on one document: written here first, sent in order when there is a line, and the same on
 * all devices of that person. What two devices changed without knowing of each other is kept twice by the server.
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
    await this.keep({ ...content, id, copy_of: null, is_deleted: false, revision: 0, change: this.ports.newId(), order: this.next(), is_refused: false });
    return id;
  }

  async edit(id: string, changes: Partial<Pick<NoteContent, "text" | "color">>): Promise<void> {
    await this.change(id, changes);
  }

  async remove(id: string): Promise<void> {
    await this.load();
    const note = this.known.get(id);
    if (!note) return;
    // What never left this device needs no mark for the others, unless an answer may have been lost.
    if (note.revision === 0 && note.is_refused) await this.forget(id);
    else await this.change(id, { is_deleted: true });
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
    for (const { note } of rows) this.known.set(note.id, note);
    this.order = Math.max(0, ...rows.map(({ note }) => note.order));
    this.state = { ...this.state, isLoaded: true };
    this.show();
  }

  private next(): number {
    this.order += 1;
    return this.order;
  }

  private async change(id: string, changes: Partial<Note>): Promise<void> {
    await this.load();
    const note = this.known.get(id);
    if (note) await this.keep({ ...note, ...changes, change: this.ports.newId(), order: this.next(), is_refused: false });
  }

  private async keep(note: Note): Promise<void> {
    this.known.set(note.id, note);
    this.show();
    await this.ports.notes.put({ id: `${this.record.id} ${note.id}`, account: this.record.id, note });
    if (note.change !== null) await this.mark({ is_waiting: true });
  }

  private async forget(id: string): Promise<void> {
    this.known.delete(id);
    this.show();
    await this.ports.notes.remove(`${this.record.id} ${id}`);
  }

  private async mark(changes: Partial<NotebookRecord>): Promise<void> {
    this.record = { ...this.record, ...changes };
    await this.ports.notebooks.put(this.record);
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
    const now = sent && this.known.get(sent.id);
    if (!sent || !now) return;
    if (row.outcome === "full") return this.keep({ ...now, is_refused: true });
    const isSame = now.change === sent.change;
    if (isSame && row.outcome === "newer") {
      // Somebody's other device changed it: what that one wrote is asked for again.
      await this.mark({ cursor: 0 });
      return this.keep({ ...now, is_deleted: false, change: null, revision: row.revision });
    }
    if (isSame && now.is_deleted) return this.forget(now.id);
    return this.keep({ ...now, revision: row.revision, change: isSame ? null : now.change });
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
    // A change that waits goes first; the server keeps both texts.
    if (mine && mine.change !== null && !mine.is_refused) return;
    if (row.is_deleted) {
      if (mine) await this.forget(row.id);
      return;
    }
    if (mine && mine.revision === row.revision && mine.change === null && !mine.is_refused && mine.text === row.text) return;
    await this.keep(asNote(row, mine?.order ?? this.next()));
  }

  private async erase(): Promise<void> {
    this.known.clear();
    this.state = { ...this.state, status: "gone" };
    await this.ports.notes.removeWhere(({ account }) => account === this.record.id);
    await this.ports.notebooks.remove(this.record.id);
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
