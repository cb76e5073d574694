import { SegmentedControl, Select } from "@mantine/core";
import { IconArmchair } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SeatPlace } from "@/api/rooms";
import type { MeetingRow, Parts, SeatMapRow } from "@/api/snapshot";
import { EmptyState } from "@/kit/States";
import classes from "./places.module.css";
import { Legend, SeatMapView, SIGN } from "./SeatMapView";
import { MAIN, sittersAt, type SeatsByKey } from "./state";

interface PanelProps {
  parts: Parts;
  meeting: MeetingRow;
  own?: string | null;
  /** The place to begin with, where one is meant. */
  first?: string | null;
}

/** The name of a place: that of its site, or where the chair sits. */
export function usePlaceName(parts: Parts, meeting: MeetingRow): (place: string) => string {
  const { t } = useTranslation("seating");
  return (place) => {
    const site = parts.sites[place === MAIN ? (meeting.central_site_id ?? "") : place];
    return site?.name ?? (meeting.place || t("place.main"));
  };
}

/** "Phòng họp số 1 · Tầng 2 · Số 1 Lê Lợi" */
export const roomWords = ({ room_name, floor, address }: Pick<SeatMapRow, "room_name" | "floor" | "address">) =>
  [room_name, floor, address].filter(Boolean).join(" · ");

function SeatList({ places, sitters }: { places: readonly SeatPlace[]; sitters: SeatsByKey }) {
  const { t } = useTranslation("seating");
  const taken = places.flatMap((place) => {
    const sitter = sitters.get(place.key);
    return sitter ? [{ place, ...sitter }] : [];
  });
  taken.sort((a, b) => a.place.label.localeCompare(b.place.label, "vi", { numeric: true }));
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(["label", "name", "state"] as const).map((column) => (
            <th key={column} scope="col">
              {t(`list.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {taken.map(({ place, row, state }) => {
          const Sign = SIGN[state];
          return (
            <tr key={place.key}>
              <td>{place.label}</td>
              <td>
                <strong>{row.full_name}</strong>
                <div className={classes.facts}>{[row.position, row.unit_name].filter(Boolean).join(" · ")}</div>
              </td>
              <td>
                <Sign size={16} aria-hidden /> {t(`state.${state}`)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type Face = "map" | "list";

function Tools({ places, place, onPlace, face, onFace, name }: {
  places: string[];
  place: string;
  onPlace: (place: string) => void;
  face: Face;
  onFace: (face: Face) => void;
  name: (place: string) => string;
}) {
  const { t } = useTranslation("seating");
  return (
    <div className={classes.tools}>
      {places.length > 1 ? (
        <Select
          label={t("place.choose")}
          value={place}
          onChange={(value) => value && onPlace(value)}
          data={places.map((value) => ({ value, label: name(value) }))}
          w={320}
        />
      ) : (
        <span />
      )}
      <SegmentedControl
        aria-label={t("face.choose")}
        value={face}
        onChange={(value) => onFace(value === "list" ? "list" : "map")}
        data={(["map", "list"] as const).map((value) => ({ value, label: t(`face.${value}`) }))}
      />
    </div>
  );
}

/** Who sits where in the rooms of a meeting and what they do now, as a map or as a list. */
export function SeatingPanel({ parts, meeting, own = null, first = null }: PanelProps) {
  const { t } = useTranslation("seating");
  const places = Object.keys(parts.seat_maps).sort((a, b) => Number(b === MAIN) - Number(a === MAIN));
  const [chosen, setChosen] = useState(first);
  const [face, setFace] = useState<Face>("map");
  const name = usePlaceName(parts, meeting);
  const room = parts.seat_maps[chosen ?? ""] ?? parts.seat_maps[places[0] ?? ""];
  if (!room) {
    return <EmptyState icon={<IconArmchair size={32} stroke={1.5} aria-hidden />} title={t("none_title")} detail={t("none_detail")} />;
  }
  const sitters = sittersAt(parts, room.place);
  return (
    <section aria-label={t("title")}>
      <Tools places={places} place={room.place} onPlace={setChosen} face={face} onFace={setFace} name={name} />
      <p className={classes.where}>
        <strong>{name(room.place)}</strong> · {roomWords(room)}
      </p>
      <Legend sitters={sitters} />
      {face === "map" && <SeatMapView places={room.places} sitters={sitters} label={roomWords(room)} own={own} />}
      {face === "list" && <SeatList places={room.places} sitters={sitters} />}
    </section>
  );
}
