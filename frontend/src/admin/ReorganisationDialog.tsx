import { Button, Group, NumberInput, Radio, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { UNIT_KINDS } from "@/api/directory";
import { REORGANISATION_KINDS, draftReorganisation, type NewReorganisation, type ReorganisationKind } from "@/api/reorganisations";
import { IconButton } from "@/kit/Buttons";
import { PersonSelect, SiteSelect, UnitSelect } from "@/kit/DirectorySelects";
import { EntryDialog } from "./EntryDialog";
import classes from "./Reorganisations.module.css";
import { useFilled } from "./useFilled";

interface Successor {
  code: string;
  name: string;
  short_name: string;
}

interface Move {
  what: "person" | "site";
  id: string;
  to: string;
}

interface Values {
  kind: ReorganisationKind;
  on: string;
  decision: string;
  predecessors: string[];
  is_new: boolean;
  successor_id: string;
  parent_id: string;
  unit_kind: (typeof UNIT_KINDS)[number];
  successors: Successor[];
  heir: number;
  moves: Move[];
  name: string;
  short_name: string;
}

type Form = UseFormReturnType<Values>;

const NOBODY: Successor = { code: "", name: "", short_name: "" };
const EMPTY: Values = {
  kind: "merge", on: "", decision: "", predecessors: ["", ""], is_new: true, successor_id: "", parent_id: "",
  unit_kind: "commune", successors: [NOBODY], heir: 0, moves: [], name: "", short_name: "",
};
const MOST_PREDECESSORS = 40;
const MOST_SUCCESSORS = 20;

/** What the form means to the server. */
function asked(values: Values): NewReorganisation {
  const { kind, on, decision } = values;
  const predecessor_ids = values.predecessors.filter(Boolean);
  if (kind === "rename") return { kind, on, decision, predecessor_ids, successors: [], moves: [], name: values.name, short_name: values.short_name };
  const common = { kind, on, decision, predecessor_ids, moves: [], name: "", short_name: "" };
  if (kind === "merge" && !values.is_new) return { ...common, successors: [{ unit_id: values.successor_id, new: null, keeps_records: true }] };
  const made = values.successors.map((unit, number) => ({
    unit_id: null,
    new: { ...unit, kind: values.unit_kind, parent_id: values.parent_id || null, email: "" },
    keeps_records: number === values.heir,
  }));
  const moves = kind === "split" ? values.moves.filter(({ id }) => id).map(({ id, to }) => ({ id, to: Number(to) })) : [];
  return { ...common, successors: made, moves };
}

function NewUnits({ form }: { form: Form }) {
  const { t } = useTranslation();
  const { kind, successors, heir } = form.values;
  return (
    <Stack gap="sm">
      {successors.map((_, number) => (
        <fieldset key={number} className={classes.part}>
          <legend>{kind === "split" ? t("admin:reorganisation.new_unit_n", { number: number + 1 }) : t("admin:reorganisation.new_unit")}</legend>
          <TextInput label={t("admin:unit.name")} withAsterisk maxLength={200} {...form.getInputProps(`successors.${number}.name`)} />
          <Group grow align="flex-start">
            <TextInput label={t("admin:unit.short_name")} withAsterisk maxLength={80} {...form.getInputProps(`successors.${number}.short_name`)} />
            <TextInput label={t("admin:unit.code")} withAsterisk maxLength={40} {...form.getInputProps(`successors.${number}.code`)} />
          </Group>
          {kind === "split" && (
            <Radio
              label={t("admin:reorganisation.keeps_records")}
              name="heir"
              checked={heir === number}
              onChange={() => form.setFieldValue("heir", number)}
            />
          )}
        </fieldset>
      ))}
      <Group grow align="flex-start">
        <Select
          label={t("admin:unit.kind")}
          allowDeselect={false}
          data={UNIT_KINDS.map((value) => ({ value, label: t(`admin:unit_kind.${value}`) }))}
          {...form.getInputProps("unit_kind")}
        />
        <UnitSelect label={t("admin:unit.parent")} clearable {...form.getInputProps("parent_id")} />
      </Group>
    </Stack>
  );
}

function MoveRow({ form, number }: { form: Form; number: number }) {
  const { t } = useTranslation();
  const { what } = form.values.moves[number] ?? { what: "person" };
  const Choice = what === "site" ? SiteSelect : PersonSelect;
  return (
    <Group align="flex-end">
      <SegmentedControl
        aria-label={t("admin:reorganisation.move_what")}
        data={(["person", "site"] as const).map((value) => ({ value, label: t(`admin:reorganisation.move_${value}`) }))}
        {...form.getInputProps(`moves.${number}.what`)}
      />
      <Choice label={t(`admin:reorganisation.move_${what}`)} style={{ flex: "1 1 16rem" }} {...form.getInputProps(`moves.${number}.id`)} />
      <Select
        label={t("admin:reorganisation.move_to")}
        allowDeselect={false}
        style={{ flex: "1 1 12rem" }}
        data={form.values.successors.map(({ name }, to) => ({ value: String(to), label: name || t("admin:reorganisation.new_unit_n", { number: to + 1 }) }))}
        {...form.getInputProps(`moves.${number}.to`)}
      />
      <IconButton label={t("act.remove")} onClick={() => form.removeListItem("moves", number)}>
        <IconX size={18} aria-hidden />
      </IconButton>
    </Group>
  );
}

/** Who and what does not go to the unit that keeps the records. */
function Moves({ form }: { form: Form }) {
  const { t } = useTranslation();
  const add = () => form.insertListItem("moves", { what: "person", id: "", to: "1" } satisfies Move);
  return (
    <Stack gap="sm">
      <Text>{t("admin:reorganisation.moves_hint")}</Text>
      {form.values.moves.map((_, number) => (
        <MoveRow key={number} form={form} number={number} />
      ))}
      <Button onClick={add} style={{ alignSelf: "flex-start" }}>
        {t("admin:reorganisation.move_add")}
      </Button>
    </Stack>
  );
}

function Counted({ label, least, most, value, onChange }: { label: string; least: number; most: number; value: number; onChange: (count: number) => void }) {
  return <NumberInput label={label} min={least} max={most} value={value} clampBehavior="strict" onChange={(count) => onChange(Number(count) || least)} w={220} />;
}

function Predecessors({ form }: { form: Form }) {
  const { t } = useTranslation();
  const { kind, predecessors } = form.values;
  const resize = (count: number) => form.setFieldValue("predecessors", Array.from({ length: count }, (_, number) => predecessors[number] ?? ""));
  return (
    <Stack gap="sm">
      {kind === "merge" && (
        <Counted label={t("admin:reorganisation.how_many_end")} least={1} most={MOST_PREDECESSORS} value={predecessors.length} onChange={resize} />
      )}
      {predecessors.map((_, number) => (
        <UnitSelect
          key={number}
          label={kind === "merge" ? t("admin:reorganisation.predecessor_n", { number: number + 1 }) : t("admin:reorganisation.predecessor")}
          withAsterisk
          {...form.getInputProps(`predecessors.${number}`)}
        />
      ))}
    </Stack>
  );
}

function Outcome({ form }: { form: Form }) {
  const { t } = useTranslation();
  const { kind, is_new, successors } = form.values;
  if (kind === "rename")
    return (
      <Group grow align="flex-start">
        <TextInput label={t("admin:reorganisation.new_name")} withAsterisk maxLength={200} {...form.getInputProps("name")} />
        <TextInput label={t("admin:reorganisation.new_short_name")} withAsterisk maxLength={80} {...form.getInputProps("short_name")} />
      </Group>
    );
  if (kind === "split") {
    const resize = (count: number) => form.setFieldValue("successors", Array.from({ length: count }, (_, number) => successors[number] ?? NOBODY));
    return (
      <>
        <Counted label={t("admin:reorganisation.how_many_new")} least={2} most={MOST_SUCCESSORS} value={successors.length} onChange={resize} />
        <NewUnits form={form} />
        <Moves form={form} />
      </>
    );
  }
  return (
    <>
      <SegmentedControl
        aria-label={t("admin:reorganisation.into")}
        value={is_new ? "new" : "existing"}
        onChange={(value) => form.setFieldValue("is_new", value === "new")}
        data={(["new", "existing"] as const).map((value) => ({ value, label: t(`admin:reorganisation.into_${value}`) }))}
      />
      {is_new ? <NewUnits form={form} /> : <UnitSelect label={t("admin:reorganisation.successor")} withAsterisk {...form.getInputProps("successor_id")} />}
    </>
  );
}

/** Plans that units merge, split or take another name. Nothing changes before the plan is confirmed. */
export function ReorganisationDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const needsNew = ({ kind, is_new }: Values) => kind === "split" || (kind === "merge" && is_new);
  const newUnit = (value: string, values: Values) => (needsNew(values) ? filled(value) : null);
  const named = (value: string, { kind }: Values) => (kind === "rename" ? filled(value) : null);
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      on: filled,
      decision: filled,
      successor_id: (value, values) => (values.kind === "merge" && !values.is_new ? filled(value) : null),
      successors: { code: newUnit, name: newUnit, short_name: newUnit },
      name: named,
      short_name: named,
    },
  });
  const choose = (kind: ReorganisationKind) =>
    form.setValues({
      kind,
      predecessors: kind === "merge" ? ["", ""] : [form.values.predecessors[0] ?? ""],
      successors: kind === "split" ? [NOBODY, NOBODY] : [NOBODY],
      heir: 0,
      moves: [],
    });
  return (
    <EntryDialog title={t("admin:reorganisation.add")} form={form} save={(values) => draftReorganisation(asked(values))} onClose={onClose}>
      <SegmentedControl
        aria-label={t("admin:reorganisation.kind")}
        value={form.values.kind}
        onChange={(value) => choose(REORGANISATION_KINDS.find((kind) => kind === value) ?? "merge")}
        data={REORGANISATION_KINDS.map((value) => ({ value, label: t(`admin:reorganisation_kind.${value}`) }))}
      />
      <Group grow align="flex-start">
        <TextInput type="date" label={t("admin:reorganisation.on")} withAsterisk {...form.getInputProps("on")} />
        <TextInput label={t("admin:reorganisation.decision")} placeholder={t("admin:reorganisation.decision_example")} withAsterisk maxLength={300} {...form.getInputProps("decision")} />
      </Group>
      <Predecessors form={form} />
      <Outcome form={form} />
      <Text c="dimmed">{t("admin:reorganisation.draft_hint")}</Text>
    </EntryDialog>
  );
}
