import { DndContext, PointerSensor, useDraggable, useDroppable, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SeatPlace } from "@/api/rooms";
import { assignSeats, clearSeats } from "@/api/seating";
import type { ParticipantRow, SeatMapRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { SeatFace, seatLook, SeatMapView, useSeatWords } from "@/seating/SeatMapView";
import { exchange, sittersAt, unseatedAt, type Sitter } from "@/seating/state";
import classes from "./SeatsSection.module.css";

/** A press becomes a drag only after some way, so that a tap still picks. */
const DRAG_AFTER_PX = 6;
const OFF = "off";

interface PersonProps {
  row: ParticipantRow;
  picked: boolean;
  onPick: () => void;
}

function Waiting({ row, picked, onPick }: PersonProps) {
  const { attributes, listeners, setNodeRef, transform } = useDraggable({ id: row.id });
  const style = transform ? { transform: `translate(${transform.x}px, ${transform.y}px)`, zIndex: 5, position: "relative" as const } : {};
  return (
    <button ref={setNodeRef} type="button" className={classes.person} style={style} {...attributes} {...listeners} aria-pressed={picked} onClick={onPick}>
      {row.full_name}
      <span>{row.position}</span>
    </button>
  );
}

interface SlotProps {
  place: SeatPlace;
  sitter: Sitter | undefined;
  picked: boolean;
  onPress: () => void;
}

function Slot({ place, sitter, picked, onPress }: SlotProps) {
  const words = useSeatWords();
  const { setNodeRef: setTarget, isOver } = useDroppable({ id: place.key });
  const { attributes, listeners, setNodeRef, transform } = useDraggable({ id: sitter?.row.id ?? `free:${place.key}`, disabled: !sitter });
  const style = transform ? { transform: `translate(${transform.x}px, ${transform.y}px)`, zIndex: 5 } : {};
  return (
    <div ref={setTarget} className={classes.slot}>
      <button
        ref={setNodeRef}
        type="button"
        {...(sitter ? attributes : {})}
        {...(sitter ? listeners : {})}
        {...seatLook(place, sitter)}
        style={{ ...style, touchAction: sitter ? "none" : "auto" }}
        aria-label={words(place, sitter)}
        aria-pressed={picked}
        data-picked={picked}
        data-over={isOver}
        onClick={onPress}
      >
        <SeatFace place={place} sitter={sitter} />
      </button>
    </div>
  );
}

/** Where a person who is dropped on the list loses the seat. */
function WaitingList({ people, picked, onPick }: { people: ParticipantRow[]; picked: string | null; onPick: (id: string) => void }) {
  const { t } = useTranslation("seating");
  const { setNodeRef } = useDroppable({ id: OFF });
  return (
    <div ref={setNodeRef}>
      <h3 className={classes.title}>{t("arrange.waiting", { count: people.length })}</h3>
      <ul className={classes.people}>
        {people.map((row) => (
          <li key={row.id}>
            <Waiting row={row} picked={picked === row.id} onPick={() => onPick(row.id)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ArrangeProps {
  open: OpenMeeting;
  room: SeatMapRow;
}

function useSeating({ open, room }: ArrangeProps) {
  const { parts, meeting } = open;
  const sitters = sittersAt(parts, room.place);
  const move = useAct(async ({ person, seat }: { person: string; seat: string }) => {
    const { seats, freed } = exchange(parts.seats, sitters, person, seat);
    if (freed.length > 0) await clearSeats(meeting.id, room.site_id, freed);
    await assignSeats(meeting.id, room.site_id, seats);
  });
  const free = useAct((person: string) => clearSeats(meeting.id, room.site_id, [person]));
  return { sitters, move, free };
}

/** The room with everybody's seat: people are dragged, or picked and put by two taps or keys. */
export function Arrange({ open, room }: ArrangeProps) {
  const { t } = useTranslation("seating");
  const [picked, setPicked] = useState<string | null>(null);
  const { sitters, move, free } = useSeating({ open, room });
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: DRAG_AFTER_PX } }));
  const waiting = unseatedAt(open.parts, room.place, open.meeting.central_site_id);
  const drop = ({ active, over }: DragEndEvent) => {
    const person = String(active.id);
    setPicked(null);
    if (over?.id === OFF && open.parts.seats[person]) free.mutate(person);
    else if (over && over.id !== OFF) move.mutate({ person, seat: String(over.id) });
  };
  const press = (place: SeatPlace, sitter: Sitter | undefined) => {
    if (picked && picked !== sitter?.row.id) move.mutate({ person: picked, seat: place.key });
    setPicked(!picked && sitter ? sitter.row.id : null);
  };
  return (
    <DndContext sensors={sensors} onDragEnd={drop}>
      <p className={classes.hint}>{t(picked ? "arrange.now_seat" : "arrange.hint")}</p>
      <div className={classes.arrange}>
        <WaitingList people={waiting} picked={picked} onPick={(id) => setPicked(picked === id ? null : id)} />
        <SeatMapView
          places={room.places}
          sitters={sitters}
          label={room.room_name}
          renderSeat={(place, sitter) => (
            <Slot place={place} sitter={sitter} picked={picked !== null && picked === sitter?.row.id} onPress={() => press(place, sitter)} />
          )}
        />
      </div>
    </DndContext>
  );
}
