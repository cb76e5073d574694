import { describe, expect, it } from "vitest";
import type { AnnouncementRow, ChatRow, NoteRow, Parts, Viewer } from "@/live";
import { completeParts } from "@/live/reducer";
import { guestsOutside, lobbyOf, placeInLine } from "./lobby";
import { mayDelete, mayWrite, roomsOf, standing, unreadIn, unreadNotes } from "./rooms";

const NOW = Date.parse("2026-07-01T09:00:00Z");

function message(room: string, number: number, account_id = "an"): ChatRow {
  const sent_at = new Date(NOW - 60_000).toISOString();
  return { id: `${room}-${number}`, room, number, account_id, name: "An", position: "", text: "tin", sent_at, deleted_by: "" };
}

function parts(more: Partial<Parts> = {}): Parts {
  return completeParts(more);
}

function chat(...rows: ChatRow[]): Parts["chat"] {
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}

function view(role: Viewer["role"], more: Partial<Parts> = {}, can: string[] = []) {
  const viewer = { account_id: "toi", person_id: "toi", role, site_id: role === "technician" ? "s1" : null } as Viewer;
  return { parts: parts(more), viewer, can: (ability: string) => can.includes(ability), me: null };
}

const all = { conversation: { it: { everybody: "all", chat_kept: true, notes_to_secretary: false } } } as Partial<Parts>;

describe("the rooms one reads", () => {
  it("follow the role", () => {
    expect(roomsOf(view("delegate"))).toEqual([]);
    expect(roomsOf(view("delegate", all))).toEqual(["everybody"]);
    expect(roomsOf(view("chair"))).toEqual(["everybody", "organisers"]);
    expect(roomsOf(view("technician"))).toEqual(["technicians", "site:s1"]);
    const written = { chat: chat(message("site:s2", 1)) };
    expect(roomsOf(view("secretary", written, ["edit_meeting"]))).toEqual(["everybody", "organisers", "technicians", "site:s2"]);
  });

  it("are written by whom the meeting lets", () => {
    const delegate = { ...view("delegate", all), me: {} as never };
    expect(mayWrite(delegate, "everybody")).toBe(true);
    expect(mayWrite({ ...delegate, parts: parts() }, "everybody")).toBe(false);
    expect(mayWrite(view("technician"), "site:s1")).toBe(true);
  });
});

describe("messages", () => {
  it("count as unread after the last one read, but for one's own", () => {
    const held = parts({ chat: chat(message("everybody", 1), message("everybody", 2), message("everybody", 3, "toi")) });
    expect(unreadIn(held, "everybody", {}, "toi")).toBe(2);
    expect(unreadIn(held, "everybody", { everybody: 1 }, "toi")).toBe(1);
  });

  it("are deleted by their author for five minutes and by a secretary always", () => {
    const mine = message("everybody", 1, "toi");
    expect(mayDelete(view("delegate"), mine, NOW)).toBe(true);
    expect(mayDelete(view("delegate"), mine, NOW + 5 * 60_000)).toBe(false);
    expect(mayDelete(view("delegate"), message("everybody", 2), NOW)).toBe(false);
    expect(mayDelete(view("secretary", {}, ["edit_meeting"]), message("everybody", 2), NOW)).toBe(true);
  });
});

describe("announcements", () => {
  it("stand until their time, urgent ones last", () => {
    const row = (id: string, kind: AnnouncementRow["kind"], minutes: number | null) =>
      ({ id, kind, sent_at: `2026-07-01T08:0${id}:00Z`, expires_at: minutes === null ? null : new Date(NOW + minutes * 60_000).toISOString() }) as AnnouncementRow;
    const held = parts({ announcements: { a: row("1", "urgent", null), b: row("2", "information", 5), c: row("3", "break", -1) } });
    expect(standing(held, NOW).map(({ id }) => id)).toEqual(["2", "1"]);
  });
});

describe("notes", () => {
  it("wait for the chair until read, and their answers for who wrote them", () => {
    const note = (id: string, person_id: string, status: NoteRow["status"], answer = "") => ({ id, person_id, status, answer, sent_at: id }) as NoteRow;
    const held = { notes: { a: note("a", "an", "sent"), b: note("b", "an", "read"), c: note("c", "toi", "answered", "Đồng ý.") } };
    expect(unreadNotes(view("chair", held), {})).toBe(2);
    expect(unreadNotes(view("chair", held), { "note:c": 1 })).toBe(1);
  });
});

describe("the lobby", () => {
  const held = parts({
    line: { x: { since: "2026-07-01T08:00:00Z" }, y: { since: "2026-07-01T08:05:00Z" } },
    lobby: { y: { participant_id: "y", status: "waiting", since: "2" }, x: { participant_id: "x", status: "waiting", since: "1" }, z: { status: "sent_out", full_name: "Z" } } as never,
    participants: { x: { id: "x", role: "guest" }, w: { id: "w", role: "guest" }, m: { id: "m", role: "member" } } as never,
  });

  it("tells one's place in the line", () => {
    expect([placeInLine(held, "x"), placeInLine(held, "y"), placeInLine(held, "z")]).toEqual([1, 2, null]);
  });

  it("lists who came first, first, and the guests who have not come", () => {
    expect(lobbyOf(held).waiting.map((row) => row.participant_id)).toEqual(["x", "y"]);
    expect(lobbyOf(held).others).toHaveLength(1);
    expect(guestsOutside(held).map((row) => row.id)).toEqual(["w"]);
  });
});
