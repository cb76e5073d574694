import type { TFunction } from "i18next";
import type { CheckItem } from "@/api/rehearsal";
import { itemWords } from "./tests";

/** A line of the editor: what stands there, in words. */
export interface Line {
  key: string;
  words: string;
  is_essential: boolean;
}

export const asLines = (items: readonly CheckItem[], t: TFunction): Line[] =>
  items.map((item) => ({ key: item.key, words: itemWords(item, t), is_essential: item.is_essential }));

/** A line of its own; the key is only told apart by it. */
export const emptyLine = (): Line => ({ key: `own_${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`, words: "", is_essential: false });

/** Lines with words, as they are sent: an item of the standard list that nobody rewrote keeps its own words in every language. */
export function asItems(lines: readonly Line[], t: TFunction): CheckItem[] {
  return lines
    .filter(({ words }) => words.trim() !== "")
    .map(({ key, words, is_essential }) => {
      const standard = t(`rehearsal:item.${key}`, { defaultValue: "" });
      return { key, text: words.trim() === standard ? "" : words.trim(), is_essential };
    });
}

export const movedUp = (lines: readonly Line[], n: number): Line[] =>
  lines.map((line, at) => (at === n - 1 ? lines[n] : at === n ? lines[n - 1] : line) ?? line);
