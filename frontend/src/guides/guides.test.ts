import { describe, expect, it } from "vitest";
import { LANGUAGES } from "@/i18n";
import { namedTexts, pieces } from "./words";

type Node = string | { [name: string]: Node };

const files = import.meta.glob<Node>("../i18n/{vi,en}/*.json", { eager: true, import: "default" });

function sentences(node: Node): string[] {
  return typeof node === "string" ? [node] : Object.values(node).flatMap(sentences);
}

function textOf(language: string, name: string): Node | undefined {
  const [file = "", path = ""] = name.split(":");
  const root: Node | undefined = files[`../i18n/${language}/${file}.json`];
  return path.split(".").reduce<Node | undefined>((node, step) => (typeof node === "object" ? node[step] : undefined), root);
}

describe.each(LANGUAGES)("the guides in %s", (language) => {
  const told = sentences(files[`../i18n/${language}/guides.json`] ?? {});

  it("name only words that stand on a screen", () => {
    const named = told.flatMap(namedTexts);
    expect(named.length).toBeGreaterThan(50);
    for (const name of named) expect(typeof textOf(language, name), name).toBe("string");
  });

  it("name words that need no figure to be complete", () => {
    for (const name of told.flatMap(namedTexts)) expect(textOf(language, name), name).not.toContain("{{");
  });

  it("close every bold word", () => {
    for (const sentence of told) expect(sentence.split("**").length % 2, sentence).toBe(1);
  });
});

describe("a sentence", () => {
  it("is cut at its bold words", () => {
    expect(pieces("Bấm **Lưu** rồi đóng")).toEqual([
      { text: "Bấm ", bold: false },
      { text: "Lưu", bold: true },
      { text: " rồi đóng", bold: false },
    ]);
  });
});
