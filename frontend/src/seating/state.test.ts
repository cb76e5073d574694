import { describe, expect, it } from "vitest";
import type { ParticipantRow, Parts } from "@/api/snapshot";
import { boundsOf, calledName, countsOf, exchange, placeOf, seatOf, sittersAt, stateOf, unseatedAt } from "./state";

function person(id: string, changes: Partial<ParticipantRow> = {}): ParticipantRow {
  return { id, full_name: id, site_id: null, attendance: "not_checked", rsvp: "pending", rsvp_manner: "", ...changes } as ParticipantRow;
}

function partsWith(people: ParticipantRow[], changes: Partial<Parts> = {}): Parts {
  const participants = Object.fromEntries(people.map((row) => [row.id, row]));
  return { participants, seats: {}, seat_maps: {}, floor: {}, queue: {}, away: {}, ...changes } as Parts;
}

const seat = (participant_id: string, key: string, place = "main") => ({ participant_id, seat: key, place, label: key });

describe("states at the seats", () => {
  it("tell the most telling one", () => {
    const here = person("a", { attendance: "present_in_person" });
    expect(stateOf(partsWith([here]), here)).toBe("in_person");
    expect(stateOf(partsWith([here], { away: { a: { participant_id: "a", since: "" } } }), here)).toBe("away");
    const queue = { q: { participant_id: "a" } } as unknown as Parts["queue"];
    expect(stateOf(partsWith([here], { queue }), here)).toBe("waiting");
    const floor = { turn: { participant_id: "a" } } as unknown as Parts["floor"];
    expect(stateOf(partsWith([here], { queue, floor }), here)).toBe("speaking");
    expect(stateOf(partsWith([]), person("b"))).toBe("not_yet");
  });

  it("are counted at one place", () => {
    const parts = partsWith([person("a"), person("b", { attendance: "absent" }), person("c")], {
      seats: { a: seat("a", "1"), b: seat("b", "2"), c: seat("c", "1", "elsewhere") },
    });
    const sitters = sittersAt(parts, "main");
    expect([...sitters.keys()]).toEqual(["1", "2"]);
    expect(countsOf(sitters)).toMatchObject({ not_yet: 1, absent: 1, speaking: 0 });
  });
});

describe("who sits where", () => {
  it("takes the central site and no site for the main place", () => {
    expect(placeOf({ site_id: null }, "c")).toBe("main");
    expect(placeOf({ site_id: "c" }, "c")).toBe("main");
    expect(placeOf({ site_id: "d" }, "c")).toBe("d");
  });

  it("lists who waits for a seat, those who come first", () => {
    const people = [person("an", { rsvp: "declined" }), person("bình"), person("cúc"), person("dũng", { site_id: "d" })];
    const parts = partsWith(people, { seats: { cúc: seat("cúc", "1") } });
    expect(unseatedAt(parts, "main", null).map(({ id }) => id)).toEqual(["bình", "an"]);
    expect(unseatedAt(parts, "d", null).map(({ id }) => id)).toEqual(["dũng"]);
  });

  it("lets two change places, and frees who has none to go to", () => {
    const seats = { a: seat("a", "1"), b: seat("b", "2") };
    const sitters = sittersAt(partsWith([person("a"), person("b"), person("c")], { seats }), "main");
    expect(exchange(seats, sitters, "a", "3")).toEqual({ seats: [{ participant_id: "a", seat: "3" }], freed: [] });
    expect(exchange(seats, sitters, "a", "2").seats).toEqual([
      { participant_id: "a", seat: "2" },
      { participant_id: "b", seat: "1" },
    ]);
    expect(exchange(seats, sitters, "c", "2")).toEqual({ seats: [{ participant_id: "c", seat: "2" }], freed: ["b"] });
  });

  it("finds one's own seat only where the room is known", () => {
    const parts = partsWith([person("a")], { seats: { a: seat("a", "1") } });
    expect(seatOf(parts, "a")).toBeNull();
    const room = { room_name: "Phòng 1" } as Parts["seat_maps"][string];
    expect(seatOf({ ...parts, seat_maps: { main: room } }, "a")?.seat.label).toBe("1");
  });
});

it("a map takes the room that it needs", () => {
  expect(boundsOf([{ x: 3, y: 2 }, { x: 5, y: 2 }])).toEqual({ x: 3, y: 2, columns: 3, rows: 1 });
  expect(boundsOf([])).toEqual({ x: 0, y: 0, columns: 1, rows: 1 });
});

it("a name is short on a seat", () => {
  expect(calledName("Nguyễn Văn Hùng")).toBe("Văn Hùng");
  expect(calledName("Trần Nguyễn Phượng Nghiêm")).toBe("Nghiêm");
  expect(calledName("Hà")).toBe("Hà");
});
