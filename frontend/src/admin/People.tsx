import { Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { createPerson, editPerson, usePeople, type NewPerson, type Person } from "@/api/directory";
import { UnitSelect } from "@/kit/DirectorySelects";
import { PositionInput } from "./Catalogues";
import { DirectoryList } from "./DirectoryList";
import { EntryDialog } from "./EntryDialog";
import { useFilled } from "./useFilled";

const EMPTY: NewPerson = { full_name: "", position: "", unit_id: "", email: "", phone: "" };

const valuesOf = ({ full_name, position, unit_id, email, phone }: Person): NewPerson => ({ full_name, position, unit_id, email, phone });

function PersonDialog({ person, onClose }: { person?: Person | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const form = useForm<NewPerson>({
    initialValues: person ? valuesOf(person) : EMPTY,
    validate: { full_name: filled, position: filled, unit_id: filled },
  });
  const save = (values: NewPerson) => (person ? editPerson(person.id, values) : createPerson(values));
  return (
    <EntryDialog title={t(person ? "admin:person.edit" : "admin:person.add")} form={form} save={save} onClose={onClose}>
      <TextInput label={t("admin:person.full_name")} withAsterisk maxLength={120} data-autofocus {...form.getInputProps("full_name")} />
      <PositionInput label={t("admin:person.position")} withAsterisk maxLength={160} {...form.getInputProps("position")} />
      <UnitSelect label={t("admin:unit_of")} withAsterisk valueName={person?.unit_name ?? ""} {...form.getInputProps("unit_id")} />
      <Group grow align="flex-start">
        <TextInput label={t("admin:email")} type="email" maxLength={254} {...form.getInputProps("email")} />
        <TextInput label={t("admin:person.phone")} type="tel" maxLength={20} {...form.getInputProps("phone")} />
      </Group>
    </EntryDialog>
  );
}

/** People who take part in meetings. */
export function People() {
  const { t } = useTranslation();
  return (
    <DirectoryList
      useList={usePeople}
      table="people"
      keyOf={({ id }) => id}
      columns={[
        { title: t("admin:person.full_name"), cell: ({ full_name }) => full_name },
        { title: t("admin:person.position"), cell: ({ position }) => position },
        { title: t("admin:unit_of"), cell: ({ unit_name }) => unit_name },
        { title: t("admin:email"), cell: ({ email }) => email || t("state.none") },
      ]}
      add={{ word: t("admin:person.add"), dialog: (close) => <PersonDialog onClose={close} /> }}
      edit={(person, close) => <PersonDialog person={person} onClose={close} />}
    />
  );
}
