import { Group, Select, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { UNIT_KINDS, createUnit, editUnit, useUnits, type NewUnit, type Unit } from "@/api/directory";
import { UnitSelect } from "@/kit/DirectorySelects";
import { DirectoryList } from "./DirectoryList";
import { EntryDialog } from "./EntryDialog";
import { useFilled } from "./useFilled";

type Values = Omit<NewUnit, "parent_id"> & { parent_id: string };

const EMPTY: Values = { code: "", name: "", short_name: "", kind: "department", parent_id: "", email: "" };

const kindOf = ({ kind }: Unit) => UNIT_KINDS.find((known) => known === kind) ?? "department";

function UnitDialog({ unit, onClose }: { unit?: Unit | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const form = useForm<Values>({
    initialValues: unit ? { ...EMPTY, ...unit, kind: kindOf(unit), parent_id: unit.parent_id ?? "" } : EMPTY,
    validate: { code: filled, name: filled, short_name: filled },
  });
  const save = ({ code, name, short_name, kind, email, parent_id: chosen }: Values) => {
    const values = { name, short_name, kind, email, parent_id: chosen || null };
    return unit ? editUnit(unit.id, values) : createUnit({ code, ...values });
  };
  return (
    <EntryDialog title={t(unit ? "admin:unit.edit" : "admin:unit.add")} form={form} save={save} onClose={onClose}>
      <TextInput label={t("admin:unit.name")} withAsterisk maxLength={200} data-autofocus {...form.getInputProps("name")} />
      <Group grow align="flex-start">
        <TextInput label={t("admin:unit.short_name")} withAsterisk maxLength={80} {...form.getInputProps("short_name")} />
        <TextInput label={t("admin:unit.code")} withAsterisk maxLength={40} disabled={Boolean(unit)} {...form.getInputProps("code")} />
      </Group>
      <Group grow align="flex-start">
        <Select
          label={t("admin:unit.kind")}
          data={UNIT_KINDS.map((value) => ({ value, label: t(`admin:unit_kind.${value}`) }))}
          {...form.getInputProps("kind")}
        />
        <UnitSelect label={t("admin:unit.parent")} clearable valueName={unit?.parent_name ?? ""} {...form.getInputProps("parent_id")} />
      </Group>
      <TextInput label={t("admin:email")} type="email" maxLength={254} {...form.getInputProps("email")} />
    </EntryDialog>
  );
}

/** Organisation units, of today or of another day. */
export function Units() {
  const { t } = useTranslation();
  const [on, setOn] = useState("");
  const useUnitsThen = (query: string, page: number) => useUnits(query, page, on);
  return (
    <>
      <DateInput
        clearable
        valueFormat="DD/MM/YYYY"
        label={t("admin:unit.as_of")}
        value={on || null}
        onChange={(day) => setOn(day ?? "")}
        w={220}
        mb="sm"
      />
      <DirectoryList
        key={on}
        useList={useUnitsThen}
        table="units"
        keyOf={({ id }) => id}
        columns={[
          { title: t("admin:unit.name"), cell: ({ name }) => name },
          { title: t("admin:unit.code"), cell: ({ code }) => code },
          { title: t("admin:unit.parent"), cell: ({ parent_name }) => parent_name || t("state.none") },
          { title: t("admin:unit.kind"), cell: ({ kind }) => t(`admin:unit_kind.${kind}`) },
          { title: t("admin:email"), cell: ({ email }) => email || t("state.none") },
        ]}
        add={{ word: t("admin:unit.add"), dialog: (close) => <UnitDialog onClose={close} /> }}
        edit={(unit, close) => <UnitDialog unit={unit} onClose={close} />}
      />
    </>
  );
}
