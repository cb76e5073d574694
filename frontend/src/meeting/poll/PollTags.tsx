import { useTranslation } from "react-i18next";
import { StatusTag } from "@/kit/StatusTag";
import type { PollRow } from "@/live";
import { useMeetingView } from "../shared/context";
import classes from "./PollControls.module.css";
import { roundOf } from "./rules";

/** What sets a poll apart: that it is practice, or that it is a later round. */
export function PollTags({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const round = roundOf(parts, poll);
  if (!poll.is_trial && round === 1) return null;
  return (
    <div className={classes.tags}>
      {poll.is_trial && <StatusTag tone="care">{t("poll.trial")}</StatusTag>}
      {round > 1 && <StatusTag>{t("poll.round", { round })}</StatusTag>}
    </div>
  );
}
