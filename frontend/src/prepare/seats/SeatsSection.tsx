import { Button, Select } from "@mantine/core";
import { IconEraser, IconListNumbers, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useRooms } from "@/api/rooms";
import { chooseRoom, clearSeats, fillSeats } from "@/api/seating";
import type { SeatMapRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { confirmAct } from "@/kit/confirm";
import { EmptyState } from "@/kit/States";
import { SearchSelect } from "@/kit/SearchSelect";
import { roomWords, SeatingPanel, usePlaceName } from "@/seating/SeatingPanel";
import { MAIN } from "@/seating/state";
import { SectionHead } from "../SectionHead";
import { Arrange } from "./Arrange";
import classes from "./SeatsSection.module.css";

interface SectionProps {
  open: OpenMeeting;
  editable: boolean;
}

function useFoundRooms(query: string) {
  const { data, isFetching } = useRooms(query);
  const options = (data?.items ?? []).map(({ id, name, unit_name, seats }) => ({ value: id, label: `${name} · ${unit_name} (${seats})` }));
  return { options, busy: isFetching };
}

const siteOf = (place: string) => (place === MAIN ? null : place);

/** The room where people of the place usually sit, while none is chosen. */
function UsualRoom({ open, place }: { open: OpenMeeting; place: string }) {
  const { t } = useTranslation("seating");
  const rooms = useRooms();
  const site = siteOf(place) ?? open.meeting.central_site_id;
  const usual = rooms.data?.items.find(({ sites }) => sites.some(({ id }) => id === site));
  const choose = useAct((room: string) => chooseRoom(open.meeting.id, siteOf(place), room));
  if (!usual) return null;
  return (
    <Button loading={choose.isPending} onClick={() => choose.mutate(usual.id)}>
      {t("arrange.usual", { name: usual.name })}
    </Button>
  );
}

/** While no room is chosen: choose one, or where rooms are drawn when the directory has none. */
function NoRooms() {
  const { t } = useTranslation("seating");
  const rooms = useRooms();
  if (!rooms.data) return null;
  return rooms.data.items.length === 0 ? (
    <EmptyState title={t("arrange.no_rooms_title")} detail={t("arrange.no_rooms_detail")} />
  ) : (
    <EmptyState title={t("arrange.room_none")} detail={t("arrange.none_detail")} />
  );
}

function RoomChoice({ open, place, onPlace }: { open: OpenMeeting; place: string; onPlace: (place: string) => void }) {
  const { t } = useTranslation("seating");
  const { meeting, parts } = open;
  const name = usePlaceName(parts, meeting);
  const sites = Object.keys(parts.sites).filter((id) => id !== meeting.central_site_id);
  const room = parts.seat_maps[place];
  const choose = useAct((id: string | null) => chooseRoom(meeting.id, siteOf(place), id));
  return (
    <div className={classes.rooms}>
      {sites.length > 0 && (
        <Select
          searchable
          label={t("place.choose")}
          value={place}
          onChange={(value) => value && onPlace(value)}
          data={[MAIN, ...sites].map((value) => ({ value, label: name(value) }))}
        />
      )}
      <SearchSelect
        key={place}
        useFound={useFoundRooms}
        label={t("arrange.room")}
        placeholder={t("arrange.room_none")}
        clearable
        value={room?.room_id ?? null}
        valueName={room?.room_name ?? ""}
        onChange={(id) => (id || room) && choose.mutate(id)}
      />
      {!room && <UsualRoom key={place} open={open} place={place} />}
    </div>
  );
}

function Acts({ open, room }: { open: OpenMeeting; room: SeatMapRow }) {
  const { t } = useTranslation("seating");
  const fill = useAct((anew: boolean) => fillSeats(open.meeting.id, room.site_id, anew));
  const clear = useAct(() => clearSeats(open.meeting.id, room.site_id, null));
  const ask = () => confirmAct({ title: t("arrange.clear_ask"), act: t("arrange.clear"), onConfirm: () => clear.mutate(undefined) });
  return (
    <div className={classes.acts}>
      <Button leftSection={<IconListNumbers size={18} aria-hidden />} loading={fill.isPending} onClick={() => fill.mutate(false)}>
        {t("arrange.fill")}
      </Button>
      <Button leftSection={<IconEraser size={18} aria-hidden />} loading={clear.isPending} onClick={ask}>
        {t("arrange.clear")}
      </Button>
      <Button component={Link} to={`/meetings/${open.meeting.id}/seats?place=${room.place}`} leftSection={<IconPrinter size={18} aria-hidden />}>
        {t("print")}
      </Button>
    </div>
  );
}

function Editing({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation("seating");
  const [place, setPlace] = useState(MAIN);
  const room = open.parts.seat_maps[place];
  return (
    <>
      <RoomChoice open={open} place={place} onPlace={setPlace} />
      {!room && <NoRooms />}
      {room && room.version === 0 && <EmptyState title={t("arrange.no_map_title")} detail={t("arrange.no_map_detail")} />}
      {room && room.version > 0 && (
        <>
          <p>{roomWords(room)}</p>
          <Acts open={open} room={room} />
          <Arrange key={place} open={open} room={room} />
        </>
      )}
    </>
  );
}

/** In which rooms the meeting is held, and who sits where. */
export function SeatsSection({ open, editable }: SectionProps) {
  const { t } = useTranslation("seating");
  const { parts, meeting, viewer } = open;
  const seated = Object.keys(parts.seats).length;
  const arranges = editable && viewer.can.includes("manage_attendance");
  return (
    <section>
      <SectionHead title={t("prepare:section.seats")} facts={t("arrange.facts", { seated, count: Object.keys(parts.participants).length })} />
      {arranges ? <Editing open={open} /> : <SeatingPanel parts={parts} meeting={meeting} own={viewer.participant_id} />}
    </section>
  );
}
