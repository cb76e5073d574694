import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconArrowLeft, IconCopy, IconPlus, IconTrash, IconWand } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { randomKey } from "@/api/acts";
import { DIRECTORY_KEY } from "@/api/directory";
import { drawSeatMap, useSeatMap, type PlaceKind, type Room, type SeatMap, type SeatPlace } from "@/api/rooms";
import { useAct } from "@/api/useAct";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { notifyRefused } from "@/kit/notify";
import { Loadable } from "@/kit/States";
import { Canvas } from "./Canvas";
import { add, begin, change, drawn, faultsOf, freeCell, KINDS, MOST, move, redo, remove, resize, seatsIn, undo, type Drawing } from "./drawing";
import classes from "./Editor.module.css";
import { CopyDialog, FurnishDialog } from "./FurnishDialog";
import { KIND_ICON } from "./kinds";

const toKind = (value: string | null) => KINDS.find((kind) => kind === value) ?? "seat";

interface SideProps {
  drawing: Drawing;
  chosen: SeatPlace | undefined;
  onDraw: (drawing: Drawing) => void;
}

function Chosen({ drawing, chosen, onDraw }: SideProps) {
  const { t } = useTranslation("seating");
  if (!chosen) return <p className={classes.hint}>{t("editor.none_chosen")}</p>;
  return (
    <>
      <TextInput
        label={t("editor.label")}
        maxLength={MOST.label}
        value={chosen.label}
        onChange={(event) => onDraw(change(drawing, chosen.key, { label: event.currentTarget.value }))}
      />
      <Select
        label={t("editor.kind")}
        value={chosen.kind}
        onChange={(value) => onDraw(change(drawing, chosen.key, { kind: toKind(value) }))}
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <Button leftSection={<IconTrash size={18} aria-hidden />} onClick={() => onDraw(remove(drawing, chosen.key))}>
        {t("common:act.remove")}
      </Button>
    </>
  );
}

function Kinds({ kind, onKind }: { kind: PlaceKind; onKind: (kind: PlaceKind) => void }) {
  const { t } = useTranslation("seating");
  return (
    <div className={classes.kinds} role="group" aria-label={t("editor.what")}>
      {KINDS.map((value) => {
        const Icon = KIND_ICON[value];
        return (
          <Button
            key={value}
            size="sm"
            px="xs"
            variant={value === kind ? "filled" : "default"}
            aria-pressed={value === kind}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => onKind(value)}
          >
            {t(`kind.${value}`)}
          </Button>
        );
      })}
    </div>
  );
}

function Extent({ drawing, onDraw }: Omit<SideProps, "chosen">) {
  const { t } = useTranslation("seating");
  const { width, height } = drawing;
  return (
    <section className={classes.group}>
      <h3>{t("editor.extent")}</h3>
      <NumberInput size="md" label={t("editor.columns")} min={1} max={MOST.columns} value={width} onChange={(value) => onDraw(resize(drawing, Number(value), height))} />
      <NumberInput size="md" label={t("editor.rows")} min={1} max={MOST.rows} value={height} onChange={(value) => onDraw(resize(drawing, width, Number(value)))} />
    </section>
  );
}

function useDrawing(map: SeatMap) {
  const [history, setHistory] = useState(() => begin({ width: map.width, height: map.height, places: map.places }));
  return {
    history,
    draw: (next: Drawing) => setHistory((before) => drawn(before, next)),
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
  };
}

type Steps = Pick<ReturnType<typeof useDrawing>, "history" | "undo" | "redo">;

function UndoButtons({ history, undo: back, redo: forth }: Steps) {
  const { t } = useTranslation("seating");
  return (
    <>
      <IconButton label={t("editor.undo")} variant="default" disabled={history.past.length === 0} onClick={back}>
        <IconArrowBackUp size={20} aria-hidden />
      </IconButton>
      <IconButton label={t("editor.redo")} variant="default" disabled={history.future.length === 0} onClick={forth}>
        <IconArrowForwardUp size={20} aria-hidden />
      </IconButton>
    </>
  );
}

interface EditorProps {
  room: Room;
  onClose: () => void;
}

function useSave({ room, onClose }: EditorProps, map: SeatMap, drawing: Drawing) {
  const { t } = useTranslation("seating");
  const save = useAct(
    ({ width, height, places }: Drawing) => drawSeatMap(room.id, { seen: map.version, width, height, places: [...places] }),
    { done: t("common:act.saved"), refresh: [DIRECTORY_KEY], onDone: onClose },
  );
  const check = () => {
    const { twice, unlabelled } = faultsOf(drawing);
    if (twice.length > 0) notifyRefused(t("editor.twice", { labels: twice.slice(0, 5).join(", ") }));
    else if (unlabelled > 0) notifyRefused(t("editor.unlabelled", { count: unlabelled }));
    else save.mutate(drawing);
  };
  return { save: check, isSaving: save.isPending };
}

