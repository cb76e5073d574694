import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSites } from "@/api/directory";

const WAIT_MS = 250;

/** Chooses one connection point by searching the directory as one types. */
export function SiteSelect(props: Omit<SelectProps, "data">) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [query] = useDebouncedValue(search, WAIT_MS);
  const sites = useSites(query);
  const found = (sites.data?.items ?? []).map(({ id, name, unit_name }) => ({ value: id, label: `${name} · ${unit_name}` }));
  const { value } = props;
  const known = value && !found.some((site) => site.value === value) ? [{ value, label: search }] : [];
  return (
    <Select
      searchable
      data={[...known, ...found]}
      filter={({ options }) => options}
      onSearchChange={setSearch}
      nothingFoundMessage={sites.isFetching ? t("state.loading") : t("state.nothing_found")}
      {...props}
    />
  );
}
