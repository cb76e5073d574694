import { Autocomplete, Button, NumberInput, SegmentedControl, TextInput, type AutocompleteProps } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconBan, IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CATALOGUES, addEntry, editEntry, setEntryActive, useCatalogue, type Catalogue, type CatalogueEntry, type NewEntry } from "@/api/catalogues";
import { DIRECTORY_KEY } from "@/api/directory";
import { useAct } from "@/api/useAct";
import { StatusTag } from "@/kit/StatusTag";
import { DirectoryList } from "./DirectoryList";
import { EntryDialog } from "./EntryDialog";
import { useFilled } from "./useFilled";

const EMPTY: NewEntry = { name: "", abbreviation: "", place: 0 };

const valuesOf = ({ name, abbreviation, place }: CatalogueEntry): NewEntry => ({ name, abbreviation, place });

function WordDialog({ catalogue, entry, onClose }: { catalogue: Catalogue; entry?: CatalogueEntry | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm<NewEntry>({ initialValues: entry ? valuesOf(entry) : EMPTY, validate: { name: useFilled() } });
  const save = (values: NewEntry) => (entry ? editEntry(catalogue, entry.id, values) : addEntry(catalogue, values));
  return (
    <EntryDialog title={t(entry ? "admin:catalogue.edit" : "admin:catalogue.add")} form={form} save={save} onClose={onClose}>
      <TextInput label={t("admin:catalogue.name")} withAsterisk maxLength={160} data-autofocus {...form.getInputProps("name")} />
      <TextInput label={t("admin:catalogue.abbreviation")} maxLength={20} {...form.getInputProps("abbreviation")} />
      <NumberInput label={t("admin:catalogue.place")} min={0} max={30000} allowDecimal={false} {...form.getInputProps("place")} />
    </EntryDialog>
  );
}

function WordState({ entry: { is_active } }: { entry: CatalogueEntry }) {
  const { t } = useTranslation();
  const Icon = is_active ? IconCircleCheck : IconBan;
  return (
    <StatusTag tone={is_active ? "good" : "neutral"} icon={<Icon size={16} aria-hidden />}>
      {t(is_active ? "admin:catalogue.active" : "admin:catalogue.retired")}
    </StatusTag>
  );
}

function WordAct({ catalogue, entry }: { catalogue: Catalogue; entry: CatalogueEntry }) {
  const { t } = useTranslation();
  const change = useAct((active: boolean) => setEntryActive(catalogue, entry.id, active), { refresh: [DIRECTORY_KEY], done: t("act.saved") });
  return (
    <Button size="compact-md" loading={change.isPending} onClick={() => change.mutate(!entry.is_active)}>
      {t(entry.is_active ? "admin:catalogue.retire" : "admin:catalogue.restore")}
    </Button>
  );
}

/** The words that people choose from. */
export function Catalogues() {
  const { t } = useTranslation();
  const [catalogue, setCatalogue] = useState<Catalogue>("position");
  const useWords = (query: string, page: number) => useCatalogue(catalogue, query, page, true);
  return (
    <>
      <SegmentedControl
        aria-label={t("admin:catalogue.choose")}
        mb="sm"
        value={catalogue}
        onChange={(value) => setCatalogue(CATALOGUES.find((known) => known === value) ?? "position")}
        data={CATALOGUES.map((value) => ({ value, label: t(`admin:catalogue_kind.${value}`) }))}
      />
      <DirectoryList
        key={catalogue}
        useList={useWords}
        keyOf={({ id }) => id}
        columns={[
          { title: t("admin:catalogue.name"), cell: ({ name }) => name },
          { title: t("admin:catalogue.abbreviation"), cell: ({ abbreviation }) => abbreviation || t("state.none") },
          { title: t("admin:catalogue.state"), cell: (entry) => <WordState entry={entry} /> },
          { title: "", cell: (entry) => <WordAct catalogue={catalogue} entry={entry} /> },
        ]}
        add={{ word: t("admin:catalogue.add"), dialog: (close) => <WordDialog catalogue={catalogue} onClose={close} /> }}
        edit={(entry, close) => <WordDialog catalogue={catalogue} entry={entry} onClose={close} />}
      />
    </>
  );
}

/** A position: typed freely, with the words of the catalogue offered. */
export function PositionInput(props: Omit<AutocompleteProps, "data">) {
  const words = useCatalogue("position", props.value ?? "");
  return <Autocomplete {...props} data={(words.data?.items ?? []).map(({ name }) => name)} />;
}
