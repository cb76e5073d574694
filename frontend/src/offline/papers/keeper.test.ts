// @vitest-environment node
import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { PIECE } from "./files";
import { isLocked, Keeper, type Held } from "./keeper";
import { MemoryStore } from "./memory";
import type { PaperInfo, Verdict } from "./types";
import { Vault } from "./vault";

const PIN = "739214";
const DAY = 24 * 3600_000;
const START = Date.parse("2026-11-22T00:00:00Z");
const MARK = "%PDF-1.7 Báo cáo chuyển đổi số";

/** A file that begins with words, so that plain text on the device would be found. */
function fileOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length).map((_, index) => index % 251);
  bytes.set(new TextEncoder().encode(MARK));
  return bytes;
}

function infoOf(document: string, version = 1, meeting = "m1"): PaperInfo {
  return {
    document_id: document,
    version_id: `${document}-v${version}`,
    version,
    title: `Tờ trình ${document}`,
    group: "main",
    pages: 3,
    size: 10,
    item_number: "1",
    item_title: "Nội dung",
    meeting_id: meeting,
    meeting_title: "Phiên họp",
    unit_name: "UBND",
    scheduled_start: "2026-11-23T01:00:00Z",
    scheduled_end: "2026-11-23T04:00:00Z",
    until: "2026-11-24T04:00:00Z",
    mark: "",
  };
}

class Server {
  papers: PaperInfo[] = [infoOf("d1"), infoOf("d2")];
  files = new Map<string, Uint8Array>([["d1-v1", fileOf(2 * PIECE + 77)], ["d2-v1", fileOf(500)]]);
  lost: Record<string, Verdict["erase"][number]["reason"]> = {};
  ended: Verdict["ended"] = null;
  knows = true;
  isUp = true;
  slices = 0;
  fails = Infinity;
  readonly checks: Held[] = [];

  reach(): void {
    if (!this.isUp) throw Problem.unreachable();
  }

  check = (held: Held): Promise<Verdict> => {
    this.reach();
    this.checks.push(held);
    if (!this.knows) throw new Problem({ status: 403, code: "offline_device_unknown", title: "" });
    const ids = held.version_ids;
    return Promise.resolve({
      ended: held.erased ?? this.ended,
      keep: ids.filter((id) => !this.lost[id]).map((version_id) => ({ version_id, until: "2026-11-24T04:00:00Z" })),
      erase: ids.flatMap((version_id) => {
        const reason = this.lost[version_id];
        return reason ? [{ version_id, reason }] : [];
      }),
      newer: [],
      limit_mb: 100,
    });
  };

  slice = ({ version_id }: PaperInfo, begin: number, end: number) => {
    this.slices += 1;
    if (this.slices > this.fails) throw Problem.unreachable();
    this.reach();
    const file = this.files.get(version_id) ?? new Uint8Array();
    return Promise.resolve({ bytes: file.slice(begin, end), total: file.length, tag: `tag of ${version_id}` });
  };
}

async function device({ store = new MemoryStore(), server = new Server(), isNew = true, room = Infinity } = {}) {
  const at = { now: START };
  const told: string[] = [];
  const now = () => at.now;
  const vault = new Vault({ store, now, rounds: 10, setTimer: () => 0, clearTimer: () => undefined });
  const keeper = new Keeper({
    store,
    vault,
    now,
    keepable: () => Promise.resolve(server.papers),
    note: (_device, documents) => {
      server.reach();
      return Promise.resolve(server.papers.filter(({ document_id }) => documents.includes(document_id)));
    },
    check: async (held) => server.check(held),
    slice: async (info, begin, end) => server.slice(info, begin, end),
    room: () => Promise.resolve(room),
    alone: (_name, run) => run(),
    announce: () => undefined,
    tell: (why, count) => told.push(`${why} ${count}`),
  });
  await keeper.belongTo("a");
  if (isNew) await vault.create(PIN, { id: "device", key: "key" }, 100);
  return { store, server, vault, keeper, at, told };
}

const versions = (keeper: Keeper) => keeper.getState().papers.map(({ version }) => version).sort();

