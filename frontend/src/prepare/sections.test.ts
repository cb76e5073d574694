import { describe, expect, it } from "vitest";
import { missingBySection, sectionFor, sectionOf, soughtFor } from "./sections";

describe("sections", () => {
  it("open on the agenda unless the address names another", () => {
    expect(sectionOf(null)).toBe("agenda");
    expect(sectionOf("people")).toBe("people");
    expect(sectionOf("nonsense")).toBe("agenda");
  });

  it("mend the chair where it is chosen", () => {
    expect(sectionFor({ code: "no_chair", section: "people" })).toBe("general");
    expect(sectionFor({ code: "no_participants", section: "people" })).toBe("people");
  });

  it("bring the item or the field of a remark into sight", () => {
    expect(soughtFor({ code: "item_without_presenter", item_id: "i" })).toBe("i");
    expect(soughtFor({ code: "short_notice", item_id: null })).toBe("is_ad_hoc");
    expect(soughtFor({ code: "no_chair", item_id: null })).toBeNull();
  });

  it("count only what keeps the invitations back", () => {
    const counts = missingBySection([
      { code: "no_items", section: "agenda", blocking: true },
      { code: "item_without_presenter", section: "agenda", blocking: false },
      { code: "no_chair", section: "people", blocking: true },
    ]);
    expect(counts).toEqual({ general: 1, agenda: 1, people: 0, sites: 0, seats: 0, invitation: 0, readiness: 0 });
  });
});
