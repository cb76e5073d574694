import { Select, type ComboboxItem, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export interface SearchSelectProps extends Omit<SelectProps, "data" | "onChange" | "value"> {
  value?: string | null;
  onChange?: (value: string | null, label?: string) => void;
  /** What the value is called when the search does not hold it. */
  valueName?: string;
  /** A hook: what the directory has for a query. */
  useFound: (query: string) => { options: ComboboxItem[]; busy: boolean };
}

const WAIT_MS = 250;

/** Chooses one entry of the directory by searching as one types; the chosen one stays shown whatever is searched. */
export function SearchSelect({ value = null, onChange, valueName = "", useFound, ...rest }: SearchSelectProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [picked, setPicked] = useState<ComboboxItem | null>(null);
  const name = picked !== null && picked.value === value ? picked.label : valueName;
  const [query] = useDebouncedValue(search === name ? "" : search, WAIT_MS);
  const { options, busy } = useFound(query);
  const isMissing = Boolean(value) && !options.some((option) => option.value === value);
  const choose = (chosen: string | null, option: ComboboxItem | null) => {
    setPicked(option);
    onChange?.(chosen, option?.label);
  };
  return (
    <Select
      searchable
      data={isMissing && value ? [{ value, label: name }, ...options] : options}
      filter={({ options: found }) => found}
      value={value || null}
      onChange={choose}
      onSearchChange={setSearch}
      nothingFoundMessage={t(busy ? "state.loading" : "state.nothing_found")}
      {...rest}
    />
  );
}
