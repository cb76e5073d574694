import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeople } from "@/api/directory";

interface PersonSelectProps extends Omit<SelectProps, "data" | "onChange" | "value"> {
  /** The person chosen now; shown even when the search does not find them. */
  chosen: { id: string; name: string } | null;
  onChoose: (personId: string | null) => void;
}

const WAIT_MS = 250;

/** Chooses one person by searching the directory as one types. */
export function PersonSelect({ chosen, onChoose, ...rest }: PersonSelectProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [query] = useDebouncedValue(search === chosen?.name ? "" : search, WAIT_MS);
  const people = usePeople(query);
  const found = (people.data?.items ?? []).map((person) => ({
    value: person.id,
    label: [person.full_name, person.position].filter(Boolean).join(" · "),
  }));
  const known = chosen && !found.some(({ value }) => value === chosen.id) ? [{ value: chosen.id, label: chosen.name }] : [];
  return (
    <Select
      searchable
      clearable
      data={[...known, ...found]}
      filter={({ options }) => options}
      value={chosen?.id ?? null}
      onChange={onChoose}
      onSearchChange={setSearch}
      nothingFoundMessage={people.isFetching ? t("state.loading") : t("state.nothing_found")}
      {...rest}
    />
  );
}
