import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { notifyNews } from "@/kit/notify";
import { useMeetingView } from "../shared/context";

/** What takes a waiting request away without its person doing anything. */
const DROPPED_BY = new Set<unknown>(["item_closed", "meeting_ended"]);

/** Tells the person when their waiting request to speak was dropped, once for each event. */
export function useDroppedRequest(): void {
  const { t } = useTranslation("meeting");
  const { live, me } = useMeetingView();
  const told = useRef(live.seq);
  const { feed } = live;
  const mine = me?.id;
  useEffect(() => {
    const fresh = feed.filter(({ seq }) => seq > told.current);
    told.current = feed[0]?.seq ?? told.current;
    for (const { type, data } of fresh) {
      if (type === "speak_request.declined" && data.participant_id === mine) {
        notifyNews(t("ask.declined", { reason: String(data.reason) }));
      }
      if (type !== "speak_request.withdrawn" || data.participant_id !== mine || !DROPPED_BY.has(data.reason)) continue;
      notifyNews(t(`ask.dropped.${String(data.reason)}`));
    }
  }, [feed, mine, t]);
}
