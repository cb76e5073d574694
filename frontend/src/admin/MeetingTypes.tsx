import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { IconBan, IconCircleCheck, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY } from "@/api/directory";
import {
  addMeetingType, editMeetingType, setMeetingTypeActive, setUnitPractice, useMeetingTypes, useUnitPractices,
  type MeetingType, type TypeFields,
} from "@/api/kinds";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { IconButton } from "@/kit/Buttons";
import { UnitSelect } from "@/kit/DirectorySelects";
import { EmptyState, Loadable } from "@/kit/States";
import { StatusTag } from "@/kit/StatusTag";
import listed from "@/prepare/sites/SitesSection.module.css";
import { DirectoryList } from "./DirectoryList";
import { EntryDialog } from "./EntryDialog";
import { useFilled } from "./useFilled";

const EMPTY: TypeFields = {
  name: "", kind: "working", quorum_numerator: null, quorum_denominator: null, voters: "members", notice_days: 3,
  needs_approval: false, legal_basis: "", media_policy: "on_floor", place: 0,
};

const VOTERS: TypeFields["voters"][] = ["members", "all", "nobody"];
const KINDS: TypeFields["kind"][] = ["working", "session"];
const POLICIES: TypeFields["media_policy"][] = ["on_floor", "open"];
const MOST_DAYS = 60;

function fieldsOf(type: MeetingType): TypeFields {
  const names = Object.keys(EMPTY) as (keyof TypeFields)[];
  return Object.fromEntries(names.map((name) => [name, type[name]])) as unknown as TypeFields;
}

type TypeForm = UseFormReturnType<TypeFields>;

/** How many of those who vote must be there: a fraction, or none. */
function Quorum({ form }: { form: TypeForm }) {
  const { t } = useTranslation();
  const asks = form.values.quorum_numerator !== null;
  const ask = (wanted: boolean) => form.setValues(wanted ? { quorum_numerator: 2, quorum_denominator: 3 } : { quorum_numerator: null, quorum_denominator: null });
  const part = { min: 1, max: 1000, allowDecimal: false, size: "md", w: 120 } as const;
  return (
    <Group align="flex-end">
      <Switch size="md" label={t("admin:type.quorum")} checked={asks} onChange={(event) => ask(event.currentTarget.checked)} mb={8} />
      {asks && (
        <>
          <NumberInput {...part} label={t("admin:type.quorum_numerator")} {...form.getInputProps("quorum_numerator")} />
          <NumberInput {...part} label={t("admin:type.quorum_denominator")} {...form.getInputProps("quorum_denominator")} />
        </>
      )}
    </Group>
  );
}

function Rules({ form }: { form: TypeForm }) {
  const { t } = useTranslation();
  return (
    <>
      <Group grow align="flex-start">
        <Select label={t("admin:type.kind")} allowDeselect={false} data={KINDS.map((value) => ({ value, label: t(`meeting_kind.${value}`) }))} {...form.getInputProps("kind")} />
        <Select label={t("admin:type.voters")} allowDeselect={false} data={VOTERS.map((value) => ({ value, label: t(`admin:type.voters_${value}`) }))} {...form.getInputProps("voters")} />
      </Group>
      <Quorum form={form} />
      <Group grow align="flex-start">
        <NumberInput size="md" label={t("admin:type.notice_days")} description={t("admin:type.notice_hint")} min={0} max={MOST_DAYS} allowDecimal={false} {...form.getInputProps("notice_days")} />
        <Select
          label={t("prepare:info.media_policy")}
          description={t("admin:type.media_hint")}
          allowDeselect={false}
          data={POLICIES.map((value) => ({ value, label: t(`prepare:media_policy.${value}`) }))}
          {...form.getInputProps("media_policy")}
        />
      </Group>
      <Switch size="md" label={t("admin:type.needs_approval")} {...form.getInputProps("needs_approval", { type: "checkbox" })} />
    </>
  );
}

