import { describe, expect, it } from "vitest";
import { LANGUAGES } from "@/i18n";
import { SECTIONS } from "./sections";
import { namedTexts, pieces } from "./words";

type Node = string | { [name: string]: Node };

const files = import.meta.glob<Node>("../i18n/{vi,en}/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });
const code = Object.entries(sources).filter(([path]) => !path.includes(".test.")).map(([, text]) => text).join("\n");

function sentences(node: Node): string[] {
  return typeof node === "string" ? [node] : Object.values(node).flatMap(sentences);
}

function textOf(language: string, name: string): Node | undefined {
  const [file = "", path = ""] = name.split(":");
  const root: Node | undefined = files[`../i18n/${language}/${file}.json`];
  return path.split(".").reduce<Node | undefined>((node, step) => (typeof node === "object" ? node[step] : undefined), root);
}

/** Whether a screen asks for that text: by its whole name, or by a name whose end it fills in. */
function isShown(name: string): boolean {
  const path = name.replace(/^\w+:/, "");
  const filled = [...path.matchAll(/[._]/g)].map(({ index }) => `${path.slice(0, index + 1)}\${`);
  return [`${path}"`, `${path}\``, ...filled].some((asked) => code.includes(asked));
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

  it("name only words that some screen asks for", () => {
    for (const name of told.flatMap(namedTexts)) expect(isShown(name), name).toBe(true);
  });

  it("write nothing bold but words of the screens and addresses", () => {
    const bold = told.flatMap(pieces).filter((piece) => piece.bold);
    for (const { text } of bold) expect(text).toMatch(/^(\$t\([^)]+\)|\/[a-z]+)$/);
  });

  it("have no part that is on no page", () => {
    const written = Object.entries(files[`../i18n/${language}/guides.json`] ?? {}).flatMap(([role, parts]) =>
      role in SECTIONS ? [[role, Object.keys(parts).sort()]] : [],
    );
    const shown = Object.entries(SECTIONS).map(([role, parts]) => [role, [...parts].sort()]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(shown));
  });

  it("close every bold word", () => {
    for (const sentence of told) expect(sentence.split("**").length % 2, sentence).toBe(1);
  });
});

describe("the guides", () => {
  it("name the same words step by step in both languages", () => {
    const [first = [], ...others] = LANGUAGES.map((language) =>
      sentences(files[`../i18n/${language}/guides.json`] ?? {}).map((sentence) => namedTexts(sentence).sort()),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  it("notice a word that is on no screen", () => {
    expect(isShown("meeting:floor.nowhere")).toBe(false);
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
