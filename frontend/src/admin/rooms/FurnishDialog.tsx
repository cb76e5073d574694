import { Button, Group, Modal, NumberInput, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { randomKey } from "@/api/acts";
import { readSeatMap, useRooms, type SeatPlace } from "@/api/rooms";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { SearchSelect } from "@/kit/SearchSelect";
import type { Drawing } from "./drawing";
import { furnished, LARGEST, SHAPES, type Shape } from "./generators";

interface DialogProps {
  onTake: (drawing: Drawing) => void;
  onClose: () => void;
}

/** Draws a whole room at once, in one of the usual shapes. */
export function FurnishDialog({ onTake, onClose }: DialogProps) {
  const { t } = useTranslation("seating");
  const [shape, setShape] = useState<Shape>("theatre");
  const [size, setSize] = useState({ across: 10, deep: 5 });
  const numbers = shape === "round" ? (["across"] as const) : (["across", "deep"] as const);
  return (
    <Modal opened onClose={onClose} title={t("editor.furnish")} size="lg">
      <Stack>
        <SegmentedControl
          aria-label={t("editor.shape")}
          orientation="vertical"
          value={shape}
          onChange={(value) => setShape(SHAPES.find((known) => known === value) ?? "theatre")}
          data={SHAPES.map((value) => ({ value, label: t(`shape.${value}`) }))}
        />
        <Group grow align="flex-end">
          {numbers.map((number) => (
            <NumberInput
              key={number}
              size="md"
              label={t(`editor.${shape}_${number}`)}
              min={1}
              max={LARGEST[shape][number]}
              value={size[number]}
              onChange={(value) => setSize({ ...size, [number]: Number(value) || 1 })}
            />
          ))}
        </Group>
        <Text c="dimmed">{t("editor.furnish_hint")}</Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton onClick={() => onTake(furnished(shape, size, randomKey))}>{t("editor.furnish_do")}</PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}

function useFoundRooms(query: string) {
  const { data, isFetching } = useRooms(query);
  const options = (data?.items ?? []).map(({ id, name, unit_name }) => ({ value: id, label: `${name} · ${unit_name}` }));
  return { options, busy: isFetching };
}

/** Takes the map of another room; its places become places of this one. */
export function CopyDialog({ onTake, onClose }: DialogProps) {
  const { t } = useTranslation("seating");
  const [room, setRoom] = useState<string | null>(null);
  const copy = useAct((id: string) => readSeatMap(id), {
    onDone: ({ width, height, places }) =>
      onTake({ width, height, places: (places as SeatPlace[]).map((place) => ({ ...place, key: randomKey() })) }),
  });
  return (
    <Modal opened onClose={onClose} title={t("editor.copy")} size="lg">
      <Stack mih="18rem" justify="space-between">
        <SearchSelect useFound={useFoundRooms} label={t("room.name")} value={room} onChange={setRoom} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton disabled={!room} loading={copy.isPending} onClick={() => room && copy.mutate(room)}>
            {t("editor.copy_do")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
