import { Modal, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { UnitTime } from "../shared/Clocks";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { currentItem, floorSettingsOf } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import classes from "./run.module.css";

const ACTIONS = ["nothing", "warn", "pause", "pause_item", "pause_poll"] as const;
/** Seconds within which a turn goes on by itself; 0: the chair decides. */
const RETURNS = [0, 30, 60, 120, 300, 600];
const MOST_MINUTES = 1440;

const HOLDS: readonly string[] = ["pause_item", "pause_poll"];
const MOST_LEAST = 10_000;

/** From how many on; kept when the field is left. */
function LeastInput({ label, kept, onKeep }: { label: string; kept: number; onKeep: (least: number) => void }) {
  const [least, setLeast] = useState(kept);
  return (
    <NumberInput
      label={label}
      value={least}
      min={1}
      max={MOST_LEAST}
      allowDecimal={false}
      onChange={(value) => setLeast(Math.max(1, Number(value) || 1))}
      onBlur={() => least !== kept && onKeep(least)}
    />
  );
}

function LossChoice() {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const { loss_action: action, loss_return_seconds: within, loss_people: people, loss_voters: voters } = floorSettingsOf(parts);
  const act = useCommand();
  const returns = [...new Set([...RETURNS, within])].sort((a, b) => a - b);
  return (
    <Stack gap="xs">
      <Text fw={600} id="loss-action">{t("loss.title")}</Text>
      <Select
        aria-labelledby="loss-action"
        value={action}
        allowDeselect={false}
        onChange={(value) => act.mutate(acts.floorSettings({ loss_action: ACTIONS.find((one) => one === value) ?? action }))}
        data={ACTIONS.map((value) => ({ value, label: t(`loss.action.${value}`) }))}
      />
      {HOLDS.includes(action) && (
        <LeastInput label={t("loss.people")} kept={people} onKeep={(least) => act.mutate(acts.floorSettings({ loss_people: least }))} />
      )}
      {action === "pause_poll" && (
        <LeastInput label={t("loss.voters")} kept={voters} onKeep={(least) => act.mutate(acts.floorSettings({ loss_voters: least }))} />
      )}
      {action.startsWith("pause") && (
        <Select
          label={t("loss.return")}
          value={String(within)}
          allowDeselect={false}
          onChange={(value) => act.mutate(acts.floorSettings({ loss_return_seconds: Number(value) }))}
          data={returns.map((value) => ({
            value: String(value),
            label: value === 0 ? t("loss.by_chair") : t("loss.within", { count: value }),
          }))}
        />
      )}
    </Stack>
  );
}

interface Scope {
  unit: string;
  itemId: string | null;
}

function UnitMinutes({ unit, itemId }: Scope) {
  const { parts } = useMeetingView();
  const act = useCommand();
  const budget = Object.values(parts.budgets).find((row) => row.unit_name === unit && row.item_id === itemId);
  const kept = budget?.minutes ?? 0;
  const [minutes, setMinutes] = useState(kept);
  const save = () => {
    if (minutes !== kept) act.mutate(acts.setBudget({ unit_name: unit, item_id: itemId, minutes }));
  };
  return (
    <li className={classes.unit}>
      <span className={classes.turnWords}>
        {unit}
        <UnitTime unit={unit} itemId={itemId} className={classes.unitTime} />
      </span>
      <NumberInput
        aria-label={unit}
        value={minutes}
        min={0}
        max={MOST_MINUTES}
        allowDecimal={false}
        onChange={(value) => setMinutes(Number(value) || 0)}
        onBlur={save}
      />
    </li>
  );
}

function Budgets() {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const item = currentItem(parts);
  const [ofItem, setOfItem] = useState(false);
  const itemId = ofItem && item ? item.id : null;
  const units = [...new Set(Object.values(parts.participants).map((row) => row.unit_name))];
  return (
    <Stack gap="xs">
      <Text fw={600}>{t("budget.title")}</Text>
      {item && (
        <SegmentedControl
          aria-label={t("budget.scope")}
          value={ofItem ? "item" : "meeting"}
          onChange={(value) => setOfItem(value === "item")}
          data={[
            { value: "meeting", label: t("budget.meeting") },
            { value: "item", label: t("item.number", { number: item.number }) },
          ]}
        />
      )}
      <Text size="sm" c="dimmed">{t("budget.help")}</Text>
      <ul className={classes.queue}>
        {units.sort((a, b) => a.localeCompare(b)).map((unit) => (
          <UnitMinutes key={`${unit}:${itemId ?? ""}`} unit={unit} itemId={itemId} />
        ))}
      </ul>
    </Stack>
  );
}

/** What happens when a speaker's line is lost, and how long each unit may speak. */
export function FloorSettingsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("meeting");
  return (
    <Modal opened onClose={onClose} title={t("budget.dialog")} size="lg">
      <Stack gap="lg">
        <LossChoice />
        <Budgets />
      </Stack>
    </Modal>
  );
}
