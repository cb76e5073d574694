import {
  IconBroadcast, IconDeviceLaptop, IconDoor, IconHandStop, IconMicrophone, IconUserCheck, IconUserQuestion, IconUserX, IconWifiOff,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SeatPlace } from "@/api/rooms";
import classes from "./places.module.css";
import { boundsOf, calledName, countsOf, STATES, type SeatsByKey, type SeatState, type Sitter } from "./state";

/** A state is told by a sign as well as by its colour. */
export const SIGN: Record<SeatState, typeof IconDoor> = {
  speaking: IconMicrophone,
  waiting: IconHandStop,
  in_person: IconUserCheck,
  online: IconDeviceLaptop,
  away: IconWifiOff,
  absent: IconUserX,
  not_yet: IconUserQuestion,
};

const SIGN_SIZE = 15;

/** "Ghế 12: Nguyễn Văn Hùng, đang phát biểu": a seat for those who cannot see the map. */
export function useSeatWords(): (place: Pick<SeatPlace, "label">, sitter: Sitter | undefined) => string {
  const { t } = useTranslation("seating");
  return ({ label }, sitter) =>
    sitter ? t("seat.taken", { label, name: sitter.row.full_name, state: t(`state.${sitter.state}`) }) : t("seat.free", { label });
}

/** What a seat shows: its label, the sign of the state, the name. */
export function SeatFace({ place, sitter }: { place: SeatPlace; sitter: Sitter | undefined }) {
  const Sign = sitter && SIGN[sitter.state];
  return (
    <>
      <span className={classes.top}>
        {Sign && <Sign size={SIGN_SIZE} aria-hidden />}
        {place.label}
      </span>
      {sitter && <span className={classes.name}>{calledName(sitter.row.full_name)}</span>}
    </>
  );
}

/** Attributes by which a seat looks as its state. */
export const seatLook = (place: SeatPlace, sitter: Sitter | undefined) => ({
  className: classes.seat,
  "data-kind": place.kind,
  "data-state": sitter?.state ?? "free",
  "data-testid": "seat",
  "data-seat": place.key,
  title: sitter?.row.full_name ?? place.label,
});

function Thing({ place }: { place: SeatPlace }) {
  const { t } = useTranslation("seating");
  return (
    <div className={classes.thing} data-kind={place.kind}>
      {place.kind === "screen" && <IconBroadcast size={18} aria-hidden />}
      {place.kind === "door" && <IconDoor size={18} aria-hidden />}
      <span>{place.label || (place.kind === "table" ? "" : t(`kind.${place.kind}`))}</span>
    </div>
  );
}

interface MapProps {
  places: readonly SeatPlace[];
  sitters: SeatsByKey;
  label: string;
  /** The participant whose own seat is marked. */
  own?: string | null;
  /** Another element for each seat, where one can arrange. */
  renderSeat?: (place: SeatPlace, sitter: Sitter | undefined) => ReactNode;
}

const isSeat = ({ kind }: SeatPlace) => kind === "seat" || kind === "chair" || kind === "secretary";

/** The room from above, with people and their states. */
export function SeatMapView({ places, sitters, label, own = null, renderSeat }: MapProps) {
  const words = useSeatWords();
  const { x, y, columns, rows } = boundsOf(places);
  const plain = (place: SeatPlace, sitter: Sitter | undefined) => (
    <div {...seatLook(place, sitter)} role="img" aria-label={words(place, sitter)} data-own={own !== null && sitter?.row.id === own}>
      <SeatFace place={place} sitter={sitter} />
    </div>
  );
  const inOrder = [...places].sort((a, b) => a.y - b.y || a.x - b.x);
  const template = { gridTemplateColumns: `repeat(${columns}, minmax(3.5rem, 6.5rem))`, gridTemplateRows: `repeat(${rows}, auto)` };
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={label}>
      <ul className={classes.map} style={template} data-testid="seat-map">
        {inOrder.map((place) => (
          <li key={place.key} style={{ gridColumn: place.x - x + 1, gridRow: place.y - y + 1 }}>
            {isSeat(place) ? (renderSeat ?? plain)(place, sitters.get(place.key)) : <Thing place={place} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the signs mean, each with how many there are. */
export function Legend({ sitters }: { sitters: SeatsByKey }) {
  const { t } = useTranslation("seating");
  const counts = countsOf(sitters);
  return (
    <ul className={classes.legend} aria-label={t("legend")}>
      {STATES.map((state) => {
        const Sign = SIGN[state];
        return (
          <li key={state}>
            <span className={`${classes.seat ?? ""} ${classes.sign ?? ""}`} data-state={state}>
              <Sign size={SIGN_SIZE} aria-hidden />
            </span>
            {t(`state.${state}`)} <strong>{counts[state]}</strong>
          </li>
        );
      })}
    </ul>
  );
}
