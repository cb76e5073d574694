import { Button, Select, Textarea } from "@mantine/core";
import { IconChevronLeft, IconSend, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { get } from "@/api/client";
import { useAct } from "@/api/useAct";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { clock } from "@/kit/dates";
import { useServerNow, type ChatRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { isOver, sitesByName } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { talk } from "./acts";
import { ChatSettings } from "./ChatSettings";
import { conversationOf, isSecretary, mayDelete, mayWrite, messagesOf, roomsOf, unreadIn } from "./rooms";
import classes from "./Talk.module.css";
import { Unread } from "./Unread";
import { useRead } from "./useRead";

const LONGEST = 1000;

/** What a room is called for this viewer. */
function useRoomName(): (room: string) => string {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  return (room) => {
    if (!room.startsWith("site:")) return t(`chat.${room as "everybody"}`);
    const site = view.parts.sites[room.slice("site:".length)];
    return isSecretary(view) ? t("chat.site", { name: placeName(site?.name ?? "") }) : t("chat.with_secretary");
  };
}

function Message({ row }: { row: ChatRow }) {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  const now = useServerNow(view.live.clockOffset);
  const act = useCommand();
  const remove = () =>
    confirmAct({
      title: t("chat.delete_title"),
      detail: t("chat.delete_detail"),
      act: t("chat.delete_act"),
      onConfirm: () => act.mutate(talk.deleteMessage(row.id)),
    });
  return (
    <li className={classes.message} data-own={row.account_id === view.viewer.account_id} data-testid="chat-message">
      <p className={classes.author}>
        <strong>{row.name}</strong>
        {row.position && <span>{row.position}</span>}
        <time dateTime={row.sent_at}>{clock(row.sent_at)}</time>
      </p>
      {row.deleted_by ? (
        <p className={classes.deleted}>{t(`chat.deleted_${row.deleted_by}`)}</p>
      ) : (
        <p className={classes.words}>{row.text}</p>
      )}
      {mayDelete(view, row, now) && (
        <IconButton label={t("chat.delete", { name: row.name })} variant="subtle" className={classes.delete} onClick={remove}>
          <IconTrash size={18} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

function Composer({ room }: { room: string }) {
  const { t } = useTranslation("talk");
  const [text, setText] = useState("");
  const act = useCommand({ onDone: () => setText("") });
  const words = text.trim();
  const send = () => {
    if (words && words.length <= LONGEST && !act.isPending) act.mutate(talk.write(room, words));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        className={classes.grow}
        aria-label={t("chat.write")}
        placeholder={t("chat.write")}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <IconButton label={t("chat.send")} type="submit" variant="filled" size={44} loading={act.isPending} disabled={!words}>
        <IconSend size={20} aria-hidden />
      </IconButton>
    </form>
  );
}

/** Older messages than the live part holds, asked for page by page. */
function useOlder(room: string, first: number | undefined) {
  const { id } = useMeetingView();
  const [rows, setRows] = useState<readonly ChatRow[]>([]);
  const [more, setMore] = useState(true);
  const before = rows[0]?.number ?? first;
  const act = useAct(() => get("/api/meetings/{meeting_id}/chat", { path: { meeting_id: id }, query: { room, before: before ?? null } }), {
    onDone: (page) => {
      setRows((old) => [...page.items, ...old]);
      setMore(page.more);
    },
  });
  return { rows, more: more && before !== undefined && before > 1, ask: () => act.mutate(undefined), isPending: act.isPending };
}

function RoomView({ room, onBack }: { room: string; onBack?: () => void }) {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  const name = useRoomName();
  const read = useRead();
  const shown = messagesOf(view.parts, room);
  const older = useOlder(room, shown[0]?.number);
  const end = useRef<HTMLLIElement>(null);
  const last = shown.at(-1)?.number ?? 0;
  useEffect(() => {
    if (last > 0) read.mark(room, last);
    end.current?.scrollIntoView({ block: "nearest" });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- read is new at each render; the last number decides
  }, [room, last]);
  const rows = [...older.rows.filter((row) => row.number < (shown[0]?.number ?? Infinity)), ...shown];
  const over = isOver(view.meeting);
  return (
    <section className={classes.room} aria-label={name(room)}>
      <header className={classes.roomHead}>
        {onBack && (
          <Button variant="subtle" leftSection={<IconChevronLeft size={18} aria-hidden />} onClick={onBack}>
            {t("chat.back")}
          </Button>
        )}
        <h3>{name(room)}</h3>
      </header>
      <ol className={classes.messages} aria-live="polite">
        {older.more && (
          <li>
            <Button variant="subtle" fullWidth loading={older.isPending} onClick={older.ask}>
              {t("chat.older")}
            </Button>
          </li>
        )}
        {rows.length === 0 && <li className={classes.none}>{t("chat.empty")}</li>}
        {rows.map((row) => (
          <Message key={row.id} row={row} />
        ))}
        <li ref={end} aria-hidden />
      </ol>
      {!over && (mayWrite(view, room) ? <Composer room={room} /> : <p className={classes.none}>{t("chat.read_only")}</p>)}
    </section>
  );
}

/** A secretary writes to any site, whether it wrote before or not. */
function ToSite({ onOpen }: { onOpen: (room: string) => void }) {
  const { t } = useTranslation("talk");
  const { parts } = useMeetingView();
  const sites = sitesByName(parts).map((site) => ({ value: `site:${site.site_id}`, label: site.name }));
  if (sites.length === 0) return null;
  return <Select aria-label={t("chat.to_site")} placeholder={t("chat.to_site")} searchable value={null} data={sites} onChange={(room) => room && onOpen(room)} />;
}

function RoomList({ rooms, onOpen }: { rooms: readonly string[]; onOpen: (room: string) => void }) {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  const name = useRoomName();
  const { upTo } = useRead();
  const off = conversationOf(view.parts).everybody === "off";
  return (
    <ul className={classes.rooms} aria-label={t("chat.rooms")}>
      {rooms.map((room) => (
        <li key={room}>
          <button type="button" onClick={() => onOpen(room)}>
            <span className={classes.grow}>
              <strong>{name(room)}</strong>
              <span>{room === "everybody" && off ? t("chat.off") : (messagesOf(view.parts, room).at(-1)?.text ?? "")}</span>
            </span>
            <Unread count={unreadIn(view.parts, room, upTo, view.viewer.account_id)} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The rooms that one reads; a single one opens by itself. */
export function Chat() {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  const [chosen, setChosen] = useState<string | null>(null);
  const rooms = roomsOf(view);
  const open = chosen ?? (rooms.length === 1 && !isSecretary(view) ? (rooms[0] ?? null) : null);
  const kept = conversationOf(view.parts).chat_kept;
  if (open) return <RoomView key={open} room={open} {...(rooms.length > 1 || isSecretary(view) ? { onBack: () => setChosen(null) } : {})} />;
  return (
    <div className={classes.panel}>
      {rooms.length === 0 ? <p className={classes.none}>{t("chat.no_rooms")}</p> : <RoomList rooms={rooms} onOpen={setChosen} />}
      {isSecretary(view) && <ToSite onOpen={setChosen} />}
      {isSecretary(view) && <ChatSettings />}
      <p className={classes.none}>
        {t("chat.not_minutes")} {!kept && t("chat.not_kept")}
      </p>
    </div>
  );
}
