import { describe, expect, it } from "vitest";
import { completeParts } from "@/live/reducer";
import type { DocumentRow, FloorRow, Layout, MeetingRow, Parts, ShareRow, SiteRow } from "@/live";
import { programmeOf, withPin } from "./programme";

const site = (id: string): SiteRow => ({ site_id: id, name: `Điểm cầu ${id}`, media_identity: `site:${id}`, status: "online" }) as SiteRow;
const TURN = { identity: "site:vl", site_name: "Điểm cầu vl", full_name: "An", position: "x" } as FloorRow;
const SHARE = { id: "1", identity: "site:vl", name: "Điểm cầu vl", shown: true } as ShareRow;

function meeting(layout: Partial<Layout>): MeetingRow {
  return { id: "m", chair_person_id: null, central_site_id: "hn", layout: { mode: "speaker", site_ids: [], ...layout } } as unknown as MeetingRow;
}
function parts(change: Partial<Parts> = {}): Parts {
  return completeParts({ sites: { hn: site("hn"), vl: site("vl") }, documents: { d: { id: "d", pages: 9 } as DocumentRow }, ...change });
}

describe("the programme", () => {
  it("shows the central site small beside the speaker, and not twice when it speaks itself", () => {
    const mode = meeting({ mode: "speaker_central" });
    expect(programmeOf(parts({ floor: { turn: TURN } }), mode)).toMatchObject({ identity: "site:vl", central: "site:hn" });
    expect(programmeOf(parts(), mode)).toMatchObject({ identity: "site:hn", central: null });
  });

  it("goes round in a sequence, whoever has the floor", () => {
    const mode = meeting({ mode: "sequence", site_ids: ["hn", "vl"] });
    const rows = parts({ floor: { turn: TURN } });
    expect([0, 1, 2].map((step) => programmeOf(rows, mode, step).identity)).toEqual(["site:hn", "site:vl", "site:hn"]);
    expect(programmeOf(rows, mode, 1)).toMatchObject({ speaking: true, person: "An" });
  });

  it("lays a shared screen over any layout with the speaker small, until it is hidden", () => {
    for (const mode of ["speaker", "grid", "document", "sequence", "chair"] as const) {
      const rows = parts({ floor: { turn: TURN }, shares: { it: SHARE } });
      expect(programmeOf(rows, meeting({ mode, site_ids: ["vl"] })).mode).toBe("share");
      expect(programmeOf({ ...rows, shares: { it: { ...SHARE, shown: false } } }, meeting({ mode, site_ids: ["vl"] })).mode).toBe(mode);
    }
  });
});

describe("a pin", () => {
  const shared = programmeOf(parts({ shares: { it: SHARE } }), meeting({}));

  it("shows one site whatever the programme is", () => {
    expect(withPin(shared, parts(), { kind: "site", siteId: "hn" })).toMatchObject({ mode: "speaker", identity: "site:hn", pinned: true });
  });

  it("shows a document at the presented page while it is presented, else at its own", () => {
    const pin = { kind: "document", documentId: "d", page: 4 } as const;
    expect(withPin(shared, parts(), pin)).toMatchObject({ mode: "document", documentId: "d", page: 4, pinned: true });
    const presented = programmeOf(parts(), meeting({ mode: "document", document_id: "d", page: 7 }));
    expect(withPin(presented, parts(), pin).page).toBe(7);
  });

  it("falls back to the programme when what was pinned has left the meeting", () => {
    expect(withPin(shared, parts(), { kind: "site", siteId: "gone" })).toBe(shared);
    expect(withPin(shared, parts({ documents: {} }), { kind: "document", documentId: "d", page: 1 })).toBe(shared);
    expect(withPin(shared, parts(), null)).toBe(shared);
  });
});
