import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { asItems, asLines, emptyLine, movedUp } from "./checklist";

const { t } = i18n;

beforeAll(async () => {
  await i18n.changeLanguage("vi");
});

describe("the checklist in its editor", () => {
  const items = [
    { key: "power", text: "", is_essential: true },
    { key: "generator", text: "Máy phát điện", is_essential: false },
  ];

  it("keeps the standard items in the words of every language", () => {
    const lines = asLines(items, t);
    expect(lines[0]?.words).toBe(t("rehearsal:item.power"));
    expect(asItems(lines, t)).toEqual(items);
    const rewritten = lines.map((line) => (line.key === "power" ? { ...line, words: " Nguồn điện 3 pha " } : line));
    expect(asItems(rewritten, t)[0]).toEqual({ key: "power", text: "Nguồn điện 3 pha", is_essential: true });
  });

  it("leaves empty lines out, and moves lines up", () => {
    const lines = asLines(items, t);
    expect(asItems([...lines, emptyLine()], t)).toHaveLength(2);
    expect(movedUp(lines, 1).map(({ key }) => key)).toEqual(["generator", "power"]);
    expect(emptyLine().key).toMatch(/^[a-z0-9_]{1,40}$/);
  });
});
