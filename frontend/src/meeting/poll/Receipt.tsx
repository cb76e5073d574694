import { IconReceipt } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockWithSeconds } from "@/kit/dates";
import type { MyBallotRow, PollRow } from "@/live";
import classes from "./Poll.module.css";
import { ballotWords } from "./words";

/** What the person holds in hand after voting: the choice, the time and the tracker in the published list. */
export function Receipt({ poll, ballot }: { poll: PollRow; ballot: MyBallotRow }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.receipt} data-testid="receipt" role="status">
      <IconReceipt size={28} stroke={1.5} aria-hidden />
      <div className={classes.confirmWords}>
        <strong>{t("poll.received", { choice: ballotWords(poll, ballot, t) })}</strong>
        <span>{t("poll.received_at", { at: clockWithSeconds(ballot.cast_at) })}</span>
      </div>
      <div className={classes.tracker}>
        <span>{t("poll.tracker")}</span>
        <code data-testid="tracker">{ballot.tracker}</code>
      </div>
    </div>
  );
}
