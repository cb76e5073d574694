import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconDeviceTv } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createSite, editSite, useSites, type NewSite, type Site } from "@/api/directory";
import { useMay } from "@/api/session";
import { UnitSelect } from "@/kit/DirectorySelects";
import { DevicesDialog } from "./Devices";
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

function DevicesButton({ site }: { site: Site }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-md"
        onClick={() => setOpen(true)}
        leftSection={<IconDeviceTv size={16} aria-hidden />}
        aria-label={t("admin:device.of", { name: site.name })}
      >
        {t("admin:device.open")}
      </Button>
      {isOpen && <DevicesDialog site={site} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Connection points and their devices. Whoever only tends devices changes no entry. */
export function Sites() {
  const { t } = useTranslation();
  const mayEdit = useMay("manage_directory");
  const mayPair = useMay("pair_devices");
  return (
    <DirectoryList
      useList={useSites}
      table="sites"
      keyOf={({ id }) => id}
      columns={[
        { title: t("admin:site.name"), cell: ({ name }) => name },
        { title: t("admin:unit_of"), cell: ({ unit_name }) => unit_name },
        { title: t("admin:site.place"), cell: ({ place }) => place || t("state.none") },
        ...(mayPair ? [{ title: t("admin:device.open"), cell: (site: Site) => <DevicesButton site={site} /> }] : []),
      ]}
      {...(mayEdit && {
        add: { word: t("admin:site.add"), dialog: (close: () => void) => <SiteDialog onClose={close} /> },
        edit: (site: Site, close: () => void) => <SiteDialog site={site} onClose={close} />,
      })}
    />
  );
}