describe("keeping", () => {
  it("fetches in pieces, and nothing of it can be read on the device", async () => {
    const { keeper, store, server } = await device();
    await keeper.keep(["d1"]);
    const [paper] = keeper.getState().papers;
    expect(paper).toMatchObject({ isReady: true, have: 3, bytes: 2 * PIECE + 77 });
    expect(paper?.info?.title).toBe("Tờ trình d1");
    expect(server.slices).toBe(3);
    const stored = [...store.pieces.values(), ...[...store.paperRows.values()].map(({ info }) => info)];
    for (const bytes of stored) {
      const text = new TextDecoder("utf-8").decode(bytes);
      for (const word of ["%PDF", "Báo cáo", "Tờ trình"]) expect(text).not.toContain(word);
    }
    expect(Math.max(...stored.map(({ length }) => length))).toBeLessThan(PIECE + 100);
  });

  it("reads any range as it was", async () => {
    const { keeper, server } = await device();
    await keeper.keep(["d1"]);
    const file = await keeper.file("d1", null);
    const whole = server.files.get("d1-v1");
    expect(file?.total).toBe(whole?.length);
    for (const [begin, end] of [[0, 40], [PIECE - 5, PIECE + 5], [0, 3 * PIECE], [2 * PIECE, 2 * PIECE + 500]] as const) {
      const [read, wanted] = [await file?.read(begin, end), whole?.slice(begin, end)];
      expect(read?.length).toBe(wanted?.length);
      expect(read?.every((byte, index) => byte === wanted?.[index])).toBe(true);
    }
    expect(await keeper.file("d1", 2)).toBeNull();
    expect(await keeper.file("d9", null)).toBeNull();
  });

  it("asks for the PIN after a reload, and reads then without the server", async () => {
    const { keeper, store, server } = await device();
    await keeper.keep(["d1"]);
    server.isUp = false;
    const again = await device({ store, server, isNew: false });
    expect(again.keeper.getState().papers[0]?.info).toBeNull();
    await expect(again.keeper.file("d1", null)).rejects.toSatisfy(isLocked);
    expect(await again.vault.unlock(PIN)).toBe("open");
    await again.keeper.contact();
    expect(again.keeper.getState().papers[0]?.info?.title).toBe("Tờ trình d1");
    const file = await again.keeper.file("d1", null);
    expect(new TextDecoder().decode(await file?.read(0, MARK.length))).toContain("%PDF");
    again.vault.lock();
    await expect(file?.read(0, 10)).rejects.toMatchObject({ code: "offline_gone" });
  });

  it("goes on where a lost line has cut it", async () => {
    const { keeper, server } = await device();
    server.fails = 1;
    await keeper.keep(["d1"]);
    expect(keeper.getState().papers[0]).toMatchObject({ have: 1, isReady: false });
    expect(keeper.getState().trouble).toMatchObject({ code: "unreachable" });
    server.fails = Infinity;
    await keeper.contact();
    expect(keeper.getState().papers[0]).toMatchObject({ have: 3, isReady: true });
    expect(server.slices).toBe(4);
    expect(keeper.getState().trouble).toBeNull();
  });

  it("drops a file that changes under its hands, or does not fit, and says so", async () => {
    const changed = await device();
    const { slice } = changed.server;
    changed.server.slice = async (info, begin, end) => ({ ...(await slice(info, begin, end)), tag: begin === 0 ? "old" : "new" });
    await changed.keeper.keep(["d1"]);
    expect(versions(changed.keeper)).toEqual([]);
    expect(changed.keeper.getState().trouble).toMatchObject({ code: "offline_changed" });

    const narrow = await device({ room: 1000 });
    await narrow.keeper.keep(["d2"]);
    expect(versions(narrow.keeper)).toEqual([]);
    expect(narrow.keeper.getState().trouble).toMatchObject({ code: "offline_full" });
  });

  it("keeps all of a meeting, also what comes later, and a newer version in the place of the older", async () => {
    const { keeper, server, store } = await device();
    await keeper.keepMeeting("m1");
    expect(versions(keeper)).toEqual(["d1-v1", "d2-v1"]);
    server.papers = [infoOf("d1"), infoOf("d2", 2), infoOf("d3"), infoOf("d4", 1, "m2")];
    for (const id of ["d2-v2", "d3-v1", "d4-v1"]) server.files.set(id, fileOf(100));
    await keeper.contact();
    expect(versions(keeper)).toEqual(["d1-v1", "d2-v2", "d3-v1"]);
    expect([...store.pieces.keys()].some((key) => key.includes("d2-v1"))).toBe(false);
    await keeper.remove("a d3-v1");
    await keeper.contact();
    expect(versions(keeper)).toEqual(["d1-v1", "d2-v2"]);
  });
});

