import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnits } from "@/api/directory";

interface UnitSelectProps extends Omit<SelectProps, "data"> {
  /** Name of the chosen unit when the search does not hold it. */
  chosenName?: string;
}

const WAIT_MS = 250;

/** Chooses one unit by searching the directory as one types. */
export function UnitSelect({ chosenName = "", ...rest }: UnitSelectProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [query] = useDebouncedValue(search, WAIT_MS);
  const units = useUnits(query);
  const found = (units.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const { value } = rest;
  const known = value && !found.some((unit) => unit.value === value) ? [{ value, label: chosenName || search }] : [];
  return (
    <Select
      searchable
      data={[...known, ...found]}
      filter={({ options }) => options}
      onSearchChange={setSearch}
      nothingFoundMessage={units.isFetching ? t("state.loading") : t("state.nothing_found")}
      {...rest}
    />
  );
}
