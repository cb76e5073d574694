import { describe, expect, it } from "vitest";
import { addMinutes, clockRange, fromPicker, moment, officeDay, toPicker, weekdayDate } from "./dates";
import { fileSize } from "./sizes";

const START = "2025-07-24T07:00:00Z";

describe("dates", () => {
  it("are told in Vietnam's time whatever the device says", () => {
    expect(clockRange(START, "2025-07-24T09:30:00Z")).toBe("14:00 – 16:30");
    expect(weekdayDate(START)).toBe("Thứ Năm, 24/7/2025");
    expect(moment(START)).toBe("14:00, 24/7/2025");
    expect(officeDay("2025-07-24T18:00:00Z")).toBe("2025-07-25");
  });

  it("go to the picker and back without moving", () => {
    expect(toPicker(START)).toBe("2025-07-24 14:00:00");
    expect(new Date(fromPicker(toPicker(START))).toISOString()).toBe("2025-07-24T07:00:00.000Z");
    expect(fromPicker("2025-07-24 08:05")).toBe("2025-07-24T08:05:00+07:00");
  });

  it("add minutes", () => {
    expect(addMinutes(START, 150)).toBe("2025-07-24T09:30:00.000Z");
  });
});

describe("fileSize", () => {
  it("tells kilobytes and megabytes in the reader's numbers", () => {
    expect(fileSize(1_240_000, "vi")).toBe("1,2 MB");
    expect(fileSize(52_000_000, "vi")).toBe("52 MB");
    expect(fileSize(20, "en")).toBe("1 KB");
  });
});
