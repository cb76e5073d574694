import { Button } from "@mantine/core";
import { IconCheck, IconLock, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clock, clockRange } from "@/kit/dates";
import { useServerNow, type ItemRow } from "@/live";
import { NextItemButton } from "../run/AgendaControls";
import { ItemMenu } from "../run/ItemMenu";
import { ConclusionButton, Conclusions } from "../run/Conclusions";
import { PauseButton } from "../run/MeetingControls";
import { ReadersButton } from "../run/Readers";
import { Recusals } from "../run/Recusals";
import { acts } from "../shared/acts";
import { ItemClock, MeetingClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { ForecastLine } from "../shared/Forecast";
import { isLeftOut, itemTitle } from "../shared/item";
import { itemsInOrder } from "../shared/selectors";
import { itemSecondsLeft, plannedTimes, type PlannedTime } from "../shared/time";
import { useCommand } from "../shared/useCommand";
import { AttendanceSummary } from "./Attendance";
import classes from "./Console.module.css";

function Times({ item, planned }: { item: ItemRow; planned: PlannedTime | undefined }) {
  const { t } = useTranslation("meeting");
  const ended = item.spans.map((span) => clockRange(span.started_at, span.ended_at));
  const actual = [...ended, ...(item.since ? [t("agenda.running", { from: clock(item.since) })] : [])].join(", ");
  return (
    <dl className={classes.times}>
      <dt>{t("agenda.planned")}</dt>
      <dd>{planned && clockRange(planned.start, planned.end)}</dd>
      {actual && (
        <>
          <dt>{t("agenda.actual")}</dt>
          <dd>
            <strong>{actual}</strong>
          </dd>
        </>
      )}
    </dl>
  );
}

function CurrentItem({ item }: { item: ItemRow }) {
  const { t } = useTranslation("meeting");
  const { meeting, live } = useMeetingView();
  const left = itemSecondsLeft(item, meeting, useServerNow(live.clockOffset)) ?? 0;
  const planned = Math.max(1, item.planned_minutes * 60);
  return (
    <>
      <p className={classes.left}>
        <ItemClock item={item} className={classes.leftClock} /> {left >= 0 && t("agenda.left")}
      </p>
      <progress className={classes.bar} max={planned} value={Math.min(planned, planned - left)} aria-label={t("agenda.progress")} />
      <ReadersButton />
      <div className={classes.pair}>
        {meeting.status === "in_progress" && <PauseButton bare />}
        <ConclusionButton bare />
      </div>
    </>
  );
}

function Item({ item, planned }: { item: ItemRow; planned: PlannedTime | undefined }) {
  const { t } = useTranslation("meeting");
  const { meeting, can } = useMeetingView();
  const act = useCommand();
  const current = item.status === "current";
  const mayOpen = can("run_meeting") && meeting.status === "in_progress" && item.status === "pending";
  return (
    <li className={classes.item} data-below={item.parent_id !== null} data-status={item.status} aria-current={current ? "step" : undefined} data-testid="agenda-item">
      <span className={classes.number}>{item.status === "done" ? <IconCheck size={18} aria-label={t("item.done")} /> : item.number}</span>
      <div className={classes.itemBody}>
        <div className={classes.itemHead}>
          <h3>
            {item.access === "restricted" && <IconLock size={16} aria-label={t("item.restricted")} />} {itemTitle(item, t)}
          </h3>
          <ItemMenu item={item} />
        </div>
        {isLeftOut(item) && <p className={classes.leftOut}>{t(`item.${item.status}`, { reason: item.reason })}</p>}
        <Times item={item} planned={planned} />
        {current && <CurrentItem item={item} />}
        <Recusals item={item} />
        {mayOpen && (
          <Button
            variant="subtle"
            size="sm"
            className={classes.openItem}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            aria-label={t("agenda.open_item", { number: item.number })}
            loading={act.isPending}
            onClick={() => act.mutate(acts.openItem(item.id))}
          >
            {t("agenda.open")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** The agenda with planned and actual times, the conclusions and the attendance. */
export function AgendaColumn() {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const items = itemsInOrder(parts);
  const planned = plannedTimes(items, meeting.scheduled_start);
  return (
    <section className={classes.column} aria-label={t("agenda.title")}>
      <header className={classes.columnHead}>
        <h2>{t("agenda.title")}</h2>
        <span>
          {clockRange(meeting.scheduled_start, meeting.scheduled_end)}
          {(meeting.status === "in_progress" || meeting.status === "paused") && (
            <>
              <br />
              {t("floor.left")} <MeetingClock />
              <br />
              <ForecastLine className={classes.forecast} />
            </>
          )}
        </span>
      </header>
      <div className={classes.scroll}>
        {items.length === 0 && <p className={classes.empty}>{t("agenda.empty")}</p>}
        <ol className={classes.items}>
          {items.map((item) => (
            <Item key={item.id} item={item} planned={planned.get(item.id)} />
          ))}
        </ol>
        <div className={classes.padded}>
          <Conclusions />
        </div>
      </div>
      <div className={classes.columnFoot}>
        <AttendanceSummary />
        <NextItemButton />
      </div>
    </section>
  );
}