function TypeDialog({ type, onClose }: { type?: MeetingType | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const seen = type && fieldsOf(type);
  const form = useForm<TypeFields>({ initialValues: seen ?? EMPTY, validate: { name: useFilled() } });
  const save = (values: TypeFields) => (type && seen ? editMeetingType(type.id, values, seen) : addMeetingType(values));
  return (
    <EntryDialog title={t(type ? "admin:type.edit" : "admin:type.add")} form={form} save={save} onClose={onClose}>
      <TextInput label={t("admin:type.name")} withAsterisk maxLength={160} data-autofocus {...form.getInputProps("name")} />
      <Rules form={form} />
      <TextInput label={t("admin:type.legal_basis")} maxLength={300} {...form.getInputProps("legal_basis")} />
      <NumberInput label={t("admin:catalogue.place")} min={0} max={30000} allowDecimal={false} {...form.getInputProps("place")} />
    </EntryDialog>
  );
}

function TypeState({ type: { is_active } }: { type: MeetingType }) {
  const { t } = useTranslation();
  const Icon = is_active ? IconCircleCheck : IconBan;
  return (
    <StatusTag tone={is_active ? "good" : "neutral"} icon={<Icon size={16} aria-hidden />}>
      {t(is_active ? "admin:catalogue.active" : "admin:catalogue.retired")}
    </StatusTag>
  );
}

function TypeAct({ type }: { type: MeetingType }) {
  const { t } = useTranslation();
  const change = useAct((active: boolean) => setMeetingTypeActive(type.id, active), { refresh: [DIRECTORY_KEY], done: t("act.saved") });
  return (
    <Button size="compact-md" loading={change.isPending} onClick={() => change.mutate(!type.is_active)}>
      {t(type.is_active ? "admin:catalogue.retire" : "admin:catalogue.restore")}
    </Button>
  );
}

function Types() {
  const { t } = useTranslation();
  const useTypes = (query: string, page: number) => useMeetingTypes(query, page, true);
  const quorumOf = ({ quorum_numerator, quorum_denominator }: MeetingType) =>
    quorum_numerator ? `${quorum_numerator}/${quorum_denominator ?? 1}` : t("state.none");
  return (
    <DirectoryList
      useList={useTypes}
      keyOf={({ id }) => id}
      columns={[
        { title: t("admin:type.name"), cell: ({ name }) => name },
        { title: t("admin:type.kind"), cell: ({ kind }) => t(`meeting_kind.${kind}`) },
        { title: t("admin:type.quorum_short"), cell: quorumOf },
        { title: t("admin:type.notice_short"), cell: ({ notice_days }) => notice_days },
        { title: t("admin:type.approval_short"), cell: ({ needs_approval }) => t(needs_approval ? "admin:type.yes" : "admin:type.no") },
        { title: t("admin:catalogue.state"), cell: (type) => <TypeState type={type} /> },
        { title: "", cell: (type) => <TypeAct type={type} /> },
      ]}
      add={{ word: t("admin:type.add"), dialog: (close) => <TypeDialog onClose={close} /> }}
      edit={(type, close) => <TypeDialog type={type} onClose={close} />}
    />
  );
}

/** Units whose meetings go to the chair for approval, whatever their kind. */
function Practices() {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<string | null>(null);
  const practices = useUnitPractices();
  const set = useAct(({ id, needed }: { id: string; needed: boolean }) => setUnitPractice(id, needed), {
    refresh: [DIRECTORY_KEY],
    done: t("act.saved"),
    onDone: () => setUnit(null),
  });
  return (
    <Stack maw="44rem">
      <p style={{ margin: 0 }}>{t("admin:type.practice_lead")}</p>
      <Group align="flex-end">
        <UnitSelect style={{ flex: 1 }} label={t("admin:type.practice_unit")} value={unit} onChange={setUnit} />
        <Button disabled={!unit} loading={set.isPending} onClick={() => unit && set.mutate({ id: unit, needed: true })}>
          {t("act.add")}
        </Button>
      </Group>
      <Loadable query={practices}>
        {({ items }) => (
          <>
            <ul className={listed.list}>
              {items.map(({ unit_id, unit_name }) => (
                <li key={unit_id} className={listed.line}>
                  <span className={listed.words}>{unit_name}</span>
                  <IconButton label={t("prepare:sites.remove_named", { name: unit_name })} onClick={() => set.mutate({ id: unit_id, needed: false })}>
                    <IconTrash size={18} />
                  </IconButton>
                </li>
              ))}
            </ul>
            {items.length === 0 && <EmptyState title={t("admin:type.practice_none")} />}
          </>
        )}
      </Loadable>
    </Stack>
  );
}

/** Kinds of meeting with their rules, and the units that ask for approval. */
export function MeetingTypes() {
  const { t } = useTranslation();
  const [part, setPart] = useState("types");
  const decides = useMay("administer");
  return (
    <>
      {decides && (
        <SegmentedControl
          aria-label={t("admin:section.meeting-types")}
          mb="sm"
          value={part}
          onChange={setPart}
          data={["types", "practices"].map((value) => ({ value, label: t(`admin:type.part_${value}`) }))}
        />
      )}
      {part === "types" ? <Types /> : <Practices />}
    </>
  );
}
