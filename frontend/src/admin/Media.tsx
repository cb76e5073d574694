import { IconAlertTriangle, IconCircleCheck, IconHelp, IconWifiOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/api/describe";
import { useMediaLines, useMediaState, type MediaLine, type MediaLoad, type MediaRoom } from "@/api/media";
import { clockWithSeconds, moment } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import { bitrate, megabytes, milliseconds, percent } from "./figures";
import classes from "./Media.module.css";

const FACE = {
  excellent: { tone: "good", Icon: IconCircleCheck },
  good: { tone: "good", Icon: IconCircleCheck },
  poor: { tone: "care", Icon: IconAlertTriangle },
  lost: { tone: "accent", Icon: IconWifiOff },
  unknown: { tone: "neutral", Icon: IconHelp },
} as const satisfies Record<string, { tone: Tone; Icon: typeof IconHelp }>;

function Quality({ quality }: { quality: NonNullable<MediaLine["quality"]> }) {
  const { t } = useTranslation();
  const { tone, Icon } = FACE[quality];
  return (
    <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
      {t(`admin:media.quality.${quality}`)}
    </StatusTag>
  );
}

function Load({ server }: { server: MediaLoad }) {
  const { t } = useTranslation();
  const figures = [
    ["load", percent(server.load)],
    ["loop_lag", milliseconds(server.loop_lag)],
    ["memory", megabytes(server.memory)],
    ["bitrate_in", bitrate(server.bitrate_in)],
    ["bitrate_out", bitrate(server.bitrate_out)],
    ["participants", String(server.participants)],
    ["dropped_sends", String(server.dropped_sends)],
    ["fast_path", t(server.fast_path ? "admin:media.yes" : "admin:media.no")],
    ["started_at", moment(server.started_at)],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([name = "", value]) => (
        <div key={name}>
          <dt>{t(`admin:media.server.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Where a LiveKit server tells nothing of a line, a dash stands. */
const UNKNOWN = "–";

function Line({ line }: { line: MediaLine }) {
  const { t } = useTranslation();
  const known = line.quality !== null;
  return (
    <tr>
      <td>
        {line.name || line.identity}
        {!line.active && <span className={classes.hint}> · {t("admin:media.joining")}</span>}
      </td>
      <td>{line.quality === null ? UNKNOWN : <Quality quality={line.quality} />}</td>
      <td>{known ? `${percent(line.loss_in ?? 0)} · ${percent(line.loss_out ?? 0)}` : UNKNOWN}</td>
      <td>{line.bitrate_in === null ? UNKNOWN : bitrate(line.bitrate_in)}</td>
      <td>{line.bitrate_out === null ? UNKNOWN : bitrate(line.bitrate_out)}</td>
      <td>{line.transport ? `${line.transport.toUpperCase()} ${line.address ?? ""}` : UNKNOWN}</td>
      <td>{line.tracks}</td>
    </tr>
  );
}

const COLUMNS = ["name", "quality", "loss", "up", "down", "path", "tracks"];

function Lines({ room }: { room: MediaRoom }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const lines = useMediaLines(room.name, page);
  return (
    <Loadable query={lines}>
      {(found) => (
        <>
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  {COLUMNS.map((name) => (
                    <th key={name} scope="col">
                      {t(`admin:media.line.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.items.map((line) => (
                  <Line key={line.identity} line={line} />
                ))}
              </tbody>
            </table>
          </div>
          <Pager page={found} onPage={setPage} />
        </>
      )}
    </Loadable>
  );
}

function Room({ room }: { room: MediaRoom }) {
  const { t } = useTranslation();
  return (
    <section className={classes.room} aria-label={room.title || room.name}>
      <h2 className={classes.title}>{room.title || room.name}</h2>
      <p className={classes.hint}>
        {t("admin:media.room", { count: room.participants, since: moment(room.created_at) })}
      </p>
      <Lines room={room} />
    </section>
  );
}

/** The media server: its load, its rooms, and everybody's line; renewed by itself. */
export function Media() {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const state = useMediaState(page);
  return (
    <Loadable query={state}>
      {({ engine, server, rooms }) => (
        <>
          {state.isError && (
            <p className={classes.trouble} role="alert">
              <IconWifiOff size={20} aria-hidden />
              {describeProblem(state.error).title}
            </p>
          )}
          <p className={classes.hint}>
            {t(`admin:media.engine.${engine}`)}{" "}
            {t("admin:media.asked", { time: clockWithSeconds(new Date(state.dataUpdatedAt).toISOString()) })}
          </p>
          {server && <Load server={server} />}
          {rooms.items.length === 0 && (
            <EmptyState title={t("admin:media.none_title")} detail={t("admin:media.none_detail")} />
          )}
          {rooms.items.map((room) => (
            <Room key={room.name} room={room} />
          ))}
          {rooms.pages > 1 && <Pager page={rooms} onPage={setPage} />}
        </>
      )}
    </Loadable>
  );
}
