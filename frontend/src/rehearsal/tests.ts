import type { TFunction } from "i18next";
import type { CheckItem, Grade } from "@/api/rehearsal";

export const TESTS = ["camera", "microphone", "speaker", "line", "checklist"] as const;
export type TestName = (typeof TESTS)[number];

/** An item in its own words, or in those of the standard list. */
export const itemWords = ({ key, text }: Pick<CheckItem, "key" | "text">, t: TFunction): string => text || t(`rehearsal:item.${key}`);

/** The first is what one looks at first. */
export const GRADES: readonly Grade[] = ["bad", "untested", "care", "good"];

/** The test that a finding is about: its code begins with it. */
export function testOf(code: string): TestName {
  return TESTS.find((test) => code.startsWith(`${test}_`)) ?? "line";
}