interface BarProps extends Steps {
  room: Room;
  isSaving: boolean;
  onSave: () => void;
  onClose: () => void;
  onDialog: (dialog: "furnish" | "copy") => void;
}

function Bar({ room, isSaving, onSave, onClose, onDialog, ...steps }: BarProps) {
  const { t } = useTranslation("seating");
  return (
    <div className={classes.bar}>
      <Button leftSection={<IconArrowLeft size={18} aria-hidden />} onClick={onClose}>
        {t("editor.back")}
      </Button>
      <h2 className={classes.title}>{t("editor.title", { name: room.name, count: seatsIn(steps.history.now) })}</h2>
      <UndoButtons {...steps} />
      <Button leftSection={<IconWand size={18} aria-hidden />} onClick={() => onDialog("furnish")}>
        {t("editor.furnish")}
      </Button>
      <Button leftSection={<IconCopy size={18} aria-hidden />} onClick={() => onDialog("copy")}>
        {t("editor.copy")}
      </Button>
      <PrimaryButton loading={isSaving} disabled={steps.history.past.length === 0} onClick={onSave}>
        {t("editor.save")}
      </PrimaryButton>
    </div>
  );
}

interface ToolsProps extends SideProps {
  onAdd: (kind: PlaceKind, x: number, y: number) => void;
  kind: PlaceKind;
  onKind: (kind: PlaceKind) => void;
}

function Tools({ drawing, chosen, onDraw, onAdd, kind, onKind }: ToolsProps) {
  const { t } = useTranslation("seating");
  const addNext = () => {
    const cell = freeCell(drawing, chosen);
    if (cell) onAdd(kind, cell.x, cell.y);
  };
  return (
    <aside className={classes.side}>
      <section className={classes.group}>
        <h3>{t("editor.what")}</h3>
        <Kinds kind={kind} onKind={onKind} />
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={addNext}>
          {t("editor.add")}
        </Button>
      </section>
      <section className={classes.group}>
        <h3>{t("editor.chosen")}</h3>
        <Chosen drawing={drawing} chosen={chosen} onDraw={onDraw} />
      </section>
      <Extent drawing={drawing} onDraw={onDraw} />
    </aside>
  );
}

/** Ctrl+Z and Ctrl+Y, but where text is typed. */
function useShortcuts(steps: Pick<Steps, "undo" | "redo">) {
  return (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
    if (event.key === "z") (event.shiftKey ? steps.redo : steps.undo)();
    else if (event.key === "y") steps.redo();
    else return;
    event.preventDefault();
  };
}

function Sheet({ room, map, onClose }: EditorProps & { map: SeatMap }) {
  const { t } = useTranslation("seating");
  const { draw, ...steps } = useDrawing(map);
  const [kind, setKind] = useState<PlaceKind>("seat");
  const [key, setKey] = useState<string | null>(null);
  const [dialog, setDialog] = useState<"furnish" | "copy" | null>(null);
  const drawing = steps.history.now;
  const { save, isSaving } = useSave({ room, onClose }, map, drawing);
  const put = (what: PlaceKind, x: number, y: number) => {
    const fresh = randomKey();
    draw(add(drawing, what, x, y, fresh));
    setKey(fresh);
  };
  const take = (next: Drawing) => {
    draw(next);
    setKey(null);
    setDialog(null);
  };
  const chosen = drawing.places.find((place) => place.key === key);
  return (
    <div onKeyDown={useShortcuts(steps)}>
      <Bar {...steps} room={room} isSaving={isSaving} onSave={save} onClose={onClose} onDialog={setDialog} />
      <div className={classes.body}>
        <div>
          <Canvas
            drawing={drawing}
            chosen={key}
            onChoose={setKey}
            onAdd={(x, y) => put(kind, x, y)}
            onMove={(moved, x, y) => draw(move(drawing, moved, x, y))}
            onRemove={(gone) => draw(remove(drawing, gone))}
          />
          <p className={classes.hint}>{t("editor.hint")}</p>
        </div>
        <Tools drawing={drawing} chosen={chosen} onDraw={draw} onAdd={put} kind={kind} onKind={setKind} />
      </div>
      {dialog === "furnish" && <FurnishDialog onTake={take} onClose={() => setDialog(null)} />}
      {dialog === "copy" && <CopyDialog onTake={take} onClose={() => setDialog(null)} />}
    </div>
  );
}

/** Draws the seat map of a room. Meetings that chose the room before keep the map they had. */
export function Editor(props: EditorProps) {
  const map = useSeatMap(props.room.id);
  return <Loadable query={map}>{(found) => <Sheet {...props} map={found} />}</Loadable>;
}
