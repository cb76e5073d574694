import type { CheckItem, Grade } from "@/api/rehearsal";

export const TESTS = ["camera", "microphone", "speaker", "line", "checklist"] as const;
export type TestName = (typeof TESTS)[number];

export const ITEMS: readonly CheckItem[] = ["power", "screen", "contact", "spare_line", "light", "signage", "seats"];

/** The first is what one looks at first. */
export const GRADES: readonly Grade[] = ["bad", "untested", "care", "good"];

/** The test that a finding is about: its code begins with it. */
export function testOf(code: string): TestName {
  return TESTS.find((test) => code.startsWith(`${test}_`)) ?? "line";
}
