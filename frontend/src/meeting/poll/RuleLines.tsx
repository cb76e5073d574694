import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PollRow } from "@/live";
import { useMeetingView } from "../shared/context";
import classes from "./Poll.module.css";
import { progressOf, quorumFraction, quorumNeeded, votesNeeded } from "./rules";
import { hasList, isElection } from "./words";

const NEEDED: Partial<Record<PollRow["kind"], "poll.rule_needed" | "poll.agree_needed">> = {
  approval: "poll.rule_needed",
  opinion: "poll.agree_needed",
};

/** The rule as sentences with numbers: how many approvals are needed, and whether enough members are present. */
export function RuleLines({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const { entitled, present } = progressOf(parts, poll);
  const { threshold, base, tie, quorum } = poll.rule;
  const count = base === "entitled" ? entitled : present;
  const needed = base === "cast" ? null : votesNeeded(threshold, count);
  const fraction = quorumFraction(quorum, meeting);
  const quorumOf = fraction ? quorumNeeded(fraction, entitled) : 0;
  const met = present >= quorumOf;
  const Icon = met ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={classes.rules}>
      <div>
        <strong>{t("poll.rule_title")}</strong>
        <p>
          {t(`poll.rule.${base}`, { threshold: t(`poll.threshold.${threshold}`), count })}
          {needed !== null && ` ${t(NEEDED[poll.kind] ?? "poll.votes_needed", { needed })}`}{" "}
          {threshold === "1/2" && t(hasList(poll) ? `poll.tie_list.${tie}` : `poll.tie.${tie}`)}
          {hasList(poll) && ` ${t(isElection(poll) ? "poll.seats_election" : "poll.seats_list", { seats: poll.seats })}`}
        </p>
      </div>
      <div>
        <strong className={classes.quorum} data-met={met}>
          <Icon size={18} aria-hidden />
          {t(met ? "poll.quorum_met" : "poll.quorum_short")}
        </strong>
        <p>{t(fraction ? "poll.quorum_detail" : "poll.quorum_none", { present, entitled, needed: quorumOf })}</p>
      </div>
    </div>
  );
}
