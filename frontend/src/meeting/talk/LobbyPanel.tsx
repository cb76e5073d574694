import { Button, Menu, Switch, Textarea } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { ReasonDialog } from "@/kit/ReasonDialog";
import type { LobbyRow, ParticipantRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { isOver, itemsInOrder } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { talk } from "./acts";
import { guestsOutside, lobbyOf, lobbySettingsOf } from "./lobby";
import classes from "./Talk.module.css";

function DoorSettings() {
  const { t } = useTranslation("talk");
  const { parts } = useMeetingView();
  const chosen = lobbySettingsOf(parts);
  const [text, setText] = useState(chosen.text);
  const act = useCommand();
  const save = useCommand({ done: t("lobby.saved") });
  return (
    <fieldset className={classes.settings}>
      <legend className={classes.hidden}>{t("lobby.title")}</legend>
      <Switch
        label={t("lobby.guests_wait")}
        checked={chosen.guests_wait}
        onChange={(event) => act.mutate(talk.door({ guests_wait: event.currentTarget.checked }))}
      />
      <Switch
        label={t("lobby.doors_closed")}
        checked={chosen.doors_closed}
        onChange={(event) => act.mutate(talk.door({ doors_closed: event.currentTarget.checked }))}
      />
      {(chosen.guests_wait || chosen.doors_closed) && (
        <>
          <Textarea
            label={t("lobby.text")}
            autosize
            minRows={1}
            maxLength={300}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {text.trim() !== chosen.text && (
            <Button loading={save.isPending} onClick={() => save.mutate(talk.door({ text: text.trim() }))}>
              {t("lobby.save")}
            </Button>
          )}
        </>
      )}
    </fieldset>
  );
}

type Who = Pick<ParticipantRow, "full_name" | "position" | "unit_name"> & { participant_id: string };

function MoreMenu({ who, status }: { who: Who; status: LobbyRow["status"] | null }) {
  const { t } = useTranslation("talk");
  const { parts } = useMeetingView();
  const [asking, setAsking] = useState<"turn_away" | "send_out" | null>(null);
  const act = useCommand({ onDone: () => setAsking(null) });
  const items = itemsInOrder(parts).filter((item) => item.status !== "done");
  const put = asking === "turn_away" ? talk.turnAway : talk.sendOut;
  return (
    <>
      <Menu>
        <Menu.Target>
          <IconButton label={t("lobby.more", { name: who.full_name })} variant="default">
            <IconDotsVertical size={20} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map((item) => (
            <Menu.Item key={item.id} onClick={() => act.mutate(talk.admit({ participant_ids: [who.participant_id], item_id: item.id }))}>
              {t("lobby.for_item", { number: item.number })}
            </Menu.Item>
          ))}
          {status !== "turned_away" && <Menu.Item onClick={() => setAsking("turn_away")}>{t("lobby.turn_away")}</Menu.Item>}
          {status === "admitted" && <Menu.Item onClick={() => setAsking("send_out")}>{t("lobby.send_out")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <ReasonDialog
          title={t(`lobby.${asking}_title`, { name: who.full_name })}
          act={t(`lobby.act_${asking}`)}
          required={asking === "turn_away"}
          pending={act.isPending}
          onAct={(reason) => act.mutate(put(who.participant_id, reason))}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

function Line({ who, row }: { who: Who; row: LobbyRow | null }) {
  const { t } = useTranslation("talk");
  const act = useCommand();
  const status = row?.status ?? null;
  const admitted = status === "admitted";
  const facts = [
    t(`lobby.status.${status ?? "expected"}`),
    row && status === "waiting" ? t("lobby.since", { at: clock(row.since) }) : "",
    row?.is_late ? t("lobby.late") : "",
    row?.item_title ? t("lobby.item", { title: row.item_title }) : "",
    row?.reason ?? "",
  ];
  return (
    <li className={classes.guest} data-status={status} data-testid="lobby-row">
      <div className={classes.grow}>
        <strong>{who.full_name}</strong>
        <span>{[who.position, who.unit_name].filter(Boolean).join(" · ")}</span>
        <span>{facts.filter(Boolean).join(" · ")}</span>
      </div>
      {!(admitted && row?.inside && row.item_id === null) && (
        <Button
          loading={act.isPending}
          variant={status === "waiting" ? "filled" : "default"}
          aria-label={t("lobby.admit_name", { name: who.full_name })}
          onClick={() => act.mutate(talk.admit({ participant_ids: [who.participant_id] }))}
        >
          {t("lobby.admit")}
        </Button>
      )}
      <MoreMenu who={who} status={status} />
    </li>
  );
}

/** Who waits before the door, and how it is kept. */
export function LobbyPanel() {
  const { t } = useTranslation("talk");
  const { parts, meeting } = useMeetingView();
  const act = useCommand();
  const { waiting, others } = lobbyOf(parts);
  const chosen = lobbySettingsOf(parts);
  const guests = chosen.guests_wait ? guestsOutside(parts) : [];
  if (isOver(meeting)) return <p className={classes.none}>{t("lobby.none")}</p>;
  return (
    <section className={classes.panel} aria-label={t("lobby.title")}>
      <DoorSettings />
      {waiting.length > 1 && (
        <Button variant="filled" loading={act.isPending} onClick={() => act.mutate(talk.admit({}))}>
          {t("lobby.admit_all", { count: waiting.length })}
        </Button>
      )}
      <ol className={classes.notes}>
        {waiting.map((row) => (
          <Line key={row.participant_id} who={row} row={row} />
        ))}
        {others.map((row) => (
          <Line key={row.participant_id} who={row} row={row} />
        ))}
        {guests.map((row) => (
          <Line key={row.id} who={{ ...row, participant_id: row.id }} row={null} />
        ))}
      </ol>
      {waiting.length + others.length + guests.length === 0 && (
        <p className={classes.none}>{t(chosen.guests_wait || chosen.doors_closed ? "lobby.none" : "lobby.off")}</p>
      )}
    </section>
  );
}
