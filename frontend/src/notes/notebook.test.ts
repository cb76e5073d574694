import { beforeEach, describe, expect, it } from "vitest";
import { MemoryRows } from "@/offline/rows";
import { Notebook } from "./notebook";
import type { Note, NoteChange, NoteContent, NotebookPorts, NotebookRecord, NoteRecord, NoteRow, Settled } from "./types";

const GONE = new Error("gone");
const NO_LINE = new Error("no line");
const REFUSED = new Error("refused");

/** What agenda/notes/rules.py says, for one document. */
class Server {
  rows = new Map<string, NoteRow & { changed: number; changes: string[] }>();
  last = 0;
  most = 100;
  lost = false;
  failing: Error | null = null;

  push(changes: NoteChange[]): Settled[] {
    const settled = changes.map((change) => this.apply(change));
    if (this.lost) throw NO_LINE;
    return settled;
  }

  private apply(change: NoteChange): Settled {
    const old = this.rows.get(change.id);
    const known = { id: change.id, outcome: "known" as const, revision: old?.revision ?? 0 };
    if (!old) {
      if (change.is_deleted) return known;
      if (this.rows.size >= this.most) return { ...known, outcome: "full" };
      return { ...known, outcome: "saved", revision: this.put(change, 1, []) };
    }
    if (old.changes.includes(change.change)) return known;
    if (change.base < old.revision) {
      if (change.is_deleted) return { ...known, outcome: old.is_deleted ? "known" : "newer" };
      if (!old.is_deleted && old.text !== "" && old.text !== change.text) {
        this.put({ ...change, ...old, id: `${change.id}+${change.change}` }, 1, []);
        return { ...known, outcome: "copied", revision: this.put(change, old.revision + 1, old.changes) };
      }
    }
    return { ...known, outcome: "saved", revision: this.put(change, old.revision + 1, old.changes) };
  }

  private put(change: NoteChange, revision: number, changes: string[]): number {
    this.last += 1;
    const row = { ...change, copy_of: null, revision, changed_at: "2026-01-01T00:00:00Z" } as unknown as NoteRow;
    this.rows.set(change.id, { ...row, changed: this.last, changes: [...changes, change.change] });
    return revision;
  }

  pull(after: number, size = 2) {
    const found = [...this.rows.values()].filter(({ changed }) => changed > after).sort((a, b) => a.changed - b.changed);
    const items = found.slice(0, size);
    return { items, cursor: items.at(-1)?.changed ?? after, more: found.length > size };
  }
}

let server: Server;
let ids: number;

class Device {
  notes = new MemoryRows<NoteRecord>();
  notebooks = new MemoryRows<NotebookRecord>();
  up = true;
  private readonly tabs: Notebook[] = [];

  private async reach<T>(act: () => T): Promise<T> {
    await Promise.resolve();
    if (!this.up) throw NO_LINE;
    if (server.failing !== null) throw server.failing;
    return act();
  }

  open(account = "an"): Notebook {
    const ports: NotebookPorts = {
      notes: this.notes,
      notebooks: this.notebooks,
      pull: (_, after) => this.reach(() => server.pull(after)),
      push: (_, changes) => this.reach(() => server.push(changes)),
      newId: () => `id-${++ids}`,
      announce: () => this.tabs.filter((tab) => tab !== book).forEach((tab) => void tab.reload()),
      isGone: (error) => error === GONE,
      isRefusal: (error) => error === REFUSED,
    };
    const book = new Notebook(account, "doc", ports);
    this.tabs.push(book);
    return book;
  }

  /** The tab is closed in the middle of whatever it does. */
  close(book: Notebook) {
    this.tabs.splice(this.tabs.indexOf(book), 1);
  }
}

const content = (text: string): NoteContent => ({
  kind: "text", version: 1, page: 1, shape: [1, 2], color: "yellow", width: 0, quote: "", before: "", after: "", text,
});
function noteOf(book: Notebook, id: string): Note {
  const note = book.getState().notes.find((one) => one.id === id);
  if (!note) throw new Error("there is no such note");
  return note;
}
const texts = (book: Notebook) => book.getState().notes.map(({ text }) => text);

let tablet: Device;
let phone: Device;

beforeEach(() => {
  server = new Server();
  ids = 0;
  tablet = new Device();
  phone = new Device();
});

async function both() {
  const books = { one: tablet.open(), other: phone.open() };
  await books.one.add(content("gốc"));
  await books.one.sync();
  await books.other.sync();
  return books;
}

