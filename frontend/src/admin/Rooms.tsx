import { Button, Group, Modal, MultiSelect, NumberInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconArmchair, IconBan, IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY, useSites } from "@/api/directory";
import { addRoom, editRoom, setRoomActive, setRoomSites, useRooms, type NewRoom, type Room } from "@/api/rooms";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { UnitSelect } from "@/kit/DirectorySelects";
import { StatusTag } from "@/kit/StatusTag";
import { DirectoryList } from "./DirectoryList";
import { EntryDialog } from "./EntryDialog";
import { Editor } from "./rooms/Editor";
import { useFilled } from "./useFilled";

const EMPTY: NewRoom = { name: "", unit_id: "", address: "", floor: "", capacity: 0, equipment: "" };

const valuesOf = ({ name, unit_id, address, floor, capacity, equipment }: Room): NewRoom => ({
  name, unit_id, address, floor, capacity, equipment,
});

function RoomDialog({ room, onClose }: { room?: Room; onClose: () => void }) {
  const { t } = useTranslation("seating");
  const filled = useFilled();
  const form = useForm<NewRoom>({ initialValues: room ? valuesOf(room) : EMPTY, validate: { name: filled, unit_id: filled } });
  const save = (values: NewRoom) => (room ? editRoom(room.id, values) : addRoom(values));
  return (
    <EntryDialog title={t(room ? "room.edit" : "room.add")} form={form} save={save} onClose={onClose}>
      <TextInput label={t("room.name")} withAsterisk maxLength={120} data-autofocus {...form.getInputProps("name")} />
      <UnitSelect label={t("admin:unit_of")} withAsterisk valueName={room?.unit_name ?? ""} {...form.getInputProps("unit_id")} />
      <Group grow align="flex-start">
        <TextInput label={t("room.address")} maxLength={200} {...form.getInputProps("address")} />
        <TextInput label={t("room.floor")} maxLength={40} {...form.getInputProps("floor")} />
      </Group>
      <NumberInput size="md" label={t("room.capacity")} min={0} max={10_000} {...form.getInputProps("capacity")} />
      <Textarea size="md" autosize minRows={2} label={t("room.equipment")} maxLength={500} {...form.getInputProps("equipment")} />
    </EntryDialog>
  );
}

/** At which sites people usually sit in the room. */
function SitesDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { t } = useTranslation("seating");
  const [chosen, setChosen] = useState(room.sites.map(({ id }) => id));
  const [words, setWords] = useState("");
  const sites = useSites(words);
  const known = new Map([...room.sites, ...(sites.data?.items ?? [])].map(({ id, name }) => [id, name]));
  const save = useAct((ids: string[]) => setRoomSites(room.id, ids), { done: t("common:act.saved"), refresh: [DIRECTORY_KEY], onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={t("room.sites_of", { name: room.name })} size="lg">
      <Stack mih="18rem" justify="space-between">
        <MultiSelect
          size="md"
          searchable
          label={t("room.sites")}
          description={t("room.sites_hint")}
          data={[...known].map(([value, label]) => ({ value, label }))}
          value={chosen}
          onChange={setChosen}
          onSearchChange={setWords}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton loading={save.isPending} onClick={() => save.mutate(chosen)}>
            {t("common:act.save")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}

function RoomState({ room }: { room: Room }) {
  const { t } = useTranslation();
  const Icon = room.is_active ? IconCircleCheck : IconBan;
  return (
    <StatusTag tone={room.is_active ? "good" : "neutral"} icon={<Icon size={16} aria-hidden />}>
      {t(room.is_active ? "admin:catalogue.active" : "admin:catalogue.retired")}
    </StatusTag>
  );
}

interface ActsProps {
  room: Room;
  onDraw: () => void;
  onSites: () => void;
  onEdit: () => void;
}

function RoomActs({ room, onDraw, onSites, onEdit }: ActsProps) {
  const { t } = useTranslation("seating");
  const change = useAct((active: boolean) => setRoomActive(room.id, active), { refresh: [DIRECTORY_KEY], done: t("common:act.saved") });
  if (!room.may_edit) return null;
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Button size="compact-md" leftSection={<IconArmchair size={16} aria-hidden />} aria-label={t("room.draw_named", { name: room.name })} onClick={onDraw}>
        {t("room.draw")}
      </Button>
      <Button size="compact-md" onClick={onSites}>
        {t("room.sites_short")}
      </Button>
      <Button size="compact-md" onClick={onEdit}>
        {t("common:act.edit")}
      </Button>
      <Button size="compact-md" loading={change.isPending} onClick={() => change.mutate(!room.is_active)}>
        {t(room.is_active ? "admin:catalogue.retire" : "admin:catalogue.restore")}
      </Button>
    </Group>
  );
}

const useEveryRoom = (query: string, page: number) => useRooms(query, page, true);

/** Rooms for meetings, each with its seat map. */
export function Rooms() {
  const { t } = useTranslation("seating");
  const [open, setOpen] = useState<{ what: "draw" | "sites" | "edit"; room: Room } | null>(null);
  const close = () => setOpen(null);
  if (open?.what === "draw") return <Editor room={open.room} onClose={close} />;
  return (
    <>
      <DirectoryList
        useList={useEveryRoom}
        keyOf={({ id }) => id}
        columns={[
          { title: t("room.name"), cell: ({ name, unit_name }) => `${name} · ${unit_name}` },
          { title: t("room.where"), cell: ({ floor, address }) => [floor, address].filter(Boolean).join(" · ") || t("common:state.none") },
          { title: t("room.capacity"), cell: ({ capacity }) => capacity || t("common:state.none") },
          { title: t("room.seats"), cell: ({ seats, version }) => (version ? seats : t("room.no_map")) },
          { title: t("admin:catalogue.state"), cell: (room) => <RoomState room={room} /> },
          {
            title: "",
            cell: (room) => (
              <RoomActs
                room={room}
                onDraw={() => setOpen({ what: "draw", room })}
                onSites={() => setOpen({ what: "sites", room })}
                onEdit={() => setOpen({ what: "edit", room })}
              />
            ),
          },
        ]}
        add={{ word: t("room.add"), dialog: (done) => <RoomDialog onClose={done} /> }}
      />
      {open?.what === "sites" && <SitesDialog room={open.room} onClose={close} />}
      {open?.what === "edit" && <RoomDialog room={open.room} onClose={close} />}
    </>
  );
}
