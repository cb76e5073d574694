import { useTranslation } from "react-i18next";
import { StatusTag } from "@/kit/StatusTag";
import type { PollRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { roundOf } from "./rules";

/** What sets a poll apart: that it is practice, or that it is a later round. */
export function PollTags({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const round = roundOf(parts, poll);
  return (
    <>
      {poll.is_trial && <StatusTag tone="care">{t("poll.trial")}</StatusTag>}
      {round > 1 && <StatusTag>{t("poll.round", { round })}</StatusTag>}
    </>
  );
}
