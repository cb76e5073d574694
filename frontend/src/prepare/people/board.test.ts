import { describe, expect, it } from "vitest";
import type { DeliveryRow, ParticipantRow, SubstituteRow } from "@/api/snapshot";
import { isIn, remindedLately, silent, withoutAddress } from "./board";

function person(role: ParticipantRow["role"], rsvp: ParticipantRow["rsvp"], absence: ParticipantRow["absence"]): ParticipantRow {
  return {
    id: "p", person_id: "p", full_name: "P", position: "", unit_name: "", role, site_id: null, site_name: "", votes: false, rsvp_by: "", for_unit_id: null,
    rsvp, rsvp_reason: "", rsvp_manner: "", absence, absence_note: "", stands_for: "", attendance: "not_checked", attendance_reason: "",
    checked_in_at: null,
  };
}

function letter(purpose: DeliveryRow["purpose"], created_at: string): DeliveryRow {
  return { id: "d", to_name: "", address: "", method: "request", purpose, sequence: 1, status: "sent", created_at, sent_at: null, error: "" };
}

describe("the board of answers", () => {
  it("keeps absences that wait for a decision apart", () => {
    const waits = person("member", "declined", "requested");
    expect([isIn("undecided", waits, {}), isIn("declined", waits, {}), isIn("pending", waits, {})]).toEqual([true, true, false]);
    expect(isIn("undecided", person("member", "declined", "approved"), {})).toBe(false);
  });

  it("counts a proposed substitute among what is to be decided", () => {
    const proposal: SubstituteRow = {
      id: "s", participant_id: "p", person_id: "q", full_name: "Q", position: "", unit_name: "", reason: "bận", status: "proposed", note: "",
      proposed_at: "2026-11-22T08:00:00Z",
    };
    const silentOne = person("member", "pending", "");
    expect(isIn("undecided", silentOne, { s: proposal })).toBe(true);
    expect(isIn("undecided", silentOne, { s: { ...proposal, status: "withdrawn" } })).toBe(false);
  });

  it("reminds nobody who answered, nor chair and secretaries", () => {
    const rows = [person("chair", "pending", ""), person("secretary", "pending", ""), person("guest", "pending", ""), person("member", "accepted", "")];
    expect(silent(rows).map(({ role }) => role)).toEqual(["guest"]);
  });

  it("names whom no letter reaches", () => {
    const rows = [person("guest", "pending", ""), { ...person("guest", "pending", ""), full_name: "Q" }];
    const letters = { a: { ...letter("invitation", ""), to_name: "Q", status: "no_address" as const }, b: { ...letter("invitation", ""), to_name: "P" } };
    expect(withoutAddress(rows, letters).map(({ full_name }) => full_name)).toEqual(["Q"]);
  });

  it("knows a reminder of the last hour", () => {
    const letters = { a: letter("reminder", "2026-11-22T08:00:00Z"), b: letter("invitation", "2026-11-22T08:50:00Z") };
    expect(remindedLately(letters, Date.parse("2026-11-22T08:59:00Z"))).toBe("2026-11-22T08:00:00Z");
    expect(remindedLately(letters, Date.parse("2026-11-22T09:00:00Z"))).toBeNull();
  });
});
