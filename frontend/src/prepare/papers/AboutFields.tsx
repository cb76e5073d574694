import { Autocomplete, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCatalogue, type Catalogue } from "@/api/catalogues";
import { GROUPS, type About } from "@/api/papers";

export type Said = Omit<About, "title">;

export const NOTHING_SAID: Said = { group: "main", kind: "", agency: "" };

const LONGEST = { kind: 160, agency: 200 };

interface WordProps {
  catalogue: Catalogue;
  label: string;
  limit: number;
  value: string;
  onChange: (value: string) => void;
}

/** A word typed freely, those of the catalogue offered. */
function WordInput({ catalogue, label, limit, value, onChange }: WordProps) {
  const words = useCatalogue(catalogue, value);
  const data = [...new Set((words.data?.items ?? []).map(({ name }) => name))];
  return <Autocomplete size="md" label={label} maxLength={limit} data={data} value={value} onChange={onChange} />;
}

/** For whom a document is, what kind of paper it is, and which agency issued it. */
export function AboutFields({ said, onChange }: { said: Said; onChange: (said: Said) => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Select
        size="md"
        label={t("prepare:paper.group")}
        description={t(`prepare:paper.group_hint.${said.group}`)}
        allowDeselect={false}
        data={GROUPS.map((value) => ({ value, label: t(`prepare:paper.group_name.${value}`) }))}
        value={said.group}
        onChange={(group) => onChange({ ...said, group: group ?? "main" })}
      />
      <WordInput
        catalogue="document_kind"
        label={t("prepare:paper.kind")}
        limit={LONGEST.kind}
        value={said.kind}
        onChange={(kind) => onChange({ ...said, kind })}
      />
      <WordInput
        catalogue="agency"
        label={t("prepare:paper.agency")}
        limit={LONGEST.agency}
        value={said.agency}
        onChange={(agency) => onChange({ ...said, agency })}
      />
    </Stack>
  );
}
