import { describe, expect, it } from "vitest";
import { LANGUAGES, NAMESPACES } from ".";

const files = import.meta.glob<Record<string, unknown>>("./{vi,en}/*.json", { eager: true, import: "default" });

/** Every path of the file with its text; the plural forms of a language count as one key. */
function texts(node: unknown, path = ""): Map<string, string> {
  if (typeof node === "string") return new Map([[path.replace(/_(one|other)$/, ""), node]]);
  const found = new Map<string, string>();
  for (const [name, child] of Object.entries(node as Record<string, unknown>)) {
    for (const [key, text] of texts(child, path ? `${path}.${name}` : name)) found.set(key, text);
  }
  return found;
}

function textsOf(language: string, namespace: string): Map<string, string> {
  return texts(files[`./${language}/${namespace}.json`] ?? {});
}

const holes = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();

describe.each(NAMESPACES)("the words of %s", (namespace) => {
  const [vi, en] = LANGUAGES.map((language) => textsOf(language, namespace)) as [Map<string, string>, Map<string, string>];

  it("are there in both languages", () => {
    expect([...en.keys()].sort()).toEqual([...vi.keys()].sort());
  });

  it("are never empty and name the same values", () => {
    for (const [key, text] of vi) {
      expect(text.trim(), key).not.toBe("");
      expect(en.get(key)?.trim(), key).not.toBe("");
      expect(new Set(holes(en.get(key) ?? "")), key).toEqual(new Set(holes(text)));
    }
  });
});

describe("the language files", () => {
  it("are exactly the namespaces that are registered, for each language", () => {
    const expected = LANGUAGES.flatMap((language) => NAMESPACES.map((name) => `./${language}/${name}.json`));
    expect(Object.keys(files).sort()).toEqual(expected.sort());
  });
});
