import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { createSite, editSite, useSites, type NewSite, type Site } from "@/api/directory";
import { UnitSelect } from "@/kit/DirectorySelects";
import { DirectoryList } from "./DirectoryList";
import { EntryDialog } from "./EntryDialog";
import { useFilled } from "./useFilled";

const EMPTY: NewSite = { name: "", place: "", unit_id: "" };

const valuesOf = ({ name, unit_id, place }: Site): NewSite => ({ name, unit_id, place });

function SiteDialog({ site, onClose }: { site?: Site | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const form = useForm<NewSite>({
    initialValues: site ? valuesOf(site) : EMPTY,
    validate: { name: filled, unit_id: filled },
  });
  const save = (values: NewSite) => (site ? editSite(site.id, values) : createSite(values));
  return (
    <EntryDialog title={t(site ? "admin:site.edit" : "admin:site.add")} form={form} save={save} onClose={onClose}>
      <TextInput label={t("admin:site.name")} withAsterisk maxLength={120} data-autofocus {...form.getInputProps("name")} />
      <UnitSelect label={t("admin:unit_of")} withAsterisk valueName={site?.unit_name ?? ""} {...form.getInputProps("unit_id")} />
      <TextInput label={t("admin:site.place")} maxLength={200} {...form.getInputProps("place")} />
    </EntryDialog>
  );
}

/** Connection points. */
export function Sites() {
  const { t } = useTranslation();
  return (
    <DirectoryList
      useList={useSites}
      table="sites"
      keyOf={({ id }) => id}
      columns={[
        { title: t("admin:site.name"), cell: ({ name }) => name },
        { title: t("admin:unit_of"), cell: ({ unit_name }) => unit_name },
        { title: t("admin:site.place"), cell: ({ place }) => place || t("state.none") },
      ]}
      add={{ word: t("admin:site.add"), dialog: (close) => <SiteDialog onClose={close} /> }}
      edit={(site, close) => <SiteDialog site={site} onClose={close} />}
    />
  );
}
