import { Button } from "@mantine/core";
import { IconLock, IconPlayerPause, IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "@/kit/dates";
import { acts, type Act } from "./acts";
import { useMeetingView } from "./context";
import { currentItem, openPoll } from "./selectors";
import classes from "./shared.module.css";
import { useCommand } from "./useCommand";

function Bar({ icon, children, resume }: { icon: ReactNode; children: ReactNode; resume?: Act | undefined }) {
  const { t } = useTranslation("meeting");
  const act = useCommand();
  return (
    <div className={classes.lineNotice} role="status" data-testid="table-notice">
      {icon}
      <span>{children}</span>
      {resume && (
        <Button loading={act.isPending} onClick={() => act.mutate(resume)}>
          {t("run.go_on")}
        </Button>
      )}
    </div>
  );
}

function Withheld() {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const item = currentItem(parts);
  const unknown = meeting.current_item_id !== null && item === null;
  if (!unknown && item?.access !== "withheld") return null;
  return <Bar icon={<IconLock size={20} aria-hidden />}>{t("item.withheld_now")}</Bar>;
}

function ItemPaused() {
  const { t } = useTranslation("meeting");
  const { parts, can } = useMeetingView();
  const item = currentItem(parts);
  if (!item?.paused_at || item.paused_by === "meeting" || item.paused_by === "") return null;
  const sites = Object.values(parts.losses).filter((line) => line.holds_item).map((line) => line.site_name).join(", ");
  const key = item.paused_by === "site_lost" ? (sites ? "item.waits_for" : "item.waits") : "item.paused";
  return (
    <Bar icon={<IconPlayerPause size={20} aria-hidden />} resume={can("run_meeting") ? acts.resumeItem(item.id) : undefined}>
      {t(key, { number: item.number, at: clock(item.paused_at), sites })}
    </Bar>
  );
}

function PollPaused() {
  const { t } = useTranslation("meeting");
  const { parts, can } = useMeetingView();
  const poll = openPoll(parts);
  if (!poll?.paused_at) return null;
  return (
    <Bar icon={<IconPlayerPause size={20} aria-hidden />} resume={can("open_poll") ? acts.resumePoll(poll.id) : undefined}>
      {t("poll.waits_for", { site: poll.paused_for, at: clock(poll.paused_at) })}
    </Bar>
  );
}

/** A lost line that holds nothing up is told too: who is missing there. */
function LostLines() {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const lost = Object.values(parts.losses).filter((line) => !line.holds_item);
  if (lost.length === 0) return null;
  const [line] = lost;
  const words =
    lost.length === 1 && line
      ? t("loss.one", { site: line.site_name, at: clock(line.lost_at), people: line.people, voters: line.voters })
      : t("loss.many", { count: lost.length, sites: lost.map((one) => one.site_name).join(", ") });
  return <Bar icon={<IconPlugConnectedX size={20} aria-hidden />}>{words}</Bar>;
}

/** What stands still and why, on every screen: a closed item, a paused item or poll, lost lines. */
export function TableNotice() {
  const { meeting } = useMeetingView();
  if (meeting.status !== "in_progress" && meeting.status !== "paused") return null;
  return (
    <>
      <Withheld />
      <ItemPaused />
      <PollPaused />
      <LostLines />
    </>
  );
}
