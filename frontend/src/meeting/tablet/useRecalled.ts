import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { notifyNews } from "@/kit/notify";
import type { Frame } from "@/live/types";
import { useMeetingView } from "../shared/context";

/** A paper that one could read and that was taken back from everybody. */
export interface Recalled {
  documentId: string;
  itemId: string;
  title: string;
  reason: string;
}

/** The papers that were recalled while this page was open, the latest first. */
export function recalledIn(feed: readonly Frame[]): Recalled[] {
  return feed
    .filter(({ type }) => type === "document.recalled")
    .map(({ data }) => ({
      documentId: String(data.document_id),
      itemId: String(data.item_id),
      title: String(data.title),
      reason: String(data.reason),
    }));
}

/** Tells the person when a paper was recalled, once for each. */
export function useRecalled(): void {
  const { t } = useTranslation("meeting");
  const { live } = useMeetingView();
  const told = useRef(live.seq);
  const { feed } = live;
  useEffect(() => {
    const fresh = feed.filter(({ seq }) => seq > told.current);
    told.current = feed[0]?.seq ?? told.current;
    for (const { title, reason } of recalledIn(fresh)) notifyNews(t("document.recalled_news", { title, reason }));
  }, [feed, t]);
}