describe("erasing", () => {
  it("does what the server says, tells why, and reports what is left", async () => {
    const { keeper, server, store, told } = await device();
    await keeper.keep(["d1", "d2"]);
    server.lost = { "d1-v1": "recalled" };
    server.papers = [infoOf("d2")];
    await keeper.contact();
    expect(versions(keeper)).toEqual(["d2-v1"]);
    expect([...store.pieces.keys()].every((key) => key.startsWith("a d2-v1"))).toBe(true);
    expect(told).toEqual(["recalled 1"]);
    expect(server.checks.map(({ version_ids }) => version_ids)).toEqual([["d1-v1", "d2-v1"], ["d2-v1"]]);
  });

  it("does so at once for what a live meeting does not show any more", async () => {
    const { keeper, server, vault, told } = await device();
    await keeper.keep(["d1", "d2"]);
    vault.lock();
    await keeper.follow("m2", new Set());
    await keeper.follow("m1", new Set(["d1", "d2", "d3"]));
    expect(versions(keeper)).toEqual(["d1-v1", "d2-v1"]);
    await keeper.follow("m1", new Set(["d2"]));
    expect(versions(keeper)).toEqual(["d2-v1"]);
    expect([told, server.checks]).toEqual([["removed 1"], []]);
  });

  it("does so with the vault locked and nobody signed in", async () => {
    const { keeper, server, store } = await device();
    await keeper.keep(["d1"]);
    await keeper.leave(false);
    expect(keeper.getState().papers).toEqual([]);
    expect(store.paperRows.size).toBe(1);
    server.ended = "account_inactive";
    await keeper.contact();
    expect([store.vaultRows.size, store.paperRows.size, store.pieces.size]).toEqual([0, 0, 0]);
  });

  it.each(["revoked", "unknown"])("erases everything on a device that is %s", async (why) => {
    const { keeper, server, store, vault, told } = await device();
    await keeper.keep(["d1"]);
    if (why === "revoked") server.ended = "revoked";
    else server.knows = false;
    await keeper.contact();
    expect(vault.getState()).toEqual({ kind: "none" });
    expect(store.pieces.size).toBe(0);
    expect(told).toEqual([`${why} 1`]);
  });

  it("keeps everything when the server does not answer", async () => {
    const { keeper, server } = await device();
    await keeper.keep(["d1"]);
    server.isUp = false;
    await keeper.contact();
    expect(versions(keeper)).toEqual(["d1-v1"]);
  });

  it("erases what has expired, whatever the clock is set back to", async () => {
    const { keeper, at, vault, store, told } = await device();
    await keeper.keep(["d1"]);
    const file = await keeper.file("d1", null);
    at.now = START + 3 * DAY;
    await expect(file?.read(0, 10)).rejects.toMatchObject({ code: "offline_gone" });
    vault.lock();
    await vault.unlock(PIN); // the device has seen that time now
    at.now = START;
    await keeper.reload();
    expect([versions(keeper), store.pieces.size]).toEqual([[], 0]);
    expect(told).toContain("expired 1");
  });

  it("erases at signing out, and tells the server once", async () => {
    const { keeper, server, store } = await device();
    await keeper.keep(["d1"]);
    server.isUp = false;
    await keeper.leave(true);
    expect([store.vaultRows.size, store.pieces.size]).toEqual([0, 0]);
    await keeper.contact();
    server.isUp = true;
    await keeper.contact();
    await keeper.contact();
    expect(server.checks).toEqual([{ device_id: "device", key: "key", version_ids: [], erased: "signed_out" }]);
  });

  it("erases what another person left on this device", async () => {
    const { keeper, store } = await device();
    await keeper.keep(["d1"]);
    await keeper.belongTo("b");
    expect([store.vaultRows.size, store.pieces.size]).toEqual([0, 0]);
    expect((await store.farewells()).map(({ because }) => because)).toEqual(["erased"]);
  });
});
