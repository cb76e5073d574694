import { describe, expect, it } from "vitest";
import { completeParts } from "@/live/reducer";
import type { DocumentRow, FloorRow, ItemRow, MeetingRow, ParticipantRow, Parts, SiteRow } from "@/live";
import { programmeOf } from "./programme";
import { headcount, headcounts, inGroups, nextItem, queueInOrder } from "./selectors";
import { clockText, forecastOf, itemSecondsLeft, plannedTimes, turnSecondsLeft } from "./time";

const START = "2026-11-22T14:00:00+07:00";
const at = (seconds: number) => Date.parse(START) + seconds * 1000;

const MEETING = {
  id: "m", chair_person_id: "boss", central_site_id: "hn", current_item_id: null, paused_at: null,
  layout: { mode: "speaker", site_id: null, participant_id: null, document_id: null, page: null, site_ids: [], seconds: null, started_at: null, size: null, picture: null },
} as unknown as MeetingRow;

const site = (id: string): SiteRow => ({ site_id: id, name: `Site ${id}`, media_identity: `site:${id}` }) as SiteRow;
const person = (id: string, siteId: string | null): ParticipantRow =>
  ({ id: `p-${id}`, person_id: id, full_name: id, position: "", site_id: siteId, site_name: "", unit_name: "U",
     attendance: "not_checked" }) as ParticipantRow;

function parts(change: Partial<Parts> = {}): Parts {
  return completeParts({
    sites: { hn: site("hn"), vl: site("vl") },
    participants: { "p-boss": person("boss", "hn"), "p-an": person("an", null) },
    ...change,
  });
}

const TURN = { identity: "site:vl", site_name: "Site vl", full_name: "An", position: "x" } as FloorRow;

describe("programmeOf", () => {
  it("shows who has the floor, through the site where they sit", () => {
    const programme = programmeOf(parts({ floor: { turn: TURN } }), MEETING);
    expect(programme).toMatchObject({ identity: "site:vl", person: "An", speaking: true });
  });

  it("falls back to the chair's site when nobody speaks and nobody was chosen", () => {
    expect(programmeOf(parts(), MEETING)).toMatchObject({ identity: "site:hn", speaking: false });
  });

  it("shows the chosen site, or the chosen person by their own device", () => {
    const chosen = { ...MEETING, layout: { ...MEETING.layout, site_id: "vl" } };
    expect(programmeOf(parts(), chosen).identity).toBe("site:vl");
    const byPerson = { ...MEETING, layout: { ...MEETING.layout, participant_id: "p-an" } };
    expect(programmeOf(parts(), byPerson).identity).toBe("person:an");
  });

  it("stays with the chair in that layout, whoever speaks", () => {
    const chair = { ...MEETING, layout: { ...MEETING.layout, mode: "chair" as const } };
    expect(programmeOf(parts({ floor: { turn: TURN } }), chair)).toMatchObject({ identity: "site:hn", speaking: false });
  });

  it("has nobody to show in an empty meeting", () => {
    expect(programmeOf(completeParts({}), MEETING).identity).toBeNull();
  });
});

describe("the agenda", () => {
  const item = (position: number, status: ItemRow["status"]): ItemRow =>
    ({
      id: `i${position}`, position, status, planned_minutes: 10, opened_at: START, since: START, paused_at: null, paused_seconds: 0, spent_seconds: 0,
    }) as ItemRow;

  it("goes on with the first pending item after the current one", () => {
    const items = { i3: item(3, "pending"), i1: item(1, "pending"), i2: item(2, "current") };
    const meeting = { ...MEETING, current_item_id: "i2" };
    expect(nextItem(parts({ items, meeting: { m: meeting } }))?.id).toBe("i3");
    expect(nextItem(parts({ items, meeting: { m: MEETING } }))?.id).toBe("i1");
  });

  it("plans the items one after another", () => {
    const plan = plannedTimes([item(1, "done"), item(2, "current")], START);
    expect(Date.parse(plan.get("i2")?.start ?? "")).toBe(at(600));
    expect(Date.parse(plan.get("i2")?.end ?? "")).toBe(at(1200));
  });

  it("counts down the open item, and stands still while the meeting pauses", () => {
    expect(itemSecondsLeft(item(1, "current"), MEETING, at(540))).toBe(60);
    expect(itemSecondsLeft(item(1, "current"), MEETING, at(660))).toBe(-60);
    const paused = { ...MEETING, paused_at: new Date(at(300)).toISOString() };
    expect(itemSecondsLeft(item(1, "current"), paused, at(9_999))).toBe(300);
    expect(itemSecondsLeft(item(1, "pending"), MEETING, at(0))).toBeNull();
    const resumed = { ...item(1, "current"), spent_seconds: 120, paused_seconds: 60 };
    expect(itemSecondsLeft(resumed, MEETING, at(240))).toBe(300);
    expect(itemSecondsLeft({ ...resumed, paused_at: new Date(at(120)).toISOString() }, MEETING, at(9_999))).toBe(420);
  });

  it("tells when the meeting will end by what is left", () => {
    const running = { ...MEETING, status: "in_progress", scheduled_end: new Date(at(1_200)).toISOString() } as MeetingRow;
    const agenda = [item(1, "current"), item(2, "pending"), item(3, "skipped")];
    expect(forecastOf(agenda, running, at(300))).toEqual({ end: new Date(at(1_200)).toISOString(), late: 0 });
    expect(forecastOf(agenda, running, at(900))?.late).toBe(5);
    expect(forecastOf(agenda, MEETING, at(900))).toBeNull();
  });
});

