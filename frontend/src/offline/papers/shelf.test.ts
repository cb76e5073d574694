import { describe, expect, it } from "vitest";
import { deviceName } from "./deviceName";
import type { KeptPaper } from "./keeper";
import { bytesKept, shelvesOf } from "./shelf";
import type { PaperInfo } from "./types";

const info = (document_id: string, version: number, meeting_id = "m1", scheduled_start = "2026-11-23", item_number = "1") =>
  ({ document_id, version, meeting_id, scheduled_start, item_number, title: document_id, meeting_title: meeting_id }) as PaperInfo;
const kept = (document: string, number: number, have = 1, bytes = 10) =>
  ({ id: `${document} ${number}`, document, number, have, bytes, info: info(document, number) }) as KeptPaper;

describe("the list", () => {
  it("shows each document once, by meeting, the next one first", () => {
    const shelves = shelvesOf([kept("d1", 1)], [info("d9", 1, "m2", "2026-11-25"), info("d1", 1), info("d2", 1)]);
    expect(shelves.map(({ id, papers }) => [id, papers.map((paper) => [paper.info.document_id, paper.kept !== null])])).toEqual([
      ["m1", [["d1", true], ["d2", false]]],
      ["m2", [["d9", false]]],
    ]);
  });

  it("shows the newest that is kept, and that it is not the newest there is", () => {
    const [shelf] = shelvesOf([kept("d1", 2), kept("d1", 1)], [info("d1", 3)]);
    expect(shelf?.papers.map((paper) => [paper.kept?.number, paper.isOlder])).toEqual([[2, true]]);
  });

  it("goes by the numbers of the agenda", () => {
    const papers = ["10", "2", "1.1", "1"].map((number) => info(`d${number}`, 1, "m1", "2026-11-23", number));
    expect(shelvesOf([], papers)[0]?.papers.map(({ info: { item_number } }) => item_number)).toEqual(["1", "1.1", "2", "10"]);
  });

  it("counts what lies on the device", () => {
    expect(bytesKept([kept("d1", 1, 1, 2_500), kept("d2", 1, 3, 2_500)], 1_000)).toBe(3_500);
  });
});

describe("the name of a device", () => {
  it("is its browser and its system", () => {
    expect(deviceName("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1")).toBe("Safari · iPad");
    expect(deviceName("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Safari/537.36")).toBe("Chrome · Android");
    expect(deviceName("")).toBe("Web");
  });
});
