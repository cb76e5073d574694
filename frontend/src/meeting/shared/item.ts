import type { TFunction } from "i18next";
import type { ItemRow } from "@/live";

/** What an item is called, for who may only know that it is there too. */
export function itemTitle(item: Pick<ItemRow, "title" | "access">, t: TFunction): string {
  return item.access === "withheld" ? t("meeting:item.withheld") : item.title;
}

/** Skipped, or postponed to another meeting. */
export function isLeftOut(item: Pick<ItemRow, "status">): boolean {
  return item.status === "skipped" || item.status === "postponed";
}
