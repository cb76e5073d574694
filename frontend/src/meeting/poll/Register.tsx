import { Button } from "@mantine/core";
import { IconCheck, IconChevronDown, IconChevronUp, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PollRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { participantsByName } from "../shared/selectors";
import classes from "./Poll.module.css";
import { progressOf, votedIn } from "./rules";

/** How many members have voted, as a bar and in words. */
export function ProgressLine({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const { cast, entitled } = progressOf(parts, poll);
  return (
    <div className={classes.progress}>
      <span data-testid="poll-progress">
        <strong>{`${cast}/${entitled}`}</strong> {t("poll.cast")}
      </span>
      <progress className={classes.bar} value={cast} max={Math.max(1, entitled)} aria-label={t("poll.cast")} />
    </div>
  );
}

/** Who has voted and who has not yet; never how. */
export function Register({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const [open, setOpen] = useState(false);
  const voted = votedIn(parts, poll.id);
  const members = participantsByName(parts).filter((row) => row.votes);
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <div className={classes.register}>
      <Button variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)} rightSection={<Chevron size={18} aria-hidden />}>
        {t("poll.who")}
      </Button>
      {open && (
        <ul className={classes.people}>
          {members.map((row) => (
            <li key={row.id} data-voted={voted.has(row.id)}>
              {voted.has(row.id) ? <IconCheck size={18} aria-hidden /> : <IconClock size={18} aria-hidden />}
              <span>{row.full_name}</span>
              <span className={classes.meta}>{t(voted.has(row.id) ? "poll.sent" : "poll.not_sent")}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
