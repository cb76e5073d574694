import { describe, expect, it } from "vitest";
import type { ParticipantRow, SiteRow } from "@/api/snapshot";
import { listed, siteOptions } from "./choices";

function participant(id: string, role: ParticipantRow["role"], site_name: string): ParticipantRow {
  return {
    id, person_id: id, full_name: id, position: "", unit_name: "", role, site_id: null, site_name, votes: false, rsvp_by: "", for_unit_id: null,
    rsvp: "pending", rsvp_reason: "", rsvp_manner: "", absence: "", absence_note: "", stands_for: "", attendance: "not_checked", attendance_reason: "", checked_in_at: null,
  };
}

function site(site_id: string, name: string, is_central: boolean): SiteRow {
  return { site_id, name, unit_name: "", is_central, status: "offline", since: null, people_invited: 0, microphone: "closed", media_identity: "" };
}

describe("participants", () => {
  const rows = { a: participant("An", "guest", "Huế"), b: participant("Bình", "chair", "Hà Nội"), c: participant("Đức", "guest", "Hà Nội") };

  it("stand by role and name", () => {
    expect(listed(rows, "").map(({ id }) => id)).toEqual(["Bình", "An", "Đức"]);
  });

  it("are found by any of their words, whatever the case", () => {
    expect(listed(rows, "hà nội").map(({ id }) => id)).toEqual(["Bình", "Đức"]);
    expect(listed(rows, "không có")).toEqual([]);
  });
});

describe("siteOptions", () => {
  it("offers none, then the central site, then the others by name", () => {
    const sites = { x: site("x", "Vĩnh Long", false), y: site("y", "Trụ sở", true), z: site("z", "An Giang", false) };
    expect(siteOptions(sites, "-").map(({ value }) => value)).toEqual(["", "y", "z", "x"]);
  });
});
