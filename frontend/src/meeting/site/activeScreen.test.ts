import { describe, expect, it } from "vitest";
import { activeScreen, otherScreen } from "./activeScreen";

const row = (screen_id: string, since: string) => ({ site_id: "s", screen_id, name: "", since });
const NINE = "2026-07-01T09:00:00Z";
const TEN = "2026-07-01T10:00:00Z";

describe("the active screen of a site", () => {
  it("is the answer's until the live line tells of a later one", () => {
    const entered = { screen_id: "mine", active: row("mine", TEN) };
    expect(otherScreen(entered, undefined)).toBeNull();
    expect(otherScreen(entered, row("before", NINE))).toBeNull();
    expect(otherScreen({ ...entered, active: row("mine", NINE) }, row("later", TEN))?.screen_id).toBe("later");
  });

  it("is the other one while nobody took over", () => {
    const entered = { screen_id: "mine", active: row("first", NINE) };
    expect(otherScreen(entered, row("first", NINE))?.screen_id).toBe("first");
    expect(activeScreen(entered, row("mine", TEN)).screen_id).toBe("mine");
  });
});