describe("notes of one person", () => {
  it("come to the other device, page by page of the answer", async () => {
    const one = tablet.open();
    for (const text of ["a", "b", "c", "d", "e"]) await one.add(content(text));
    await one.sync();
    const other = phone.open();
    await other.sync();
    expect(texts(other)).toEqual(["a", "b", "c", "d", "e"]);
    expect(one.getState().status).toBe("idle");
  });

  it("are written without a line, survive the page and are sent in order", async () => {
    tablet.up = false;
    const one = tablet.open();
    await one.add(content("a"));
    const second = await one.add(content("b"));
    await one.sync();
    expect(one.getState().status).toBe("waiting");
    const again = tablet.open();
    await again.load();
    await again.edit(noteOf(again, second), "b2");
    tablet.up = true;
    await again.sync();
    expect([...server.rows.values()].map(({ text }) => text)).toEqual(["a", "b2"]);
    expect(again.getState().status).toBe("idle");
  });

  it("are sent once though the answer was lost", async () => {
    const one = tablet.open();
    await one.add(content("a"));
    server.lost = true;
    await one.sync();
    server.lost = false;
    await one.sync();
    expect(server.rows.size).toBe(1);
    expect([...server.rows.values()][0]?.revision).toBe(1);
  });

  it("that both devices edited keep both texts, on both devices", async () => {
    const { one, other } = await both();
    const id = one.getState().notes[0]?.id ?? "";
    tablet.up = phone.up = false;
    await one.edit(noteOf(one, id), "từ máy tính bảng");
    await other.edit(noteOf(other, id), "từ điện thoại");
    tablet.up = phone.up = true;
    await one.sync();
    await other.sync();
    await one.sync();
    expect(texts(one).sort()).toEqual(["từ máy tính bảng", "từ điện thoại"].sort());
    expect(texts(other).sort()).toEqual(texts(one).sort());
  });

  it("that were deleted are gone on the other device", async () => {
    const { one, other } = await both();
    await one.remove(one.getState().notes[0]?.id ?? "");
    await one.sync();
    await other.sync();
    expect([texts(one), texts(other)]).toEqual([[], []]);
  });

  it("that another device changed are not deleted by who did not know", async () => {
    const { one, other } = await both();
    const id = one.getState().notes[0]?.id ?? "";
    await other.edit(noteOf(other, id), "viết thêm");
    await other.sync();
    await one.remove(id);
    await one.sync();
    expect(texts(one)).toEqual(["viết thêm"]);
  });

  it("that are one too many stay here and are told, the others are sent", async () => {
    server.most = 1;
    const one = tablet.open();
    await one.add(content("a"));
    await one.add(content("b"));
    await one.sync();
    expect([texts(one), server.rows.size, one.getState().status]).toEqual([["a", "b"], 1, "refused"]);
  });

  it("that can never be taken do not hold up the rest", async () => {
    const one = tablet.open();
    server.push = (changes) => {
      if (changes.some(({ text }) => text === "xấu")) throw REFUSED;
      return Server.prototype.push.call(server, changes);
    };
    await one.add(content("xấu"));
    await one.add(content("tốt"));
    await one.sync();
    expect([...server.rows.values()].map(({ text }) => text)).toEqual(["tốt"]);
  });

  it("are wiped from the device when the right to the document is gone", async () => {
    const { one } = await both();
    server.failing = GONE;
    await one.sync();
    expect([texts(one), await tablet.notes.of("an doc"), one.getState().status]).toEqual([[], [], "gone"]);
  });

  it("belong to their account", async () => {
    await both();
    const binh = tablet.open("binh");
    await binh.load();
    expect(texts(binh)).toEqual([]);
  });
});

describe("two tabs of one device", () => {
  async function two() {
    const one = tablet.open();
    const other = tablet.open();
    await other.load();
    const id = await one.add(content("gốc"));
    await expect.poll(() => texts(other)).toEqual(["gốc"]);
    return { one, other, id };
  }

  it("show the same without a line", async () => {
    tablet.up = false;
    const { one, other, id } = await two();
    await other.edit(noteOf(other, id), "sửa ở thẻ hai");
    await expect.poll(() => texts(one)).toEqual(["sửa ở thẻ hai"]);
    await one.remove(id);
    await expect.poll(() => texts(other)).toEqual([]);
  });

  it("keep both texts of a note that was open in both, though one of them is closed before there is a line", async () => {
    tablet.up = false;
    const { one, other, id } = await two();
    const [seen, alsoSeen] = [noteOf(one, id), noteOf(other, id)];
    await one.edit(seen, "của thẻ một");
    await expect.poll(() => texts(other)).toEqual(["của thẻ một"]);
    await other.edit(alsoSeen, "của thẻ hai");
    tablet.close(other);
    tablet.up = true;
    await expect.poll(() => texts(one)).toEqual(["của thẻ một", "của thẻ hai"]);
    await one.sync();
    expect([...server.rows.values()].map(({ text }) => text).sort()).toEqual(["của thẻ hai", "của thẻ một"]);
  });

  it("keep what one writes while the other hears that an older text was taken", async () => {
    const { one, other, id } = await two();
    const sending = other.sync();
    await one.edit(noteOf(one, id), "viết tiếp");
    await sending;
    await one.sync();
    await other.sync();
    expect([texts(one), texts(other)]).toEqual([["viết tiếp"], ["viết tiếp"]]);
    expect([...server.rows.values()].map(({ text }) => text)).toEqual(["viết tiếp"]);
  });

  it("do not lose a text whose note was deleted in the other", async () => {
    const { one, other, id } = await two();
    const seen = noteOf(other, id);
    await one.remove(id);
    await expect.poll(() => texts(other)).toEqual([]);
    await other.edit(seen, "vẫn còn cần");
    await other.sync();
    expect(texts(other)).toEqual(["vẫn còn cần"]);
  });
});
