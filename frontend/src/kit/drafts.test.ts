import { beforeEach, describe, expect, it } from "vitest";
import { forgetDraft, forgetDrafts, keepDraft, readDraft } from "./drafts";

function memory(): Storage {
  const rows = new Map<string, string>();
  return {
    getItem: (name) => rows.get(name) ?? null,
    setItem: (name, value) => void rows.set(name, value),
    removeItem: (name) => void rows.delete(name),
    key: (index) => [...rows.keys()][index] ?? null,
    clear: () => rows.clear(),
    get length() {
      return rows.size;
    },
  };
}

describe("drafts", () => {
  let storage: Storage;
  beforeEach(() => {
    storage = memory();
  });

  it("come back until they are forgotten", () => {
    keepDraft("a", { text: "Kết luận" }, storage);
    expect(readDraft("a", storage)).toEqual({ text: "Kết luận" });
    forgetDraft("a", storage);
    expect(readDraft("a", storage)).toBeNull();
  });

  it("that cannot be read are none", () => {
    storage.setItem("ecabinet.draft:a", "{");
    expect(readDraft("a", storage)).toBeNull();
  });

  it("all go with the person, and nothing else does", () => {
    keepDraft("a", 1, storage);
    keepDraft("b", 2, storage);
    storage.setItem("other", "stays");
    forgetDrafts(storage);
    expect([readDraft("a", storage), readDraft("b", storage), storage.getItem("other")]).toEqual([null, null, "stays"]);
  });

  it("do not hinder the form when the storage is full", () => {
    storage.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    expect(() => keepDraft("a", 1, storage)).not.toThrow();
  });
});