describe("a turn", () => {
  const turn = { started_at: START, limit_seconds: 300, paused_at: null, paused_seconds: 0 } as FloorRow;

  it("counts down to and below zero, without the pauses", () => {
    expect(turnSecondsLeft(turn, at(60))).toBe(240);
    expect(turnSecondsLeft(turn, at(330))).toBe(-30);
    expect(turnSecondsLeft({ ...turn, paused_seconds: 45 }, at(60))).toBe(285);
    expect(turnSecondsLeft({ ...turn, paused_at: new Date(at(30)).toISOString() }, at(500))).toBe(270);
  });

  it("never shows more than the limit when a clock is a little behind", () => {
    expect(turnSecondsLeft(turn, at(-3))).toBe(300);
  });
});

describe("clockText", () => {
  it.each([
    [0, "00:00"],
    [272, "04:32"],
    [-12, "00:12"],
    [3872, "1:04:32"],
  ])("%i seconds are %s", (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });
});

describe("people", () => {
  it("counts those present by site", () => {
    const present = { ...person("b", "vl"), attendance: "present_online" as const };
    expect(headcount(parts({ participants: { a: person("a", "vl"), b: present } }), "vl")).toEqual({ present: 1, expected: 2, counted: null });
    const headcounts = { vl: { site_id: "vl", count: 9, counted_at: "", counted_by: "" } };
    expect(headcount(parts({ headcounts }), "vl").counted).toBe(9);
  });

  it("counts all sites at once as it counts each", () => {
    const present = { ...person("b", "vl"), attendance: "present_online" as const };
    const rows = parts({ participants: { a: person("a", "vl"), b: present, c: person("c", null) } });
    const counts = headcounts(rows);
    for (const id of Object.keys(rows.sites)) expect(counts.get(id)).toEqual(headcount(rows, id));
  });

  it("calls a queue in the order of the server's keys, speaking before questioning", () => {
    const row = (id: string, queue: string, sort_key: string) => ({ id, queue, sort_key, requested_at: "2026-11-22T02:00:01Z" });
    const queue = {
      q: row("q", "interpellation", "0-0-0-1"), c: row("c", "speaking", "2-2-0-1"), b: row("b", "speaking", "1-00010"),
      a: row("a", "speaking", "1-00009"),
    };
    const rows = parts({ queue: queue as never });
    expect(queueInOrder(rows).map(({ id }) => id)).toEqual(["a", "b", "c", "q"]);
    expect(queueInOrder(rows, "interpellation").map(({ id }) => id)).toEqual(["q"]);
  });

  it("puts the papers of an item in groups, the main ones first, none left empty", () => {
    const paper = (id: string, group: string) => ({ id, group }) as DocumentRow;
    const groups = inGroups([paper("a", "internal"), paper("b", "main"), paper("c", "main")]);
    expect(groups.map(({ group, rows }) => [group, rows.map(({ id }) => id)])).toEqual([["main", ["b", "c"]], ["internal", ["a"]]]);
  });

  it("queues by the time of the request", () => {
    const queue = { b: { id: "b", requested_at: "2026-11-22T02:00:02Z" }, a: { id: "a", requested_at: "2026-11-22T02:00:01Z" } };
    expect(queueInOrder(parts({ queue: queue as never })).map((row) => row.id)).toEqual(["a", "b"]);
  });
});
