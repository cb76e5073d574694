import { Button, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconSettings } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import type { QueueRow } from "@/live";
import { acts } from "../shared/acts";
import { Elapsed, UnitTime } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { floorSettingsOf, queueInOrder, turnOf, type QueueName } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { DeclineDialog } from "./DeclineDialog";
import { FloorSettingsDialog } from "./FloorSettingsDialog";
import classes from "./run.module.css";
import { useSpeakingLimit } from "./speakingLimit";

/** The ids of a queue with one of them moved by a place up (-1) or down (1). */
function moved(rows: readonly QueueRow[], id: string, by: -1 | 1): string[] {
  const ids = rows.map((row) => row.id);
  const from = ids.indexOf(id);
  ids.splice(from, 1);
  ids.splice(from + by, 0, id);
  return ids;
}

interface LineProps {
  rows: readonly QueueRow[];
  index: number;
  row: QueueRow;
}

function LineMenu({ rows, index, row }: LineProps) {
  const { t } = useTranslation("meeting");
  const [declining, setDeclining] = useState(false);
  const act = useCommand();
  const move = (by: -1 | 1) => act.mutate(acts.orderQueue({ queue: row.queue, ids: moved(rows, row.id, by) }));
  const called = row.status !== "waiting";
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t("queue.acts", { name: row.full_name })}>
            <IconDots size={20} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => act.mutate(called ? acts.putBack(row.id) : acts.call(row.id))}>
            {t(called ? "queue.put_back" : "queue.call")}
          </Menu.Item>
          <Menu.Item disabled={index === 0} onClick={() => move(-1)}>
            {t("queue.up")}
          </Menu.Item>
          <Menu.Item disabled={index === rows.length - 1} onClick={() => move(1)}>
            {t("queue.down")}
          </Menu.Item>
          <Menu.Item onClick={() => setDeclining(true)}>{t("queue.decline")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {declining && <DeclineDialog row={row} onClose={() => setDeclining(false)} />}
    </>
  );
}

function Marks({ row }: { row: QueueRow }) {
  const { t } = useTranslation("meeting");
  return (
    <>
      {row.priority !== "normal" && <b className={classes.mark}>{t(`queue.priority.${row.priority}`)}</b>}
      {row.status !== "waiting" && <b className={classes.mark}>{t(`queue.status.${row.status}`)}</b>}
    </>
  );
}

function QueueLine({ rows, index, row }: LineProps) {
  const { t } = useTranslation("meeting");
  const { can, parts } = useMeetingView();
  const [limit] = useSpeakingLimit();
  const act = useCommand();
  const Invite = index === 0 && row.queue === "speaking" && turnOf(parts) === null ? PrimaryButton : Button;
  return (
    <li className={classes.waiting} data-testid="waiting">
      <span className={classes.place}>{index + 1}</span>
      <div className={classes.turnWords}>
        <strong>{placeName(row.site_name) || row.full_name}</strong>
        <span>
          {row.site_name ? `${row.full_name} · ` : ""}
          {row.turn_count > 0 && `${t("floor.again", { count: row.turn_count + 1 })} · `}
          <Elapsed since={row.requested_at} />
        </span>
        {row.topic && <span className={classes.topic}>{row.topic}</span>}
        <UnitTime unit={row.unit_name} itemId={row.item_id} className={classes.unitTime} />
        <Marks row={row} />
      </div>
      {can("grant_floor") && (
        <>
          <Invite
            aria-label={t("floor.invite_name", { name: row.full_name })}
            data-next-focus
            loading={act.isPending}
            onClick={() => act.mutate(acts.invite(row.id, limit))}
          >
            {t("queue.invite_short")}
          </Invite>
          <LineMenu rows={rows} index={index} row={row} />
        </>
      )}
    </li>
  );
}

function QueueMenu({ name }: { name: QueueName }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const act = useCommand();
  const { first_timers_first: first, ...open } = floorSettingsOf(parts);
  const [dialog, setDialog] = useState(false);
  const isOpen = name === "speaking" ? open.speaking_open : open.interpellation_open;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label={t("queue.settings")}>
            <IconButton label={t(`queue.settings_of.${name}`)}>
              <IconSettings size={20} aria-hidden />
            </IconButton>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => act.mutate(acts.openQueue({ queue: name, open: !isOpen }))}>
            {t(isOpen ? `queue.close.${name}` : `queue.open.${name}`)}
          </Menu.Item>
          <Menu.Item onClick={() => act.mutate(acts.orderQueue({ queue: name, ids: null }))}>{t("queue.by_rule")}</Menu.Item>
          <Menu.Item onClick={() => act.mutate(acts.floorSettings({ first_timers_first: !first }))}>
            {t(first ? "queue.by_time" : "queue.first_timers")}
          </Menu.Item>
          {name === "speaking" && <Menu.Item onClick={() => setDialog(true)}>{t("budget.open")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {dialog && <FloorSettingsDialog onClose={() => setDialog(false)} />}
    </>
  );
}

/** One of the two queues, with what the chair does about it. */
export function Queue({ name }: { name: QueueName }) {
  const { t } = useTranslation("meeting");
  const { parts, can } = useMeetingView();
  const rows = queueInOrder(parts, name);
  const chosen = floorSettingsOf(parts);
  const open = name === "speaking" ? chosen.speaking_open : chosen.interpellation_open;
  return (
    <section className={classes.section} aria-label={t(`queue.title.${name}`)} data-open={open}>
      <header className={classes.header}>
        <h2>{t(`queue.title.${name}`)}</h2>
        <span className={classes.meta}>
          {open ? t("floor.waiting", { count: rows.length }) : t("queue.closed")}
        </span>
        {can("grant_floor") && <QueueMenu name={name} />}
      </header>
      {rows.length === 0 && open && <p className={classes.meta}>{t("floor.empty")}</p>}
      <ol className={classes.queue}>
        {rows.map((row, index) => (
          <QueueLine key={row.id} rows={rows} row={row} index={index} />
        ))}
      </ol>
    </section>
  );
}
