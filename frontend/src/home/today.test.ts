import { describe, expect, it } from "vitest";
import type { MeetingSummary } from "@/api/meetings";
import { daySections, meetingActs, meetingRoute } from "./today";

function meeting(id: string, status: MeetingSummary["status"], start: string): MeetingSummary {
  return {
    id, status, title: id, kind: "working",
  type_name: "",
  series_id: null,
  series_place: null,
  series_size: 0, unit_name: "", place: "", scheduled_start: start, scheduled_end: start,
    unit_id: "u", started_at: null, ended_at: null, chair_name: "", sites: 0, participants: 0, my_role: null, my_rsvp: null, my_manner: null, my_absence: null, my_absence_note: null,
    my_participant_id: null, my_substitute: null, my_substitute_status: null,
    my_site_name: null,
  };
}

describe("daySections", () => {
  it("puts the running meeting first and orders the rest by time", () => {
    const sections = daySections([
      meeting("late", "published", "2026-11-22T15:00:00+07:00"),
      meeting("done", "ended", "2026-11-22T08:00:00+07:00"),
      meeting("running", "paused", "2026-11-22T10:00:00+07:00"),
      meeting("soon", "published", "2026-11-22T11:00:00+07:00"),
    ]);
    expect(sections.now.map(({ id }) => id)).toEqual(["running"]);
    expect(sections.next.map(({ id }) => id)).toEqual(["soon", "late"]);
    expect(sections.over.map(({ id }) => id)).toEqual(["done"]);
  });
});

describe("meetingRoute", () => {
  it("sends a site's screen to the site page whatever its role", () => {
    expect(meetingRoute({ id: "m", my_role: "secretary" }, { site: { id: "s", name: "" } })).toBe("/meetings/m/site");
  });

  it("sends the secretary to the console and everybody else to the tablet", () => {
    expect(meetingRoute({ id: "m", my_role: "secretary" }, { site: null })).toBe("/meetings/m/console");
    expect(meetingRoute({ id: "m", my_role: "chair" }, { site: null })).toBe("/meetings/m");
    expect(meetingRoute({ id: "m", my_role: null }, { site: null })).toBe("/meetings/m");
  });
});

describe("meetingActs", () => {
  const delegate = { site: null, permissions: [] };
  const secretary = { site: null, permissions: ["create_meeting" as const] };
  const words = (...given: Parameters<typeof meetingActs>) => meetingActs(...given).map(({ word }) => word);

  it("offers what the state and the role allow, the main act first", () => {
    expect(words({ id: "m", my_role: "secretary", status: "published" }, secretary)).toEqual(["enter", "prepare"]);
    expect(words({ id: "m", my_role: "member", status: "in_progress" }, delegate)).toEqual(["enter"]);
    expect(words({ id: "m", my_role: "member", status: "ended" }, delegate)).toEqual(["after"]);
    expect(words({ id: "m", my_role: "secretary", status: "draft" }, secretary)).toEqual(["prepare"]);
    expect(words({ id: "m", my_role: "member", status: "cancelled" }, delegate)).toEqual([]);
  });

  it("asks the chair to review what was submitted", () => {
    expect(words({ id: "m", my_role: "chair", status: "submitted" }, delegate)).toEqual(["review"]);
    expect(words({ id: "m", my_role: "chair", status: "draft" }, delegate)).toEqual([]);
  });

  it("leads the chair to the answers, which are approved there, once invitations are sent", () => {
    expect(meetingActs({ id: "m", my_role: "chair", status: "published" }, delegate)).toEqual([
      { word: "enter", to: "/meetings/m" },
      { word: "review", to: "/meetings/m/prepare?section=people" },
    ]);
  });
});
